"""What the clock does about the links of published texts: noted, opened every night, counted when they lead nowhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from portal.ground import visiting
from portal.ground.locks import in_turn

from .. import bodies
from ..models import PostLink, PostVersion

AT_ONCE, BATCH = 8, 60  # a batch of addresses that all keep silent is done well within a task's time
A_NIGHT = timedelta(hours=20)


def check_links(*, now):
    """Open the addresses not opened this night, those waiting longest first; returns how many were looked at.

    When nobody answers at all it is our own network that is away, and nothing is held against anybody.
    """
    note_links()
    due = PostLink.objects.shown().filter(_due(now)).order_by(F("looked_at").asc(nulls_first=True), "pk")
    urls = list(dict.fromkeys(due.values_list("url", flat=True)[:BATCH]))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        visits = dict(zip(urls, pool.map(visiting.visit, urls), strict=True))
    if not any(visit.status for visit in visits.values()):
        return 0
    return sum(_looked_at(url, visit, now=now) for url, visit in visits.items())


def _due(now):
    return Q(looked_at=None) | Q(looked_at__lt=now - A_NIGHT)


@transaction.atomic
def note_links():
    """A row for each address of every public text that has none yet."""
    in_turn("links")
    texts = PostVersion.objects.filter(post__live=F("pk"), links=None, body__contains='href="http')
    PostLink.objects.bulk_create(
        PostLink(version_id=pk, place=place, url=url)
        for pk, body in texts.values_list("pk", "body")
        for place, url in enumerate(bodies.links(body))
        if len(url) <= visiting.LONGEST
    )


def _looked_at(url, visit, *, now):
    """Written once a night, however many clocks there are."""
    rows = PostLink.objects.filter(_due(now), url=url)
    if visit.is_dead:
        since = Coalesce("failing_since", now)
        return rows.update(looked_at=now, failures=F("failures") + 1, failing_since=since, why=visit.why)
    return rows.update(looked_at=now, failures=0, failing_since=None, why="")
