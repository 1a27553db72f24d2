"""Addresses of many pages of one kind: a list leads to as many as it has rows, and asks the resolver once."""

from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse

MARK = "90417140904"  # digits, which every converter of addresses takes
PLAIN = "/~:@!$&'()*+,;="  # what an address may hold as it is, as the resolver has it


def address_of(name, *parts):
    """What `reverse(name, args=parts)` gives, whatever the parts are."""
    pieces = _pieces(name, len(parts), get_script_prefix())
    return (
        "".join([piece + quote(str(part), safe=PLAIN) for piece, part in zip(pieces, parts, strict=False)]) + pieces[-1]
    )


@lru_cache(maxsize=256)
def _pieces(name, count, _prefix):
    return reverse(name, args=[MARK] * count).split(MARK)
