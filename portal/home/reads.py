"""Counting readers: a number per post and day in the cache, brought over into rows by the clock.

A browser that has opened an article says so without cookies; nothing of the reader is kept, so nobody is counted as
a person. What the cache loses before the clock came is not counted.
"""

from contextlib import suppress
from itertools import islice, product

from django.core.cache import cache

TWO_DAYS = 2 * 24 * 3600
AT_ONCE = 2_000


def count(public_id, *, on):
    """The post was opened once more on that day."""
    key = _key(public_id, on)
    cache.add(key, 0, TWO_DAYS)
    with suppress(ValueError):  # a cache that is away counts nothing
        cache.incr(key)


def counted(public_ids, days):
    """(public id, day) → how often, of those that were opened at all."""
    found = {}
    wanted = product(public_ids, days)
    while some := list(islice(wanted, AT_ONCE)):
        keys = {_key(*one): one for one in some}
        found |= {keys[key]: number for key, number in cache.get_many(keys).items() if number > 0}
    return found


def taken(found):
    """What was brought over counts no more; what was opened meanwhile stays."""
    for (public_id, day), number in found.items():
        with suppress(ValueError):
            cache.decr(_key(public_id, day), number)


def _key(public_id, day):
    return f"reads:{day:%Y%m%d}:{public_id}"
