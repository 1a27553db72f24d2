"""The papers of societies: posters, members' cards and certificates, admission forms."""

from .admission import admission_form
from .member import member_paper
from .poster import poster, share_picture
from .qr import qr_svg

__all__ = ["admission_form", "member_paper", "poster", "qr_svg", "share_picture"]
