"""What moderators decide about pictures that nobody reviews otherwise."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import kept
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.models import Attachment

from .. import picture_notifications as notifications
from .. import picture_rules as rules

State = Attachment.State


def _locked(picture, by):
    """The picture as it is now, for ourselves; Refused when it was removed meanwhile."""
    found = (
        Attachment.objects.select_for_update(of=("self",)).select_related("uploaded_by").filter(pk=picture.pk).first()
    )
    if found is None:
        raise Refused(_("这张图片已经删除。"))
    require(rules.may_decide(by, found))
    return found


@transaction.atomic
def approve_picture(picture, *, by, now):
    """Others may see it: one that waited, or one that was hidden."""
    picture = _locked(picture, by)
    if picture.state == State.SHOWN:
        raise Refused(rules.refusal(picture))
    _decide(picture, State.SHOWN, "", now=now)
    record("picture.approved", picture, by=by)
    notifications.picture_approved(picture)
    return picture


@transaction.atomic
def hide_picture(picture, *, reason, by, now):
    """Nobody else sees it any more, for a reason the one who brought it is told; it can be shown again."""
    picture = _locked(picture, by)
    if picture.state == State.HIDDEN:
        raise Refused(rules.refusal(picture))
    if not reason.strip():
        raise Refused(_("请写明理由，会告知上传的人。"))
    _decide(picture, State.HIDDEN, reason.strip(), now=now)
    record("picture.hidden", picture, by=by, reason=picture.state_reason)
    notifications.picture_hidden(picture)
    return picture


def _decide(picture, state, reason, *, now):
    picture.state, picture.state_reason, picture.looked_at = state, reason, now
    picture.waiting_since = picture.due_on = None
    picture.save(update_fields=["state", "state_reason", "looked_at", "waiting_since", "due_on"])
    kept.changed(kept.PAGES)
