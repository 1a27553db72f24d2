"""Societies, what they say of themselves, and whom they invite."""

from .invitation import Invitation, InvitedApplication
from .page import PageVersion
from .society import Society

__all__ = ["Invitation", "InvitedApplication", "PageVersion", "Society"]
