"""Records that are probably one person's: listed, compared, told apart, merged, taken apart again."""

from django.apps import apps
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.ground.addresses import address_of
from portal.ground.dates import local_day, today
from portal.ground.errors import Refused, cleaned, require
from portal.ground.journal import history
from portal.ground.lists import Column, list_page
from portal.ground.templatetags.urls import masked

from .. import actions, duplicates, vouching
from .. import merge_rules as rules
from ..askable import record_of, unit_of
from ..identity_forms import ReasonForm
from ..marks import marks_of
from ..merge_forms import MergeForm
from ..merging import Line
from ..models import PersonMerge

SHOWN = ("name", "sex", "born_on", "unit", "position", "professional_title", "discipline", "region")


def _said(person):
    """A person in one cell: name, unit, masked phone."""
    return "，".join(filter(None, (person.name, unit_of(person), masked(person.phone))))


PAIRS = (
    Column("姓名", lambda pair, people: people[pair.ref].name,
           link=lambda pair: address_of("duplicate_pair", *pair.addresses), lookup=duplicates.people_of),
    Column("一份", lambda pair, people: _said(people[pair.ref]), lookup=duplicates.people_of, width=34),
    Column("另一份", lambda pair, people: _said(people[pair.person_id]), lookup=duplicates.people_of, width=34),
    Column("相同的内容", lambda pair: pair.words),
)  # fmt: skip
MERGES = (
    Column("姓名", lambda merge: merge.kept.name, "kept__name", lambda merge: address_of("merge_detail", merge.public_id)),
    Column("申请时间", lambda merge: local_day(merge.asked_at), "asked_at", kind="date"),
    Column("申请人", lambda merge: merge.asked_by.name),
    Column("依据", lambda merge: merge.evidence, width=34),
    Column("状态", lambda merge: merge.get_state_display(), "state",
           tag=lambda merge: {"asked": "wait", "done": "ok"}.get(merge.state, "bad")),
)  # fmt: skip


@require_safe
def duplicate_list(request):
    """Pairs of records that are probably one person's, the surest first."""
    require(rules.may_see_duplicates(request.actor))
    pairs = duplicates.pairs_known_to(request.actor, now=timezone.now())
    return list_page(request, "members/duplicate_list.html", pairs, PAIRS, name=_("疑似重复"), may_export=False)


def _pair(request, one, other):
    require(rules.may_see_duplicates(request.actor))
    known = vouching.known_to(request.actor, now=timezone.now()).select_related("unit")
    if one == other:
        raise Http404
    return get_object_or_404(known, public_id=one), get_object_or_404(known, public_id=other)


@require_safe
def duplicate_pair(request, one, other):
    """Both records side by side, and table by table what merging them would do."""
    people = _pair(request, one, other)
    return _pair_page(request, people, MergeForm(people=people))


def _pair_page(request, people, form):
    asked = request.GET.get("keep")
    keep = next((one for one in people if one.public_id == asked), None) or rules.preferred(*people)
    merge = next(one for one in people if one != keep)
    hindrance, lines = rules.hindrance(keep, merge, on=today()), []
    if not hindrance:
        try:
            lines = actions.try_merge(keep, merge, now=timezone.now())
        except Refused as refusal:
            hindrance = str(refusal)
    form.initial["keep"] = keep.public_id
    return render(request, "members/duplicate_pair.html", {
        "sides": [_side(person, person == keep) for person in people], "keep": keep, "merge": merge, "form": form,
        "lines": lines, "hindrance": hindrance, "needs_second": rules.needs_second(keep, merge),
        "are_distinct": duplicates.are_distinct(keep, merge), "addresses": [one.public_id for one in people],
    })  # fmt: skip


def _side(person, is_kept):
    record = {known.key: known for known in record_of(person, on=today())}
    return {
        "person": person, "is_kept": is_kept, "marks": [mark for mark in marks_of(person) if mark.given_at],
        "record": [record[key] for key in SHOWN if key in record], "phone": masked(person.phone),
    }  # fmt: skip


@require_POST
def duplicate_act(request, one, other, act):
    """Two people after all, or one: merged, or asked for where a second official has to agree."""
    people = _pair(request, one, other)
    if act not in PAIR_ACTS:
        raise Http404
    try:
        return PAIR_ACTS[act](request, people)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("duplicate_pair", one, other)


def _distinct(request, people):
    actions.say_distinct(*people, by=request.actor, now=timezone.now())
    messages.success(request, _("已记下不是同一人，以后不再提示这两份记录。"))
    return redirect("duplicate_list")


def _merge(request, people):
    data = cleaned(MergeForm(request.POST, people=people))
    keep = data["keep"]
    other = next(person for person in people if person != keep)
    merge = actions.ask_merge(keep, other, evidence=data["evidence"], by=request.actor, now=timezone.now())
    if merge.state == PersonMerge.State.ASKED:
        messages.success(request, _("已提交，请另一位工作人员复核。复核前两份记录都不变。"))
    else:
        messages.success(request, _("已合并，本人会收到通知。"))
    return redirect("merge_detail", merge.public_id)


PAIR_ACTS = {"distinct": _distinct, "merge": _merge}


def _merges(request):
    require(rules.may_see_duplicates(request.actor))
    merges = rules.visible_merges(request.actor, now=timezone.now())
    return merges.select_related("kept__unit", "merged__unit", "asked_by", "confirmed_by", "undone_by")


@require_safe
def merge_list(request):
    """Merges of people the office knows, the latest first."""
    merges = _merges(request).order_by("-asked_at", "-pk")
    return list_page(request, "members/merge_list.html", merges, MERGES, name=_("人员合并"), may_export=False)


@require_safe
def merge_detail(request, public_id):
    """What was merged into what, table by table, what could not be put back, and what can be done now."""
    merge, now = get_object_or_404(_merges(request), public_id=public_id), timezone.now()
    is_asked, is_done = merge.state == PersonMerge.State.ASKED, merge.state == PersonMerge.State.DONE
    lines = [Line(**line) for line in merge.lines]
    if is_asked and not rules.hindrance(merge.kept, merge.merged, on=today()):
        lines = actions.try_merge(merge.kept, merge.merged, now=now)
    return render(request, "members/merge_detail.html", {
        "merge": merge, "lines": lines, "history": history(merge), "form": ReasonForm(),
        "may_confirm": is_asked and rules.may_confirm_merge(request.actor, merge, now=now),
        "may_decline": is_asked, "may_undo": is_done and now <= merge.undo_until,
        "left": _left(merge),
        "sides": [_side(merge.kept, True), _side(merge.merged, False)],
    })  # fmt: skip


def _left(merge):
    """(what it is, why it could not be put back) of what an undone merge had to leave."""
    rows = merge.rows.exclude(hindrance="").values_list("model", "hindrance").order_by("model").distinct()
    return [(apps.get_model(model)._meta.verbose_name, hindrance) for model, hindrance in rows]


@require_POST
def merge_act(request, public_id, act):
    """Agree, decline or undo."""
    merge = get_object_or_404(_merges(request), public_id=public_id)
    if act not in MERGE_ACTS:
        raise Http404
    try:
        MERGE_ACTS[act](request, merge)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("merge_detail", public_id)


def _confirm(request, merge):
    actions.confirm_merge(merge, by=request.actor, now=timezone.now())
    messages.success(request, _("已合并，本人会收到通知。"))


def _decline(request, merge):
    data = cleaned(ReasonForm(request.POST))
    actions.decline_merge(merge, reason=data["reason"], by=request.actor, now=timezone.now())
    messages.success(request, _("已记下，两份记录不变。"))


def _undo(request, merge):
    data = cleaned(ReasonForm(request.POST))
    left = actions.undo_merge(merge, reason=data["reason"], by=request.actor, now=timezone.now())
    messages.success(request, _("已撤销，两份记录已分开，本人会收到通知。"))
    if left:
        messages.warning(request, _("有 %(count)s 处合并后又有改动，没有恢复，见下面的说明。") % {"count": len(left)})


MERGE_ACTS = {"confirm": _confirm, "decline": _decline, "undo": _undo}
