"""What the clock and the editors do about readers: counts brought over, guides said to be right still."""

from datetime import timedelta
from functools import partial

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.locks import in_turn

from .. import post_rules, reads
from ..models import Post, ReadCount
from .post import locked

ADDED = f"""INSERT INTO {ReadCount._meta.db_table} (post_id, day, count)
    SELECT * FROM unnest(%s::bigint[], %s::date[], %s::int[])
    ON CONFLICT (post_id, day) DO UPDATE SET count = {ReadCount._meta.db_table}.count + EXCLUDED.count"""  # nosec B608  # a table's own name


@transaction.atomic
def take_reads(*, now):
    """Bring what was counted today and yesterday over into rows; returns how many readings. Two at once count once."""
    in_turn("reads")
    today = local_day(now)
    ids = dict(Post.objects.filter(live__isnull=False).values_list("public_id", "pk"))
    found = reads.counted(ids, (today, today - timedelta(days=1)))
    if found:
        rows = [(ids[public_id], day, number) for (public_id, day), number in found.items()]
        with connection.cursor() as cursor:
            cursor.execute(ADDED, [list(column) for column in zip(*rows, strict=True)])
        # Before the next clock has its turn: what is written is counted, and counted once.
        transaction.on_commit(partial(reads.taken, found))
    return sum(found.values())


@transaction.atomic
def confirm_post(post, *, by, now):
    """The text was looked at again and is right still: it is due again only after the time a look is good for."""
    post = locked(post)
    require(post_rules.may_edit_post(by, post))
    if not post.live_id:
        raise Refused(_("这篇稿件没有公开，不用复核。"))
    if post.confirmed_at and local_day(post.confirmed_at) == local_day(now):
        raise Refused(_("今天已经复核过。"))
    post.confirmed_at = now
    post.save(update_fields=["confirmed_at"])
    record("post.confirmed", post, by=by)
    return post
