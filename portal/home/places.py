"""属地: from where somebody writes, by province, or by country outside the mainland; addresses are only looked up, never kept.

Without a table only addresses of the association's own network say anything. A table is a text file of lines
`first|last|国家|区域|省份|城市|…`, the form offline address tables such as ip2region's source have, named by the setting
PORTAL_IP_PLACES.
"""

import ipaddress
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from portal.ground.dates import today
from portal.ground.models import Region

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
    path = settings.PORTAL_IP_PLACES
    return _table(path, Path(path).stat().st_mtime).get(number) if path else UNKNOWN


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
        self.ranges = {4: ([], [], []), 6: ([], [], [])}
        for line in lines:
            if line.strip() and not line.startswith("#"):
                self._add(line.rstrip("\n").split("|"))

    def _add(self, cells):
        first, last = ipaddress.ip_address(cells[0]), ipaddress.ip_address(cells[1])
        firsts, lasts, places = self.ranges[first.version]
        place = _named(cells[2], cells[4])
        if places and places[-1] == place and lasts[-1] + 1 == int(first):
            lasts[-1] = int(last)
            return
        firsts.append(int(first))
        lasts.append(int(last))
        places.append(place)

    def get(self, number):
        firsts, lasts, places = self.ranges[number.version]
        at = bisect_right(firsts, int(number)) - 1
        return places[at] if at >= 0 and int(number) <= lasts[at] else UNKNOWN


def _named(country, province):
    short = shortened(province)
    if country != MAINLAND:
        return country if country not in NOTHING else UNKNOWN
    if short in APART:
        return MAINLAND + short
    return short if short not in NOTHING else UNKNOWN


@lru_cache(maxsize=1)
def _table(path, changed_at):
    """Read once a process, and again when the file was replaced."""
    with open(path, encoding="utf-8") as lines:
        return Table(lines)
