"""Pictures on the moderation desk: all that are looked after, one with its history, decided in place or there."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.ground import acts, attachments
from portal.ground.addresses import address_of
from portal.ground.dates import today
from portal.ground.errors import cleaned, require
from portal.ground.journal import history
from portal.ground.lists import Column, list_page
from portal.ground.models import Attachment

from .. import actions, picture_queue
from .. import picture_rules as rules
from ..comment_forms import ReasonForm
from ..comment_lists import PictureFilter

PICTURE_COLUMNS = (
    Column("图片", lambda one: one.name, "name", lambda one: address_of("moderated_picture", one.public_id), width=40),
    Column("上传人", lambda one: one.uploaded_by.name, "uploaded_by__name"),
    Column("所在内容", lambda one, titles: titles[one.pk][0], lookup=attachments.describe, width=40),
    Column("状态", lambda one: one.get_state_display(), "state",
           tag=lambda one: {"": "ok", "held": "wait"}.get(one.state, "bad")),
    Column("上传日期", lambda one: timezone.localtime(one.uploaded_at).date(), "uploaded_at", kind="date"),
)  # fmt: skip


@require_safe
def picture_list(request):
    """Every picture one looks after, whatever became of it."""
    require(rules.moderates(request.actor))
    pictures = rules.watched_by(request.actor).select_related("uploaded_by").order_by("-uploaded_at", "-pk")
    return list_page(
        request, "home/picture_list.html", pictures, PICTURE_COLUMNS, name=_("图片"), filter_class=PictureFilter
    )


@require_safe
def moderated_picture(request, public_id):
    """One picture: where it is shown, who brought it, what was decided and why."""
    picture = _looked_after(request, public_id)
    title, url = attachments.describe([picture])[picture.pk]
    return render(request, "home/moderated_picture.html", {
        "picture": picture, "title": title, "url": url, "history": history(picture),
        "may_decide": rules.may_decide(request.actor, picture),
    })  # fmt: skip


def _looked_after(request, public_id):
    """The picture, or 404 for whoever does not look after it."""
    return get_object_or_404(rules.watched_by(request.actor).select_related("uploaded_by"), public_id=public_id)


@require_POST
def decide_picture(request, public_id, act):
    """One decision; htmx gets what became of the entry, everybody else goes back to where they were."""
    picture = _looked_after(request, public_id)
    sentence, is_done = acts.run(ACTS, act, request, picture)
    if "HX-Request" in request.headers:
        return _in_place(request, picture, sentence, is_done=is_done)
    acts.tell(request, sentence, is_done=is_done)
    return redirect("moderated_picture", public_id) if "here" in request.POST else redirect("moderation_queue")


def _in_place(request, picture, sentence, *, is_done):
    """What became of the entry; one that still waits stays to be decided, with what is wrong."""
    picture = Attachment.objects.select_related("uploaded_by").filter(pk=picture.pk).first() or picture
    if picture.state == Attachment.State.HELD and not is_done:
        entry = picture_queue.entry_of(picture, on=today())
        return render(request, entry.source.template, {"entry": entry, "card": entry.card, "error": sentence})
    return render(request, "home/moderation/_decided.html", {
        "label": _("%(name)s的图片") % {"name": picture.uploaded_by.name}, "words": picture.name,
        "url": reverse("moderated_picture", args=[picture.public_id]), "sentence": sentence, "is_done": is_done,
    })  # fmt: skip


def _approve(request, picture):
    actions.approve_picture(picture, by=request.actor, now=timezone.now())
    return _("已通过，图片已经显示。")


def _hide(request, picture):
    actions.hide_picture(picture, **cleaned(ReasonForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已隐藏，理由已告知上传的人。")


ACTS = {"approve": _approve, "hide": _hide}
