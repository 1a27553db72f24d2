"""名单比对: a list pasted, held against the members of today, the result on the page or as a workbook."""

from collections import Counter

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import life_rules
from portal.ground.dates import in_words, today
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.lists import workbook
from portal.ground.papers.paper import Column, Paper, Table

from .. import comparing_names
from ..life_forms import NamesForm
from .desk import desk_society

SHOWN = 500
HEADS = (
    Column("姓名", width=14), Column("手机", "code", 14), Column("会员号（名单）", "code", 16), Column("结果", width=24),
    Column("会员号", "code", 16), Column("状态", width=10),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def name_comparison(request, code):
    """What was pasted is held against the society's members; nothing of it is kept, that it was done is."""
    society = desk_society(request, code)
    require(life_rules.may_renew_many(request.actor, society.organisation))
    form, lines = NamesForm(request.POST or None), []
    if form.is_valid():
        try:
            rows = comparing_names.read(form.cleaned_data["names"])
            lines = comparing_names.compare(society.organisation, rows, on=today())
        except Refused as refusal:
            form.add_error("names", str(refusal))
    if lines:
        record("roster.compared", society.organisation, by=request.actor, rows=len(lines))
        if "export" in request.POST:
            return _exported(society, lines)
    counted = Counter(line.outcome for line in lines)
    return render(request, "societies/name_comparison.html", {
        "society": society, "form": form, "lines": lines[:SHOWN], "count": len(lines), "shown": SHOWN,
        "counts": [(words, counted[outcome]) for outcome, words in comparing_names.WORDS.items()],
    })  # fmt: skip


def _exported(society, lines):
    rows = [
        (line.name, line.phone, line.number, line.words, line.membership.number if line.membership else "", line.status)
        for line in lines
    ]
    name = _("名单比对")
    paper = Paper(
        title=name, subtitle=in_words(today()), issuer=str(society), tables=[Table(name, HEADS, rows)],
        facts=[(_("行数"), str(len(rows)))],
    )  # fmt: skip
    return workbook(paper, f"{name}-{today().isoformat()}.xlsx")
