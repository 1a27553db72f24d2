"""The page on which a member renews: what is known to be looked over, the class, the years, what was paid."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from members import actions, applying, renewing
from members.askable import FIELDS, record_of
from members.models import Renewal
from members.profile import ProfileForm
from members.standing import standing_of
from portal.ground.dates import in_words, today
from portal.ground.errors import Refused

from .forms import PapersForm
from .life_forms import RenewalChoiceForm


class RenewalPage:
    """Its forms, filled with what is known, and what pressing the button does."""

    def __init__(self, request, membership):
        self.request, self.membership, self.refusal = request, membership, ""
        self.standing = standing_of(membership, on=today())
        self.hindrance = renewing.hindrance(self.standing) or _waiting(membership)
        self.classes = [] if self.hindrance else renewing.classes_for(membership, self.standing)
        self.forms = ()
        if self.classes:
            self._make_forms(request)
        elif not self.hindrance:
            self.hindrance = _("学会现在没有可以续的会员类别，请与秘书处联系。")

    def _make_forms(self, request):
        asked = request.POST.get("member_class") or request.GET.get("class")
        self.chosen = next((one for one in self.classes if one.code == asked), self.classes[0])
        self.changes = self.chosen.code != self.standing.period.member_class.code
        person, data, files = request.user, request.POST or None, request.FILES or None
        fields = applying.asked_of(self.chosen)
        unknown = [key for key in fields if not FIELDS[key].read(person)]
        self.unknown = ProfileForm(person, unknown, data)
        self.known = ProfileForm(person, [key for key in fields if key not in unknown], data)
        self.choice = RenewalChoiceForm(data, files, member_class=self.chosen)
        self.papers = PapersForm(data, files, asked=self.chosen.papers if self.changes else ())
        self.forms = (self.choice, self.unknown, self.known, self.papers)

    def answer(self):
        """Where to go on to; None when something has to be mended on this page."""
        if self.hindrance:
            self.refusal = self.hindrance
            return None
        if sum(not form.is_valid() for form in self.forms):  # every form says what is wrong with it
            return None
        try:
            renewal = self._renew()
        except Refused as refusal:
            self.refusal = str(refusal)
            return None
        messages.success(self.request, _words(renewal))
        return redirect("my_membership", self.membership.public_id)

    @transaction.atomic
    def _renew(self):
        """What was looked over is confirmed with the renewal, or not at all."""
        by, now = self.request.actor, timezone.now()
        said = {key: value for key, value in (self.unknown.cleaned_data | self.known.cleaned_data).items() if value}
        if said:  # of a unit nothing is asked that stands on a person's record
            actions.confirm_profile(by.person, said, by=by, now=now)
        return actions.renew_membership(
            self.membership, **self.choice.chosen(), papers=self.papers.papers(), by=by, now=now
        )

    def context(self):
        shown = {
            "membership": self.membership, "standing": self.standing, "hindrance": self.hindrance,
            "refusal": self.refusal, "classes": self.classes,
        }  # fmt: skip
        if not self.forms:
            return shown
        return shown | {
            "chosen": self.chosen, "changes": self.changes, "choice": self.choice, "unknown": self.unknown,
            "known": self.known, "papers": self.papers,
            "told": [one for one in record_of(self.request.user, on=today()) if one.key in self.known.fields],
            "wrong": [form for form in self.forms if form.is_bound and form.errors],
        }  # fmt: skip


def _waiting(membership):
    if membership.renewals.filter(state=Renewal.State.WAITING).exists():
        return _("续会已经提交，正在等学会确认。")
    return ""


def _words(renewal):
    if renewal.state == Renewal.State.WAITING:
        return _("已提交，%(organisation)s确认后会发消息通知您。") % {"organisation": renewal.membership.organisation}
    last = renewal.period.last_day
    return _("已续会，有效期到 %(day)s，会员号不变。") % {"day": in_words(last)} if last else _("已续会，长期有效。")
