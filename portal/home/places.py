"""属地: from where somebody writes, by province, or by country outside the mainland; addresses are only looked up, never kept.

A table of IPv4 addresses ships with the portal. Another, or several, are named by the setting PORTAL_IP_PLACES: text
files, packed with xz or not, of lines `first|last|国家|区域|省份|城市|…`, or `first|last|国家|省份|城市|…|CN`, the two forms
ip2region's source has had. What no table knows is 未知; nothing is guessed.
"""

import ipaddress
import lzma
import re
import socket
from array import array
from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from django.conf import settings

from portal.ground.dates import today
from portal.ground.models import Region

SHIPPED = Path(__file__).parent / "data" / "ip_places.txt.xz"
EDITION = re.compile(r"# 版本：(\d{4}-\d\d-\d\d)")
COUNTRY_CODE = re.compile(r"[A-Z]{2}")
OLD = timedelta(days=2 * 365)
UNKNOWN = "未知"
MAINLAND = "中国"
APART = ("香港", "澳门", "台湾")
ENDINGS = ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "省", "市")
NOTHING = ("", "0")
INSIDE = tuple(map(ipaddress.ip_network, (
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
)))  # fmt: skip


def place_of(address):
    """The place an address belongs to, as readers see it: 贵州, 中国香港, 新加坡, or 未知."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return UNKNOWN
    number = getattr(number, "ipv4_mapped", None) or number
    if any(number in network for network in INSIDE):
        return _own_province()
    return _table(_paths()).get(number)


def edition():
    """The day of the table in use as it says itself, None when it does not."""
    return _edition(_paths())


def is_old(on):
    """Is the table in use too old to be trusted with new networks, or of no known age?"""
    told = edition()
    return told is None or on - told > OLD


def _paths():
    """The files in use, each with when it was changed, so that one that was replaced is read again."""
    named = [Path(one.strip()) for one in settings.PORTAL_IP_PLACES.split(",") if one.strip()] or [SHIPPED]
    return tuple((str(path), path.stat().st_mtime) for path in named)


def _own_province():
    """The office's own network stands in the portal's province."""
    code = settings.PORTAL_CITY[:2]
    name = Region.objects.on(today()).filter(code=code).values_list("name", flat=True).first()
    return shortened(name) if name else UNKNOWN


def shortened(province):
    """贵州 for 贵州省, 新疆 for 新疆维吾尔自治区."""
    for ending in ENDINGS:
        if province.endswith(ending) and len(province) > len(ending) + 1:
            return province.removesuffix(ending)
    return province


class Table:
    """Ranges of addresses, neighbours of one place joined, looked up by halving."""

    def __init__(self, lines):
        self.names, self.known = [], {}
        self.ranges = {4: (array("I"), array("I"), array("H")), 6: ([], [], array("H"))}
        for line in lines:
            if line.strip() and not line.startswith("#"):
                self._add(line.rstrip("\n").split("|"))

    def _add(self, cells):
        version = 6 if ":" in cells[0] else 4
        first, last = _number(cells[0], version), _number(cells[1], version)
        firsts, lasts, places = self.ranges[version]
        province = cells[3] if COUNTRY_CODE.fullmatch(cells[-1]) else cells[4]
        place = self._named(cells[2], province)
        if places and places[-1] == place and lasts[-1] + 1 == first:
            lasts[-1] = last
            return
        firsts.append(first)
        lasts.append(last)
        places.append(place)

    def _named(self, country, province):
        """The number of a place as readers see it, worked out once for each."""
        if (country, province) not in self.known:
            name = _named(country, province)
            if name not in self.names:
                self.names.append(name)
            self.known[country, province] = self.names.index(name)
        return self.known[country, province]

    def get(self, number):
        firsts, lasts, places = self.ranges[number.version]
        at = bisect_right(firsts, int(number)) - 1
        return self.names[places[at]] if at >= 0 and int(number) <= lasts[at] else UNKNOWN


def _number(text, version):
    packed = socket.inet_pton(socket.AF_INET6 if version == 6 else socket.AF_INET, text)
    return int.from_bytes(packed)


def _named(country, province):
    short = shortened(province)
    if country != MAINLAND:
        return country if country not in NOTHING else UNKNOWN
    if short in APART:
        return MAINLAND + short
    return short if short not in NOTHING else UNKNOWN


@lru_cache(maxsize=1)
def _table(paths):
    """Read once a process, and again when a file was replaced."""
    return Table(line for path, _changed_at in paths for line in _lines(path))


@lru_cache(maxsize=1)
def _edition(paths):
    """The day of the first file that says one."""
    heads = (line for path, _changed_at in paths for line in takewhile(lambda one: one.startswith("#"), _lines(path)))
    told = next(filter(None, map(EDITION.match, heads)), None)
    return date.fromisoformat(told[1]) if told else None


def _lines(path):
    opened = lzma.open if path.endswith(".xz") else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from lines
