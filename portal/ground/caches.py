"""A cache that may vanish at any time, and takes no page with it when it does."""

import logging
import re
import time

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as TooSlow

logger = logging.getLogger(__name__)
AWAY = (Unreachable, TooSlow, OSError)
COMPLAIN_EVERY = 60
_complained = {"at": float("-inf")}


def _complain(error):
    """Once a minute and process: limits of attempts do not hold while nothing remembers them."""
    if time.monotonic() - _complained["at"] > COMPLAIN_EVERY:
        _complained["at"] = time.monotonic()
        logger.error("The cache does not answer, pages go on without it: %s", type(error).__name__)


class VanishingCache(RedisCache):
    """Redis; while it is away every key is missing, and whatever is written is forgotten at once."""

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._or(True, super().add, key, value, timeout, version)

    def get(self, key, default=None, version=None):
        return self._or(default, super().get, key, default, version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._or(None, super().set, key, value, timeout, version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._or(False, super().touch, key, timeout, version)

    def delete(self, key, version=None):
        return self._or(False, super().delete, key, version)

    def get_many(self, keys, version=None):
        return self._or({}, super().get_many, keys, version)

    def has_key(self, key, version=None):
        return self._or(False, super().has_key, key, version)

    def incr(self, key, delta=1, version=None):
        try:
            return super().incr(key, delta, version)
        except AWAY as error:
            _complain(error)
            raise ValueError(f"Key {key!r} not found.") from error

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        return self._or([], super().set_many, data, timeout, version)

    def delete_many(self, keys, version=None):
        return self._or(None, super().delete_many, keys, version)

    def clear(self):
        """Forget what this cache keeps, and nothing else: the broker's queues and other processes' keys lie beside it."""
        return self._or(None, self._forget_own)

    def _forget_own(self):
        client = self._cache.get_client(write=True)
        own = re.sub(r"([\\*?\[\]])", r"\\\1", self.make_key("")) + "*"
        for key in client.scan_iter(match=own, count=1000):
            client.delete(key)

    def answers(self):
        """Is the server there?"""
        try:
            return bool(self._cache.get_client(write=True).ping())
        except AWAY:
            return False

    @staticmethod
    def _or(missing, act, *arguments):
        try:
            return act(*arguments)
        except AWAY as error:
            _complain(error)
            return missing
