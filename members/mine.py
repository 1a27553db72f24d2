"""What of members waits for a person: agreements to give anew, a second factor, applications sent back."""

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ground.dates import today
from portal.ground.mine import Waiting, register_waiting

from . import consents
from .models import Application
from .rules import needs_second_factor

State = Application.State


def register():
    register_waiting(_agreements)
    register_waiting(_second_factor)
    register_waiting(_applications)


def _agreements(actor):
    """Texts of which a newer version is in force than the one agreed to."""
    if consents.missing(actor.person, on=today()):
        yield Waiting(_("同意新版协议"), reverse("my_consents"), _("协议有新版本"))


def _second_factor(actor):
    """Whoever works with other people's data needs one."""
    shown = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    held = Authenticator.objects.filter(user=actor.person, type__in=shown)
    if actor.office and needs_second_factor([actor.office]) and not held.exists():
        yield Waiting(_("设置登录保护"), reverse("second_factor"), _("办理公务需要"))


def _applications(actor):
    """One's own applications that were sent back, or begun and not handed in."""
    mine = Application.objects.filter(applicant=actor.person, state__in=(State.RETURNED, State.DRAFT))
    for one in mine.select_related("organisation").order_by("-pk")[:10]:
        reason = _("退回补正") if one.state == State.RETURNED else _("填了一半，还没有提交")
        title = _("加入%(organisation)s") % {"organisation": one.organisation.name}
        yield Waiting(title, reverse("my_application", args=[one.public_id]), reason)
