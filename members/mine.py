"""What of members waits for a person: agreements to give anew, a second factor, applications sent back."""

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ground.dates import today
from portal.ground.mine import Waiting, register_waiting

from . import ages, consents
from .models import Application
from .rules import needs_second_factor

State = Application.State


def register():
    register_waiting(_agreements)
    register_waiting(_second_factor)
    register_waiting(_grown_children)
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


def _grown_children(actor):
    """Children one answers for who may decide alone by now, and whose number or address one has not given yet."""
    grown = actor.person.children.running().filter(child__born_on__lte=ages.last_birth_of_grown(on=today()))
    for one in grown.filter(child__phone="", child__email="").select_related("child"):
        reason = _("已满 %(age)s 周岁") % {"age": ages.guardian_age(today())}
        title = _("把记录交给%(child)s本人") % {"child": one.child.name}
        yield Waiting(title, reverse("my_child", args=[one.child.public_id]), reason)


def _applications(actor):
    """One's own applications that were sent back, or begun and not handed in."""
    mine = Application.objects.filter(applicant=actor.person, state__in=(State.RETURNED, State.DRAFT))
    for one in mine.select_related("organisation").order_by("-pk")[:10]:
        reason = _("退回补正") if one.state == State.RETURNED else _("填了一半，还没有提交")
        title = _("加入%(organisation)s") % {"organisation": one.organisation.name}
        yield Waiting(title, reverse("my_application", args=[one.public_id]), reason)
