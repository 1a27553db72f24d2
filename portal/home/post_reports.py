"""What is counted of posts: which have stood long without anybody looking at them, which are read."""

from datetime import datetime, time, timedelta

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce, Greatest

from portal.ground import dated
from portal.ground.dates import SHANGHAI, local_day, months_before

from .models import Column
from .post_values import STALE_MONTHS

DAYS = 30
LASTING = (Column.Kind.GUIDE, Column.Kind.DOWNLOAD)


def stale(posts, *, now):
    """Public guides and downloads among the posts that nobody put right or confirmed for the months of the dated value."""
    months = int(dated.value(STALE_MONTHS, on=local_day(now)))
    long_ago = datetime.combine(months_before(local_day(now), months), time(), SHANGHAI)
    looked_at = Greatest("live__published_at", Coalesce("confirmed_at", "live__published_at"))
    lasting = posts.filter(live__isnull=False, shown_in__kind__in=LASTING)
    return lasting.annotate(looked_at=looked_at).filter(looked_at__lt=long_ago)


def read(posts, *, on):
    """Public posts with how often they were opened in the last 30 days, and altogether."""
    lately = Sum("reads__count", filter=Q(reads__day__gt=on - timedelta(days=DAYS)), default=0)
    return posts.filter(live__isnull=False).annotate(lately=lately, ever=Sum("reads__count", default=0))
