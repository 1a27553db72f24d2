"""The steps of reviews on the desk: looked at by every official, changed by the city's leaders."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.ground.dates import today
from portal.ground.errors import Refused, require

from .. import actions, rules
from ..forms import ReviewSteps, ReviewVersionForm
from ..models import Office, ReviewRule

KINDS = {"branch": _("基层组织的组建")}


def review_rules(request):
    """Every kind of review with the steps in force today and the versions before and to come."""
    require(rules.may_see_offices(request.actor))
    labels = dict(Office.Title.choices)
    kinds = []
    for kind, title in KINDS.items():
        steps = list(ReviewRule.objects.on(kind, today()))
        for step in steps:
            step.holders = "、".join(str(labels.get(title, title)) for title in step.titles)
        days = ReviewRule.objects.filter(kind=kind).order_by("-valid_from").values_list("valid_from", flat=True)
        kinds.append({"kind": kind, "title": title, "steps": steps, "versions": list(days.distinct())})
    may_change = rules.may_change_review_rules(request.actor)
    return render(request, "members/review_rules.html", {"kinds": kinds, "may_change": may_change})


def review_rules_form(request, kind):
    """Write the next version of a review's steps."""
    require(rules.may_change_review_rules(request.actor) and kind in KINDS)
    current = [
        {"name": step.name, "scope": step.scope, "titles": step.titles, "working_days": step.working_days}
        for step in ReviewRule.objects.on(kind, today())
    ]
    form = ReviewVersionForm(request.POST or None, initial={"valid_from": today()})
    steps = ReviewSteps(request.POST or None, initial=current)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        kept = [
            {key: value for key, value in step.cleaned_data.items() if key != "DELETE"}
            for step in steps
            if step.cleaned_data and not step.cleaned_data.get("DELETE")
        ]
        try:
            actions.change_review_rules(kind, kept, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存，新受理的事项按新步骤办理。"))
            return redirect("review_rules")
    return render(request, "members/review_rules_form.html", {"form": form, "steps": steps, "title": KINDS[kind]})
