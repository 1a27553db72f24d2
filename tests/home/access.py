"""Who may do what at the home's addresses; see tests/access.py."""

from portal.ground import site
from portal.home import actions
from tests.access import act, form, page, public, signed_in
from tests.factories.city import NOW
from tests.ground.uploaded import picture, upload
from tests.home import comment_access, post_access


def an_emblem(city):
    """The emblem of the portal, changed."""
    actions.bring_emblem(upload(picture("PNG"), "emblem.png"), by=city.system, now=NOW)
    return {"public_id": site.value("emblem")}


def with_an_emblem(city):
    """Something to remove; the address names nothing."""
    an_emblem(city)
    return {}


ADDRESSES = [
    public("front"), public("search"), public("site_map"), public("sitemap_index"), public("robots"),
    public("favicon", status=302),
    public("sitemap_part", thing=lambda city: {"part": 0}), public("emblem", thing=an_emblem),
    public("help_index"), public("help_page", thing=lambda city: {"role": "worker"}),
    page("home", signed_in()),
    form("site_settings", {"system"}, typed={"name": "遵义科技之家"}),
    act("bring_emblem", "", {"system"}, typed=lambda city: {"emblem": upload(picture("PNG"), "emblem.png")}),
    act("remove_emblem", "", {"system"}, thing=with_an_emblem), *post_access.ADDRESSES,
    *comment_access.ADDRESSES,
]  # fmt: skip
