"""Who may do what at the home's addresses; see tests/access.py."""

from tests.access import public

ADDRESSES = [public("search")]
