"""What was worked out once is kept until something it tells of has changed.

Each name has a version in the cache. What is kept says under which version it was worked out and counts only as long as
that is the version; whoever changes something moves the version on after commit. So nothing old is kept for good, not
even by somebody who read before the change and writes after it. The cache may vanish at any time.

A process remembers what it was given, and a request asks for the versions once: most requests ask the cache for
nothing else. So what is given belongs to everybody, and nobody changes it. Pieces of pages are remembered by the process
alone, for one day.
"""

import hashlib
import secrets
import time
from collections import OrderedDict
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection, transaction

from .dates import today

PAGES, SITE = "pages", "site"
ALSO = object()
LONGEST = 300
REMEMBERED, PIECES = 256, 4_096
# In a request: name → version as of its beginning, address → nothing was there.
_asked = ContextVar("asked", default=None)
_memory, _pieces = OrderedDict(), OrderedDict()  # address → what is kept there, the oldest first


def changed(name):
    """From the commit of this transaction on, nothing kept under the name counts any more."""
    transaction.on_commit(partial(forget, name), robust=True)


def forget(name):
    """At once; what a cache that is away could not be told counts no longer than `LONGEST` seconds."""
    cache.set(_version_key(name), secrets.token_hex(8), None)
    (_asked.get() or {}).pop(name, None)


def page(path):
    """The name of one page by itself: what changes on it alone leaves every other page kept. Addresses hold any character."""
    return f"page:{hashlib.sha256(path.encode()).hexdigest()}"


@contextmanager
def one_request(also=PAGES):
    """Within it each version is asked for once, and stays what it was unless this request itself changes something.

    `also` is a name whose version is asked for together with those that every request needs.
    """
    before = _asked.set({ALSO: also})
    try:
        yield
    finally:
        _asked.reset(before)


def get(name, key, work, *, seconds=LONGEST):
    """What `work()` gives, kept under a name and a key.

    Inside a transaction nothing new is kept, for what it sees may never come to be.
    """
    address = _address(name, key)
    version, held = _look(name, address)
    if held:
        return held.value
    version = version or _first_version(name)
    value = work()
    if not connection.in_atomic_block:
        _keep(address, version, value, seconds)
    return value


def known(name, key):
    """What is kept under a name and a key and still counts, else None."""
    _version, held = _look(name, _address(name, key))
    return held.value if held else None


def version(name, *, made=True):
    """The version of a name as this request goes by it, one made when there is none, or None unless one shall be made."""
    asked = _asked.get() or {}
    found = asked[name] if name in asked else cache.get(_version_key(name))
    return found or (_first_version(name) if made else None)


def piece(name, key, work):
    """A piece of a page, worked out once a day and process until something changes; outside a request always."""
    version = _version_of_request(name)
    if version is None or connection.in_atomic_block:
        return work()
    address = name, today(), key
    held = _pieces.get(address)
    if held is None or held.version != version:
        held = _remember(_pieces, address, _Kept(version, work(), 0), PIECES)
    return held.value


def put(name, key, value):
    """Keep a value somebody knows already."""
    _keep(_address(name, key), _first_version(name), value, LONGEST)


class _Kept(NamedTuple):
    """A value, the version under which it was worked out, and the moment from which it counts no more."""

    version: str
    value: object
    until: float

    def counts(self, version):
        return self.version == version and time.time() < self.until


def _look(name, address):
    """(version of the name or None, what is kept there and counts or None), with one question to the cache where it can be."""
    asked = {} if _asked.get() is None else _asked.get()
    unknown = [one for one in {name, PAGES, SITE, asked.get(ALSO, name)} if one not in asked]
    held = _memory.get(address)
    found = _found([*map(_version_key, unknown), *([] if held or address in asked else [address])])
    asked |= {one: found.get(_version_key(one)) for one in unknown}
    if held and not held.counts(asked[name]):
        held, found = None, _found([address])
    if held is None and address in found:
        held = _remember(_memory, address, _Kept(*found[address]), REMEMBERED)
    if held and held.counts(asked[name]):
        return asked[name], held
    asked[address] = None  # not asked for again
    return asked[name], None


def _found(addresses):
    return cache.get_many(addresses) if addresses else {}


def _keep(address, version, value, seconds):
    held = _remember(_memory, address, _Kept(version, value, time.time() + seconds), REMEMBERED)
    cache.set(address, tuple(held), seconds)


def _remember(memory, address, held, most):
    memory[address] = held
    while len(memory) > most:
        memory.popitem(last=False)
    return held


def _version_of_request(name):
    """The version this request goes by, None outside of requests."""
    asked = _asked.get()
    if asked is None:
        return None
    if not asked.get(name):
        _first_version(name)
    return asked[name]


def _first_version(name):
    """Two who come first at once agree on one."""
    version = cache.get_or_set(_version_key(name), secrets.token_hex(8), None)
    if _asked.get() is not None:
        _asked.get()[name] = version
    return version


def _address(name, key):
    return f"worked-out:{name}:{key}"


def _version_key(name):
    return f"kept:{name}"
