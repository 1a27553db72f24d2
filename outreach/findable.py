"""What of outreach the search finds: branches whose founding was filed, until they are dissolved."""

from django.db.models import Prefetch
from django.urls import reverse

from portal.ground import search
from portal.ground.dates import today
from portal.ground.models import Region

from .models import Branch, Coverage

MOST_UNITS = 100


def branch_rows(ids):
    """Name, kind, place, parent and the units it covers: what the branch's own page says."""
    covering = Coverage.objects.from_day(today()).select_related("unit").order_by("pk")
    branches = Branch.objects.filter(pk__in=ids, filed_on__isnull=False).select_related("organisation__parent")
    branches = list(branches.prefetch_related(Prefetch("coverages", covering, to_attr="covering")))
    places = _places(branch.organisation.region_code for branch in branches)
    for branch in branches:
        organisation = branch.organisation
        names = [str(link.unit or link.token) for link in branch.covering[:MOST_UNITS]]
        said = [branch.get_kind_display(), branch.get_formation_display(), places[organisation.region_code]]
        said += [organisation.parent.name] if organisation.parent else []
        yield search.Row(
            branch.pk, organisation.name, "，".join(map(str, said + names)),
            reverse("branch_page", args=[organisation.public_id]), branch.filed_on, branch.dissolved_on,
        )  # fmt: skip


def _places(codes):
    """Region code → the names of the county, township and village it stands for, together."""
    codes = set(codes)
    parts = {code: [code[:length] for length in (6, 9, 12) if length <= len(code)] for code in codes}
    wanted = {part for some in parts.values() for part in some}
    names = dict(Region.objects.on(today()).filter(code__in=wanted).values_list("code", "name"))
    return {code: "".join(names.get(part, "") for part in some) for code, some in parts.items()}
