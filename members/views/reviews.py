"""Steps of reviews, working days and dated values on the desk: seen by every official, changed by the city's leaders."""

import re
from collections import defaultdict

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.ground import dated, workdays
from portal.ground.dates import today
from portal.ground.errors import Refused, require
from portal.ground.models import CalendarDay, DatedValue

from .. import actions, reviews, rules
from ..forms import CalendarForm, ReviewSteps, ReviewVersionForm, ValueForm, steps_kept
from ..models import Office, ReviewRule


def _versions(steps, day):
    """The steps in force on the day, with who decides them in words; and the first days of every version."""
    labels = dict(Office.Title.choices)
    days = list(dict.fromkeys(step.valid_from for step in steps))
    now = next((first for first in days if first <= day), None)
    in_force = [step for step in steps if step.valid_from == now]
    for step in in_force:
        step.holders = "、".join(str(labels.get(title, title)) for title in step.titles)
    return {"steps": in_force, "versions": days}


@require_safe
def review_rules(request):
    """Every kind of review with the steps in force today and the versions before and to come."""
    require(rules.may_see_offices(request.actor))
    shared = defaultdict(list)
    for rule in ReviewRule.objects.filter(organisation=None).order_by("-valid_from", "order"):
        shared[rule.kind].append(rule)
    kinds = [
        {"kind": kind, "title": title, **_versions(shared[kind], today())} for kind, title in reviews.kinds().items()
    ]
    may_change = rules.may_change_review_rules(request.actor)
    return render(request, "members/review_rules.html", {"kinds": kinds, "may_change": may_change})


@require_http_methods(["GET", "HEAD", "POST"])
def review_rules_form(request, kind):
    """Write the next version of a review's steps."""
    require(rules.may_change_review_rules(request.actor))
    if kind not in reviews.kinds():
        raise Http404
    current = [
        {"name": step.name, "scope": step.scope, "titles": step.titles, "working_days": step.working_days}
        for step in ReviewRule.objects.on(kind, today())
    ]
    form = ReviewVersionForm(request.POST or None, initial={"valid_from": today()})
    steps = ReviewSteps(request.POST or None, initial=current)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        try:
            actions.change_review_rules(
                kind, steps_kept(steps), **form.cleaned_data, by=request.actor, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存，新受理的事项按新步骤办理。"))
            return redirect("review_rules")
    return render(
        request, "members/review_rules_form.html", {"form": form, "steps": steps, "title": reviews.kinds()[kind]}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request):
    """The arrangement of holidays of a year; leaders add what the State Council announced."""
    require(rules.may_see_offices(request.actor))
    may_change = rules.may_change_review_rules(request.actor)
    require(may_change or request.method != "POST")
    form = CalendarForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            workdays.declare(
                data["first"], data["last"], is_working=data["is_working"] == "1", name=data["name"], by=request.actor
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return redirect(f"{request.path}?year={data['first'].year}")
    year = request.GET.get("year", "")
    year = int(year) if re.fullmatch(r"20\d\d", year, re.ASCII) else today().year
    days = CalendarDay.objects.filter(day__year=year).order_by("day")
    years = sorted({*CalendarDay.objects.dates("day", "year").values_list("day__year", flat=True), today().year + 1})
    return render(request, "members/calendar.html", {
        "days": days, "year": year, "years": years, "form": form, "may_change": may_change,
    })  # fmt: skip


@require_safe
def value_list(request):
    """Every dated value: what holds today, since when, by which paper."""
    require(rules.may_see_offices(request.actor))
    newest = {row.key: row for row in DatedValue.objects.filter(scope="", start_on__lte=today()).order_by("start_on")}
    rows = [(kind, newest.get(kind.key)) for kind in dated.kinds()]
    return render(request, "members/value_list.html", {
        "rows": rows, "may_change": rules.may_change_review_rules(request.actor),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def value_form(request, key):
    """Change one value from a day on."""
    require(rules.may_change_review_rules(request.actor))
    kind = dated.kind_of(key)
    if kind is None:
        raise Http404
    form = ValueForm(request.POST or None, initial={"value": dated.value(key, on=today()), "start_on": today()})
    if form.is_valid():
        data = form.cleaned_data
        try:
            dated.change(
                key,
                data["value"],
                start_on=data["start_on"],
                source=data["source"],
                by=request.actor,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return redirect("value_list")
    versions = DatedValue.objects.filter(key=key, scope="").order_by("-start_on")
    return render(request, "members/value_form.html", {"form": form, "kind": kind, "versions": versions})
