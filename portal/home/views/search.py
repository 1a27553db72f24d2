"""The one search: tabs by kind, what was found, and why."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.ground import finding, grams, search
from portal.ground.dates import today
from portal.ground.marking import marked, snippet


@login_not_required
@require_safe
def search_page(request):
    """What this reader may see that says all of `q`; `kind` is the tab, `page` the page."""
    asked, kind, page = (
        request.GET.get("q", "").strip()[: grams.QUERY_LIMIT],
        request.GET.get("kind", ""),
        _page(request),
    )
    sources = search.sources()
    titles = {source.kind: source.title for source in sources}
    kind = kind if kind in titles else ""
    audiences = search.audiences_of(getattr(request, "actor", None))
    results = finding.find(asked, audiences=audiences, on=today(), kind=kind, page=page)
    return render(request, "home/search_page.html", {
        "asked": asked, "kind": kind, "results": results, "tabs": _tabs(sources, results.counts, kind), "bound": finding.BOUND,
        "found": [
            {"entry": entry, "kind": titles.get(entry.kind, ""), "title": marked(entry.title, asked),
             "text": snippet(entry.text, asked), "day": entry.start_on if entry.start_on > search.ALWAYS else None}
            for entry in results.entries
        ],
    })  # fmt: skip


def _page(request):
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _tabs(sources, counts, kind):
    """Everything, then each kind with how many were found; without numbers when there are too many to count."""
    total = None if counts is None else sum(counts.values())
    tabs = [{"kind": "", "title": "全部", "count": total}]
    tabs += [
        {"kind": source.kind, "title": source.title, "count": None if counts is None else counts.get(source.kind, 0)}
        for source in sources
    ]
    return [tab | {"is_chosen": tab["kind"] == kind} for tab in tabs]
