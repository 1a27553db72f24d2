"""Settings of the portal as data: names, footer, menu, links, switches.

What ships or stands in the environment holds until it is changed on the desk. An app registers what it asks for;
`value(key)` is asked on every page and costs one look into the cache.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from . import kept, locks
from .errors import Refused
from .models import SiteValue

TEXT, LINKS, SWITCH, PICTURE = "text", "links", "switch", "picture"
ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?|/(?!/)[^\s\\]*", re.ASCII)
MOST_LINKS = 30
STORED = "stored"
WAYS_TO_REPORT = ("report_phone", "report_email", "report_url")
_items = {}


@dataclass(frozen=True)
class Item:
    """A setting: what it is called, among which it is shown, what it is when nobody decided, a word of help."""

    key: str
    title: str
    group: str
    kind: str = TEXT
    default: Callable = str
    help: str = ""
    longest: int = 120
    is_required: bool = False

    def cleaned(self, value):
        """The value as it is kept; Refused with a sentence when it cannot be."""
        return {TEXT: self._text, LINKS: self._links, SWITCH: bool, PICTURE: str}[self.kind](value)

    def _text(self, value):
        value = " ".join(value.split())
        if len(value) > self.longest:
            raise Refused(_("“%(title)s”最多 %(most)s 个字。") % {"title": self.title, "most": self.longest})
        if self.key.endswith("_url") and value and not ADDRESS.fullmatch(value):
            raise Refused(_("“%(title)s”应以 http:// 或 https:// 开头。") % {"title": self.title})
        return value

    def _links(self, value):
        if len(value) > MOST_LINKS:
            raise Refused(_("“%(title)s”最多 %(most)s 项。") % {"title": self.title, "most": MOST_LINKS})
        return [self._link(link) for link in value]

    def _link(self, link):
        title, url = " ".join(link["title"].split()), link["url"].strip()
        if not title or len(title) > 30 or len(url) > 200 or not ADDRESS.fullmatch(url):
            raise Refused(
                _("“%(title)s”每项要有名称和网址，网址以 http://、https:// 或 / 开头。") % {"title": self.title}
            )
        return {"title": title, "url": url}


def register(*items):
    """Called once in an app's `ready()`."""
    _items.update({item.key: item for item in items})


def items():
    """Every setting, in the order it was registered."""
    return list(_items.values())


def values():
    """key → value of every setting."""
    stored = kept.get(kept.SITE, STORED, _stored)
    return {key: stored[key] if key in stored else item.default() for key, item in _items.items()}


def value(key):
    """The value of one setting; a view that needs several asks for `values()`."""
    return values()[key]


def missing():
    """The items a public site has to have and this one has not; one of the ways to report is enough."""
    known = values()
    found = [item for item in items() if item.is_required and not known[item.key]]
    return found if any(known[key] for key in WAYS_TO_REPORT) else [*found, _items[WAYS_TO_REPORT[0]]]


def store(changes):
    """Keep changed values in the caller's transaction; gives what really changed as key → (before, after).

    Only for the action that asks who may. Raises Refused with a sentence for a value that cannot be.
    """
    locks.in_turn("site")
    stored = _stored()
    changed = {}
    for key, typed in changes.items():
        item = _items[key]
        new, old = item.cleaned(typed), stored[key] if key in stored else item.default()
        if new != old:
            SiteValue.objects.update_or_create(key=key, defaults={"value": new})
            changed[key] = (old, new)
    if changed:
        kept.changed(kept.SITE)
        kept.changed(kept.PAGES)
    return changed


def _stored():
    return dict(SiteValue.objects.values_list("key", "value"))


def _environment(key):
    return lambda: settings.PORTAL[key]


NAMES, FOOTER = "名称和标识", "页脚"
SHIPPED = (
    Item("name", "门户名称", NAMES, default=_environment("name"), longest=30, is_required=True),
    Item("association", "科协名称", NAMES, default=_environment("association"), longest=40, is_required=True),
    Item("emblem", "标识", NAMES, PICTURE, help="方形图片，PNG 或 JPG，边长 200 像素以上。"),
    Item("organiser", "主办单位", FOOTER, default=_environment("organiser"), is_required=True),
    Item("undertaker", "承办单位", FOOTER, default=_environment("undertaker")),
    Item("support", "技术支持", FOOTER, default=_environment("support")),
    Item("address", "地址", FOOTER, default=_environment("address"), is_required=True),
    Item("phone", "电话", FOOTER, default=_environment("phone"), longest=40, is_required=True),
    Item("icp", "ICP备案号", FOOTER, default=_environment("icp"), longest=40, is_required=True),
    Item("psb", "公安备案号", FOOTER, default=_environment("psb"), longest=40, is_required=True),
    Item("report_phone", "违法和不良信息举报电话", FOOTER, longest=40),
    Item("report_email", "违法和不良信息举报邮箱", FOOTER, longest=80),
    Item("report_url", "违法和不良信息举报链接", FOOTER, default=_environment("report_url"), longest=200),
)
register(*SHIPPED)
