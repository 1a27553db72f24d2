"""What everybody may see of societies: the directory and each society's own page."""

import hashlib
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.models import MemberClass, Office
from portal.ground import kept
from portal.ground.charts import drawing
from portal.ground.dates import in_words, today
from portal.ground.lists import kept_count, list_page
from portal.ground.pages import same_for_visitors
from portal.ground.papers.paper import Chart, Column, Table

from .. import directory, papers, reports
from ..models import Society

SHARED, KEEPS = "shared-pictures", "societies"
SHOWN_TITLES = (
    Office.Title.PRESIDENT, Office.Title.VICE_PRESIDENT, Office.Title.SECRETARY_GENERAL, Office.Title.ASSISTANT,
)  # fmt: skip


@login_not_required
@require_safe
@same_for_visitors
def society_directory(request):
    """Societies of today, as cards or as a list."""
    societies = Society.objects.on(today()).select_related("organisation__admission").order_by("code")
    is_list = request.GET.get("view") == "list"
    template = "societies/society_list_view.html" if is_list else "societies/society_directory.html"
    return list_page(
        request, template, societies, directory.COLUMNS, name=_("学会"), filter_class=directory.DirectoryFilter,
        may_export=False, is_list=is_list, keeps=KEEPS, total=kept_count(societies, KEEPS),
    )  # fmt: skip


@login_not_required
@require_safe
@same_for_visitors
def society_page(request, code):
    """A society as the public sees it; one that was dissolved says so and keeps its page."""
    day = today()
    society = Society.objects.select_related("organisation__admission").filter(code=code).first()
    if society is None:
        raise Http404
    organisation = society.organisation
    counts, quarters = reports.kept_figures(organisation, on=day)
    return render(request, "societies/society_page.html", {
        "canonical": request.build_absolute_uri(request.path),
        "share_picture": request.build_absolute_uri(reverse("share_picture", args=[code])), "society": society, "is_dissolved": society.is_dissolved_on(day), "day": day,
        "officers": partial(_officers, organisation, day), "classes": MemberClass.objects.on(day).filter(organisation=organisation),
        "counts": counts, "members": sum(count for _name, count in counts), "chart": kept.piece(kept.PAGES, ("society-chart", society.pk), lambda: _chart(society, quarters, day)),
    })  # fmt: skip


def _officers(organisation, day):
    """Who holds which office today, the president first."""
    held = Office.objects.on(day).filter(organisation=organisation, title__in=SHOWN_TITLES).select_related("person")
    return sorted(held, key=lambda office: (SHOWN_TITLES.index(office.title), office.start_on, office.pk))


def _chart(society, quarters, day):
    """Members at the end of each quarter; nothing to draw while there was never one."""
    if not any(count for _quarter, _day, count in quarters):
        return None
    title = _("%(society)s的会员数") % {"society": society.short_name or society}
    columns = [Column(_("季度"), "text", 18), Column(_("会员数"), "int", 9), Column(_("截至"), "text", 14)]
    rows = [(quarter.title, count, in_words(at)) for quarter, at, count in quarters]
    note = _("单位：人、个　每季末在册的个人会员和单位会员，最后一季截至%(day)s") % {"day": in_words(day)}
    return drawing(Table(title, columns, rows, chart=Chart("line", title, 0, [1])), note=note)


@login_not_required
@require_safe
def share_picture(request, code):
    """What a chat shows beside a link to the page; made once and kept while it says the same."""
    society = get_object_or_404(Society.objects.select_related("organisation"), code=code)
    members = reports.headcounts([society.pk], on=today()).get(society.pk, 0)
    key = f"{society.code}:{society}:{society.founded_on}:{members}"
    content = kept.get(
        SHARED, hashlib.sha256(key.encode()).hexdigest(), lambda: papers.share_picture(society, members=members)[0]
    )
    return HttpResponse(content, content_type="image/png", headers={"Cache-Control": "public, max-age=3600"})
