"""How a society takes members in: its numbers, its classes version by version, its own review steps."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members import actions, numbers
from members import rules as people
from members.askable import FIELDS
from members.forms import ReviewVersionForm, steps_kept
from members.membership_rules import REVIEW
from members.models import Admission, MemberClass, Office, ReviewRule
from members.models.status import terms_of
from portal.ground.dates import today
from portal.ground.errors import Refused, require
from portal.ground.journal import history

from ..forms import AdmissionForm, MemberClassForm, OwnSteps
from .desk import desk_society

PATTERN = ("is_open", "is_by_minutes", "prefix", "width", "is_lettered", "words")
OFFICES = dict(Office.Title.choices)


def _managed_society(request, code):
    """The society of this code, for whoever says how it takes members in; 403 for those who only look."""
    society = desk_society(request, code)
    require(people.may_manage_admission(request.actor, society.organisation))
    return society


@require_safe
def society_admission(request, code):
    """Everything about taking members in on one page, with what is still to come."""
    society = desk_society(request, code)
    admission = Admission.objects.filter(organisation=society.organisation).first()
    classes = list(MemberClass.objects.on(today()).filter(organisation=society.organisation))
    return render(request, "societies/society_admission.html", {
        "society": society, "admission": admission, "classes": [_told(one) for one in classes],
        "coming": MemberClass.objects.filter(organisation=society.organisation, valid_from__gt=today()),
        "next_number": _next_number(admission, classes), "steps": _steps(society.organisation),
        "terms": terms_of(society.pk, on=today()),
        "may_manage": people.may_manage_admission(request.actor, society.organisation),
        "history": history(admission) if admission else [],
    })  # fmt: skip


def _told(member_class):
    """A class with what it asks in words."""
    asked = [str(FIELDS[key].label) for key in member_class.asked if key in FIELDS]
    return {"class": member_class, "asked": "、".join(asked), "papers": "、".join(member_class.papers),
            "years": "、".join(map(str, member_class.years))}  # fmt: skip


def _next_number(admission, classes):
    return numbers.number_of(admission, admission.last_serial + 1, classes[0]) if admission and classes else ""


def _steps(organisation):
    steps = list(ReviewRule.objects.on(REVIEW, today(), organisation=organisation))
    for step in steps:
        step.holders = "、".join(str(OFFICES.get(title, title)) for title in step.titles)
    return steps


@require_http_methods(["GET", "HEAD", "POST"])
def admission_form(request, code):
    """Open or close the door, and say how members are numbered."""
    society = _managed_society(request, code)
    admission = Admission.objects.filter(organisation=society.organisation).first()
    now = admission or Admission(prefix=f"{society.code}001")
    form = AdmissionForm(request.POST or None, initial={name: getattr(now, name) for name in PATTERN})
    if form.is_valid():
        try:
            actions.change_admission(society.organisation, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return redirect("society_admission", code)
    return render(request, "societies/admission_form.html", {"society": society, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def member_class_form(request, code, class_code=""):
    """Write the next version of a class, or a new class."""
    society = _managed_society(request, code)
    versions = MemberClass.objects.filter(organisation=society.organisation)
    current = versions.filter(code=class_code).order_by("-valid_from").first()
    if class_code and current is None:
        raise Http404
    form = MemberClassForm(request.POST or None, initial=_initial(current), is_new=current is None)
    if form.is_valid():
        data = form.cleaned_data if current is None else form.cleaned_data | {"subject": current.subject}
        try:
            actions.change_member_class(
                society.organisation, class_code or f"class-{versions.values('code').distinct().count() + 1}",
                by=request.actor, now=timezone.now(), **data,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s”已保存，自启用日期起生效。") % {"name": data["name"]})
            return redirect("society_admission", code)
    return render(request, "societies/member_class_form.html", {
        "society": society, "form": form, "current": current,
        "versions": versions.filter(code=class_code).order_by("-valid_from") if class_code else (),
    })  # fmt: skip


def _initial(current):
    shown = {
        "valid_from": today(),
        "is_offered": True,
        "letter": "M",
        "order": 1,
        "yearly_dues": 0,
        "years": "1",
        "representatives": 3,
    }
    if current is None:
        return shown
    plain = ("name", "is_offered", "yearly_dues", "asked", "letter", "order", "conditions", "rights", "duties",
             "representatives")  # fmt: skip
    return shown | {name: getattr(current, name) for name in plain} | {
        "years": "、".join(map(str, current.years)), "papers": "、".join(current.papers),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def society_steps_form(request, code):
    """Who of the society looks at an application, one after another, and how long each has."""
    society = _managed_society(request, code)
    current = [
        {"name": step.name, "titles": step.titles, "working_days": step.working_days}
        for step in ReviewRule.objects.on(REVIEW, today(), organisation=society.organisation)
    ]
    form = ReviewVersionForm(request.POST or None, initial={"valid_from": today()})
    steps = OwnSteps(request.POST or None, initial=current)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        own = [step | {"scope": ReviewRule.Scope.OWN} for step in steps_kept(steps)]
        try:
            actions.change_review_rules(
                REVIEW,
                own,
                **form.cleaned_data,
                by=request.actor,
                now=timezone.now(),
                organisation=society.organisation,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存，新提交的申请按新步骤审核。"))
            return redirect("society_admission", code)
    return render(request, "societies/society_steps_form.html", {"society": society, "form": form, "steps": steps})
