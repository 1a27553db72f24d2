"""The settings of the portal change: names, emblem, footer, menu, links, switches."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import attachments, site
from portal.ground.errors import Refused, require
from portal.ground.journal import record_text
from portal.ground.models import Attachment

from .. import site_rules

EMBLEM = {"owner_kind": "site", "owner_id": "emblem"}


@transaction.atomic
def change_site(values, *, by):
    """Keep what was changed; the journal tells what each setting was and is."""
    require(site_rules.may_change_site(by))
    changed = site.store(values)
    if not changed:
        raise Refused(_("没有改动。"))
    titles = {item.key: item.title for item in site.items()}
    for key, (was, is_now) in changed.items():
        record_text("site.changed", titles[key], by=by, was=was, is_now=is_now)
    return changed


@transaction.atomic
def bring_emblem(upload, *, by, now):
    """Another emblem, drawn anew like every uploaded picture; the one before goes."""
    require(site_rules.may_change_site(by))
    before = list(Attachment.objects.select_for_update().filter(**EMBLEM))
    emblem = attachments.keep(upload, **EMBLEM, label=_("标识"), by=by, now=now)
    if not emblem.is_picture:
        raise Refused(_("标识应是图片（PNG 或 JPG）。"))
    change_site({"emblem": emblem.public_id}, by=by)
    for one in before:
        attachments.remove(one, by=by, now=now)
    return emblem


@transaction.atomic
def remove_emblem(*, by, now):
    """Back to the emblem that ships."""
    change_site({"emblem": ""}, by=by)
    for one in Attachment.objects.filter(**EMBLEM):
        attachments.remove(one, by=by, now=now)
