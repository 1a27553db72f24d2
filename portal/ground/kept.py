"""What was worked out once is kept in the cache until something it tells of has changed.

Each name has a version there. What is kept says under which version it was worked out and counts only as long as that
is the version; whoever changes something moves the version on after commit. So nothing old is kept for good, not
even by somebody who read before the change and writes after it. The cache may vanish at any time.
"""

import secrets
from functools import partial

from django.core.cache import cache
from django.db import connection, transaction

PAGES, SITE = "pages", "site"
LONGEST = 300


def changed(name):
    """From the commit of this transaction on, nothing kept under the name counts any more."""
    transaction.on_commit(partial(forget, name), robust=True)


def forget(name):
    """At once; what a cache that is away could not be told counts no longer than `LONGEST` seconds."""
    cache.set(_version_key(name), secrets.token_hex(8), None)


def get(name, key, work, *, seconds=LONGEST):
    """What `work()` gives, kept under a name and a key.

    Inside a transaction nothing new is kept, for what it sees may never come to be.
    """
    address, version_key = _address(name, key), _version_key(name)
    found = cache.get_many([address, version_key])
    version = found.get(version_key)
    kept_version, value = found.get(address, ("", None))
    if version and kept_version == version:
        return value
    version = version or _first_version(version_key)
    value = work()
    if not connection.in_atomic_block:
        cache.set(address, (version, value), seconds)
    return value


def known(name, key):
    """What is kept under a name and a key and still counts, else None."""
    address, version_key = _address(name, key), _version_key(name)
    found = cache.get_many([address, version_key])
    kept_version, value = found.get(address, ("", None))
    return value if kept_version and kept_version == found.get(version_key) else None


def put(name, key, value):
    """Keep a value somebody knows already."""
    cache.set(_address(name, key), (_first_version(_version_key(name)), value), LONGEST)


def _first_version(version_key):
    """Two who come first at once agree on one."""
    return cache.get_or_set(version_key, secrets.token_hex(8), None)


def _address(name, key):
    return f"kept:{name}:{key}"


def _version_key(name):
    return f"kept:{name}"
