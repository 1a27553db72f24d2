"""What is counted of posts: which have stood long without anybody looking at them, which are read."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce, Greatest

from portal.ground import dated
from portal.ground.dates import SHANGHAI, local_day, months_before

from .models import Column, PostLink
from .post_values import STALE_MONTHS

DAYS = 30
LASTING = (Column.Kind.GUIDE, Column.Kind.DOWNLOAD)


def is_stale(*, now):
    """The condition on posts: public guides and downloads nobody put right or confirmed for the months of the dated value."""
    months = int(dated.value(STALE_MONTHS, on=local_day(now)))
    long_ago = datetime.combine(months_before(local_day(now), months), time(), SHANGHAI)
    unlooked = Q(confirmed_at=None) | Q(confirmed_at__lt=long_ago)
    return Q(live__published_at__lt=long_ago, shown_in__kind__in=LASTING) & unlooked


def stale(posts, *, now):
    """Those of the posts that are, with the moment somebody last looked at each."""
    looked_at = Greatest("live__published_at", Coalesce("confirmed_at", "live__published_at"))
    return posts.filter(is_stale(now=now)).annotate(looked_at=looked_at)


def dead_links(posts):
    """What the posts' public texts lead to and is there no more, longest ago first."""
    found = PostLink.objects.dead().shown().filter(version__post__in=posts.order_by().values("pk"))
    related = found.select_related("version__post__organisation", "version__post__author", "version__post__shown_in")
    return related.order_by("failing_since", "pk")


def has_dead_link():
    """The condition on posts: the public text leads to something that is there no more."""
    return Exists(PostLink.objects.dead().filter(version=OuterRef("live")))


def read(posts, *, on):
    """Public posts with how often they were opened in the last 30 days, and altogether."""
    lately = Sum("reads__count", filter=Q(reads__day__gt=on - timedelta(days=DAYS)), default=0)
    return posts.filter(live__isnull=False).annotate(lately=lately, ever=Sum("reads__count", default=0))
