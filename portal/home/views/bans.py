"""Bans on the desk: given from a comment, lifted, appeals decided by somebody else."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.ground import acts
from portal.ground.addresses import address_of
from portal.ground.errors import Refused, cleaned, require
from portal.ground.journal import history
from portal.ground.lists import Column, list_page

from .. import actions, threads
from .. import comment_rules as rules
from ..comment_forms import BanForm, ReasonForm
from ..comment_lists import BanFilter
from ..models import Ban


def _stands(ban):
    if ban.ends_at and ban.ends_at <= timezone.now():
        return _("已解除") if ban.lifted_at else _("已到期")
    return _("禁言中")


COLUMNS = (
    Column("姓名", lambda ban: ban.person.name, "person__name", lambda ban: address_of("ban_detail", ban.public_id)),
    Column("原因", lambda ban: ban.reason, width=40),
    Column("开始", lambda ban: timezone.localtime(ban.start_at).date(), "start_at", kind="date"),
    Column("结束", lambda ban: timezone.localtime(ban.ends_at).date() if ban.ends_at else _("直至解除"), "ends_at", kind="date"),
    Column("状态", _stands, tag=lambda ban: "bad" if _stands(ban) == _("禁言中") else ""),
    Column("经办人", lambda ban: ban.given_by.name, "given_by__name"),
)  # fmt: skip


@require_safe
def ban_list(request):
    """Everybody who was ever banned, newest first."""
    require(rules.moderates_all(request.actor))
    bans = Ban.objects.select_related("person", "given_by").order_by("-start_at", "-pk")
    return list_page(request, "home/ban_list.html", bans, COLUMNS, name=_("禁言"), filter_class=BanFilter)


@require_safe
def ban_detail(request, public_id):
    """One ban: why, until when, the appeal, and what may be done now."""
    ban = _known(request, public_id)
    appeal = getattr(ban, "appeal", None)
    is_open = appeal is not None and not appeal.outcome
    is_running = not ban.ends_at or ban.ends_at > timezone.now()
    title, url = threads.describe([ban.comment])[ban.comment.thing, ban.comment.thing_id] if ban.comment else ("", "")
    return render(request, "home/ban_detail.html", {
        "ban": ban, "appeal": appeal, "history": history(ban), "is_running": is_running, "title": title, "url": url,
        "may_lift": is_running and not is_open and rules.may_ban(request.actor, ban.person),
        "may_decide": is_open and rules.may_decide_appeal(request.actor, appeal), "is_open": is_open,
        "form": ReasonForm(),
    })  # fmt: skip


def _known(request, public_id):
    require(rules.moderates_all(request.actor))
    rows = Ban.objects.select_related("person", "given_by", "lifted_by", "comment", "appeal__decided_by")
    return get_object_or_404(rows, public_id=public_id)


@require_POST
def give_ban(request, public_id):
    """Ban the author of a comment."""
    comment = get_object_or_404(rules.moderated_by(request.actor).select_related("author"), public_id=public_id)
    try:
        data = cleaned(BanForm(request.POST))
        ban = actions.ban_person(comment.author, **data, comment=comment, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("moderated_comment", public_id)
    messages.success(request, _("已禁言，原因和申诉办法已告知本人。"))
    return redirect("ban_detail", ban.public_id)


@require_POST
def ban_act(request, public_id, act):
    """Lift a ban, or decide the appeal against it."""
    return acts.answer(ACTS, act, request, _known(request, public_id), "ban_detail", public_id)


def _lift(request, ban):
    actions.lift_ban(ban, **cleaned(ReasonForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已解除禁言，本人会收到消息。")


def _appeal_of(ban):
    if not hasattr(ban, "appeal"):
        raise Http404
    return ban.appeal


def _uphold(request, ban):
    actions.uphold_ban(_appeal_of(ban), **cleaned(ReasonForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已维持禁言，理由已告知本人。")


def _grant(request, ban):
    actions.lift_on_appeal(_appeal_of(ban), **cleaned(ReasonForm(request.POST)), by=request.actor, now=timezone.now())
    return _("申诉成立，已解除禁言。")


ACTS = {"lift": _lift, "uphold": _uphold, "grant": _grant}
