"""What of members waits for a person: agreements to give anew, a second factor, applications sent back."""

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ground.dates import in_words, today
from portal.ground.mine import Waiting, register_waiting

from . import ages, consents
from .models import Application, Expulsion, Membership, Renewal, Status
from .models.status import RENEWABLE
from .rules import needs_second_factor
from .standing import standings

State = Application.State


def register():
    register_waiting(_agreements)
    register_waiting(_second_factor)
    register_waiting(_grown_children)
    register_waiting(_applications)
    register_waiting(_memberships)
    register_waiting(_hearings)


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


def _memberships(actor):
    """One's own memberships that can be renewed now, unless that was asked already."""
    day = today()
    asked = Renewal.objects.filter(state=Renewal.State.WAITING).values("membership")
    mine = Membership.objects.in_the_hand_of(actor.person).in_status(day, *RENEWABLE).exclude(pk__in=asked)
    found = {one.pk: one for one in mine.select_related("organisation").order_by("pk")[:10]}
    for pk, standing in standings(list(found.values()), on=day).items():
        last = standing.last_day if standing.status == Status.DUE else standing.last_grace_day
        yield Waiting(
            _("%(organisation)s续会") % {"organisation": found[pk].organisation.name},
            reverse("membership_renew", args=[found[pk].public_id]), _("%(day)s前") % {"day": in_words(last)},
        )  # fmt: skip


def _hearings(actor):
    """What one may answer to before a council decides."""
    open_ones = Expulsion.objects.filter(
        membership__person=actor.person, state=Expulsion.State.HEARING, heard_until__gte=today(), statement=""
    )
    for one in open_ones.select_related("membership__organisation"):
        title = _("%(organisation)s的除名程序，请您陈述") % {"organisation": one.membership.organisation.name}
        url = reverse("my_membership", args=[one.membership.public_id])
        yield Waiting(title, url, _("%(day)s前") % {"day": in_words(one.heard_until)})
