"""The moderation desk: one queue, decisions in place, many at once with a preview, every comment with its history."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.ground import acts
from portal.ground.addresses import address_of
from portal.ground.dates import today
from portal.ground.errors import Refused, cleaned, require
from portal.ground.journal import history
from portal.ground.labels import label
from portal.ground.lists import Column, list_page

from .. import actions, bulk, comment_queue, queue, threads
from .. import comment_rules as rules
from ..comment_forms import BanForm, BulkForm, DecisionForm, ReasonForm
from ..comment_lists import CommentFilter
from ..models import Ban, Comment

COMMENT_COLUMNS = (
    Column("内容", str, "", lambda one: address_of("moderated_comment", one.public_id), width=50),
    Column("作者", lambda one: one.author.name, "author__name"),
    Column("属地", lambda one: one.place, "place"),
    Column("所评内容", lambda one, titles: titles[one.thing, one.thing_id][0], lookup=threads.describe, width=30),
    Column("状态", lambda one: label(one, "state"), "state",
           tag=lambda one: {"shown": "ok", "held": "wait"}.get(one.state, "bad")),
    Column("发表日期", lambda one: timezone.localtime(one.written_at).date(), "written_at", kind="date"),
)  # fmt: skip


@require_safe
def moderation_queue(request):
    """Everything that waits for a decision of this office, oldest first."""
    require(rules.may_see_queue(request.actor))
    kind = request.GET.get("kind", "")
    page, entries, amounts = queue.page(request.actor, kind=kind, number=request.GET.get("page"), on=today())
    tabs = [{"name": one.name, "title": one.title, "count": amounts[one.name]} for one in queue.sources()]
    return render(request, "home/moderation_queue.html", {
        "page": page, "entries": entries, "tabs": [tab for tab in tabs if tab["count"] or tab["name"] == kind],
        "kind": kind, "total": sum(amounts.values()), "may_ban": rules.moderates_all(request.actor), "today": today(),
        "may_moderate": rules.may_use_desk(request.actor),
    })  # fmt: skip


@require_safe
def comment_list(request):
    """Every comment one looks after, whatever became of it."""
    require(rules.may_use_desk(request.actor))
    comments = rules.moderated_by(request.actor).select_related("author").order_by("-written_at", "-pk")
    return list_page(
        request, "home/comment_list.html", comments, COMMENT_COLUMNS, name=_("评论"), filter_class=CommentFilter
    )


@require_safe
def moderated_comment(request, public_id):
    """One comment: what it said before, who reported it, what was decided and why."""
    comment = _looked_after(request, public_id)
    card = comment_queue.cards(Comment.objects.filter(pk=comment.pk))[public_id]
    return render(request, "home/moderated_comment.html", {
        "card": card, "comment": card.comment, "history": history(comment),
        "reports": comment.reports.select_related("reporter", "decided_by").order_by("pk"),
        "decisions": comment.decisions.select_related("decided_by").order_by("-pk"),
        "may_decide": rules.may_decide(request.actor, comment), "ban": BanForm(),
        "may_ban": rules.may_ban(request.actor, comment.author),
        "bans": Ban.objects.filter(person=comment.author).select_related("given_by").order_by("-pk")[:5],
        "now": timezone.now(),
    })  # fmt: skip


def _looked_after(request, public_id):
    """The comment, or 404 for whoever does not look after it."""
    rows = rules.moderated_by(request.actor).select_related("author", "organisation")
    return get_object_or_404(rows, public_id=public_id)


@require_POST
def decide_comment(request, public_id, act):
    """One decision; htmx gets what became of the entry, everybody else goes back to where they were."""
    comment = _looked_after(request, public_id)
    sentence, is_done = acts.run(ACTS, act, request, comment)
    if "HX-Request" in request.headers:
        return _in_place(request, comment, sentence, is_done=is_done)
    acts.tell(request, sentence, is_done=is_done)
    return redirect("moderated_comment", public_id) if "here" in request.POST else redirect("moderation_queue")


def _in_place(request, comment, sentence, *, is_done):
    """What became of the entry; one that still waits stays to be decided, with what was typed and what is wrong."""
    comment.refresh_from_db()
    entry = comment_queue.entry_of(comment, on=today())
    if entry and not is_done:
        return render(request, entry.source.template, {
            "entry": entry, "card": entry.card, "error": sentence, "typed": request.POST.get("reason", ""),
        })  # fmt: skip
    return render(request, "home/moderation/_decided.html", {
        "label": _("%(name)s的评论") % {"name": comment.author.name}, "words": comment.text,
        "url": reverse("moderated_comment", args=[comment.public_id]), "sentence": sentence, "is_done": is_done,
    })  # fmt: skip


def _approve(request, comment):
    data = cleaned(DecisionForm(request.POST))
    actions.approve_comment(comment, version=data["version"], by=request.actor, now=timezone.now())
    return _("已通过，评论已经显示。")


def _hide(request, comment):
    actions.hide_comment(comment, **cleaned(ReasonForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已隐藏，理由已告知作者。")


def _restore(request, comment):
    actions.restore_comment(comment, **cleaned(ReasonForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已恢复显示，作者会收到消息。")


def _delete(request, comment):
    actions.delete_comment(comment, **cleaned(ReasonForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已删除，理由已告知作者。")


ACTS = {"approve": _approve, "hide": _hide, "restore": _restore, "delete": _delete}


@require_POST
def decide_many(request):
    """Many at once: first what would happen, then, confirmed with its token, what did."""
    require(rules.may_use_desk(request.actor))
    try:
        if "token" in request.POST:
            return _carried_out(request)
        form = BulkForm(request.POST, known=request.POST.getlist("picked"))
        planned = bulk.plan(request.actor, **cleaned(form))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("moderation_queue")
    return render(
        request,
        "home/moderation_preview.html",
        planned | {"act_title": dict(form.fields["act"].choices)[planned["act"]]},
    )


def _carried_out(request):
    done, refused = bulk.carry_out(request.actor, request.POST["token"], now=timezone.now())
    messages.success(request, _("已办理 %(count)s 条。") % {"count": done})
    if refused:
        messages.warning(request, _("%(count)s 条没有办理：%(why)s") % {"count": len(refused), "why": refused[0][1]})
    return redirect("moderation_queue")


@require_POST
def close_thread(request, label, key):
    """Close a thing's comments, or open them again."""
    thing = threads.find(label, key, actor=request.actor)
    try:
        if "open" in request.POST:
            actions.open_thread(thing, by=request.actor)
            messages.success(request, _("评论已重新开放。"))
        else:
            actions.close_thread(thing, **cleaned(ReasonForm(request.POST)), by=request.actor, now=timezone.now())
            messages.success(request, _("评论已关闭，已有的评论继续显示。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    _title, url = threads.subject_of(thing).title_and_url([str(thing.pk)])[str(thing.pk)]
    return redirect(f"{url}#comments")
