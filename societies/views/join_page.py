"""The page on which somebody signed in joins: its forms, filled with what is known, and what its buttons do."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from members import actions, applying, reviews
from members.askable import FIELDS
from members.membership_rules import REVIEW
from members.models import Application, ReviewRule
from members.profile import ProfileForm
from portal.ground import attachments
from portal.ground.dates import today
from portal.ground.errors import Refused

from .. import actions as societies
from ..forms import BesideForm, ChoiceOfClassForm, PapersForm
from ..models import Invitation

FOLLOWED = "invitation"  # in the session: where somebody came from


def invited_by_unit(public_id):
    """The name of the unit whose staff the invitation is for; empty when it is for everybody."""
    found = Invitation.objects.filter(public_id=public_id or "").exclude(membership=None)
    return found.values_list("membership__unit__name", flat=True).first() or ""


def way_in(organisation):
    """The steps an application handed in today would go through, in order."""
    return list(ReviewRule.objects.on(REVIEW, today(), organisation=organisation))


class JoinPage:
    """The page of somebody signed in: its forms, filled with what is known, and what pressing a button does."""

    def __init__(self, request, society, member_class, application):
        self.request, self.society, self.member_class, self.application = request, society, member_class, application
        person, data = request.user, request.POST or None
        asked = applying.asked_of(member_class)
        unknown = [key for key in asked if not FIELDS[key].read(person)]
        optional = asked if "draft" in request.POST else ()
        self.followed = request.GET.get("invited") or request.session.get(FOLLOWED)
        self.unknown = ProfileForm(person, unknown, data, optional=optional)
        self.known = ProfileForm(person, [key for key in asked if key not in unknown], data, optional=optional)
        if "unit" in self.unknown.fields:
            self.unknown.fields["unit"].initial = invited_by_unit(self.followed)
        told = (
            {name: getattr(application, name) for name in ("years", "reason", "former_number")} if application else {}
        )
        self.choice = ChoiceOfClassForm(data, initial=told, member_class=member_class)
        self.beside = BesideForm(data, initial=told)
        self.papers = PapersForm(data, request.FILES or None, asked=member_class.papers)
        self.forms = (self.choice, self.unknown, self.known, self.beside, self.papers)
        self.refusal = ""

    def answer(self):
        """Where to go on to; None when something has to be mended on this page."""
        is_right = all(form.is_valid() for form in self.forms)
        try:
            if self.choice.is_valid() and self.beside.is_valid() and self.papers.is_valid():
                self._keep(is_right)
            if not is_right:
                return None
            return self._saved() if "draft" in self.request.POST else self._hand_in()
        except Refused as refusal:
            self.refusal = str(refusal)
            return None

    def _keep(self, is_right):
        """What was chosen and photographed stays, even when something else on the page is still wrong."""
        by, now = self.request.actor, timezone.now()
        if is_right:
            said = {key: value for key, value in (self.unknown.cleaned_data | self.known.cleaned_data).items() if value}
            actions.confirm_profile(by.person, said, by=by, now=now)
        self.application = actions.save_application(
            self.society.organisation, **self.choice.chosen(), **self.beside.cleaned_data, by=by, now=now
        )
        if self.followed:
            societies.follow_invitation(self.application, self.followed)
        papers = self.papers.papers()
        if papers:
            self.application = actions.bring_application_papers(self.application, papers, by=by, now=now)

    def _saved(self):
        messages.success(self.request, _("草稿已保存，可以随时回来继续填写。"))
        return redirect("my_application", self.application.public_id)

    def _hand_in(self):
        self.application = actions.submit_application(self.application, by=self.request.actor, now=timezone.now())
        messages.success(self.request, submitted_words(self.application))
        return redirect("my_application", self.application.public_id)

    def context(self):
        brought = attachments.of(applying.OWNER, self.application.public_id) if self.application else []
        titles = {one.label for one in brought}
        is_returned = self.application and self.application.state == Application.State.RETURNED
        return {
            "chosen": self.member_class, "choice": self.choice, "unknown": self.unknown, "known": self.known,
            "beside": self.beside, "refusal": self.refusal, "application": self.application, "may_change": True,
            "papers": [(field, field.label in titles) for field in self.papers], "attachments": brought,
            "wrong": [form for form in self.forms if form.is_bound and form.errors],
            "returned": reviews.returned(self.application) if is_returned else None,
            "way": way_in(self.society.organisation),
        }  # fmt: skip


def submitted_words(application):
    """已提交，××学会将在 N 个工作日内初审。"""
    step = way_in(application.organisation)[0]
    return _("已提交，%(organisation)s将在 %(days)s 个工作日内%(step)s，结果会发消息通知您。") % {
        "organisation": application.organisation, "days": step.working_days, "step": step.name,
    }  # fmt: skip
