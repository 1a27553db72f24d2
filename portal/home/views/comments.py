"""Threads in the browser: read by everybody who sees the thing, written by people with a verified phone."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.ground.errors import Refused, cleaned, require
from portal.ground.labels import label
from portal.ground.lists import Column, list_page

from .. import actions, thread_panel, threads
from .. import comment_rules as rules
from ..comment_forms import AppealForm, CommentForm, EditForm, ReportForm
from ..models import Ban, Comment


@login_not_required
@require_safe
def thread_part(request, label, key):
    """A page of a thread by itself, for htmx; somebody who opens it in the browser is led to the thing."""
    thing = threads.find(label, key, actor=getattr(request, "actor", None))
    if "HX-Request" not in request.headers:
        return redirect(_address(thing))
    return render(request, "home/_thread.html", thread_panel.context(request, thing))


def _address(thing):
    _title, url = threads.subject_of(thing).title_and_url([str(thing.pk)])[str(thing.pk)]
    return f"{url}#comments"


@require_POST
def write_comment(request, label, key):
    """Say something, or answer; what was typed is kept when it cannot be taken."""
    thing = threads.find(label, key, actor=request.actor)
    require(rules.may_comment(request.actor))
    form = CommentForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            comment = actions.write_comment(
                thing, text=data["text"], shown_as=data["shown_as"], parent=_parent(data["parent"], request.actor),
                address=get_adapter().get_client_ip(request), by=request.actor, now=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            return _answer(request, thing, said=_told(comment))
    return _answer(request, thing, form=form)


def _parent(public_id, actor):
    if not public_id:
        return None
    return get_object_or_404(Comment.objects.seen_by(actor.person), public_id=public_id)


def _told(comment):
    if comment.state == Comment.State.SHOWN:
        return _("评论已发表。")
    due = f"{comment.due_on.month}月{comment.due_on.day}日"
    return _("评论已提交，将在 %(day)s 前审核，审核通过后显示。") % {"day": due}


def _answer(request, thing, *, form=None, said="", error=""):
    """htmx gets the thread anew; otherwise back to the thing, or the form by itself with what is wrong."""
    is_seen = threads.subject_of(thing).visible_to(request.actor).filter(pk=thing.pk).exists()
    if is_seen and "HX-Request" in request.headers:
        return render(
            request, "home/_thread.html", thread_panel.context(request, thing, form=form, said=said, error=error)
        )
    if form is not None and form.errors:
        return render(request, "home/comment_form.html", {
            "form": form, "action": request.path, "back": _address(thing), "thing": thing,
        })  # fmt: skip
    if error:
        messages.error(request, error)
    elif said:
        messages.success(request, said)
    return redirect(_address(thing) if is_seen else "my_comments")


@require_POST
def comment_act(request, public_id, act):
    """Edit or delete one's own, report somebody else's."""
    if act not in ACTS:
        raise Http404
    comment = _known(request, public_id)
    thing = threads.thing_of(comment)
    try:
        said = ACTS[act](request, comment)
    except Refused as refusal:
        return _answer(request, thing, error=str(refusal))
    return _answer(request, thing, said=said)


def _known(request, public_id):
    """A comment the reader sees or wrote, under a thing they see; 404 for everything else."""
    found = Comment.objects.filter(public_id=public_id)
    comment = found.seen_by(request.user).first() or found.filter(author=request.user).first()
    if comment is None or not (comment.author_id == request.user.pk or threads.is_seen(comment, actor=request.actor)):
        raise Http404
    return comment


def _edit(request, comment):
    edited = actions.edit_comment(
        comment, **cleaned(EditForm(request.POST)), address=get_adapter().get_client_ip(request), by=request.actor,
        now=timezone.now(),
    )  # fmt: skip
    return _("已修改。") if edited.state == Comment.State.SHOWN else _told(edited)


def _withdraw(request, comment):
    actions.withdraw_comment(comment, by=request.actor, now=timezone.now())
    return _("评论已删除。")


def _report(request, comment):
    actions.report_comment(comment, **cleaned(ReportForm(request.POST)), by=request.actor, now=timezone.now())
    return _("已收到您的举报，处理结果会发消息告知您。")


ACTS = {"edit": _edit, "withdraw": _withdraw, "report": _report}

MY_COLUMNS = (
    Column("内容", str, width=50),
    Column("所评内容", lambda one, titles: titles[one.thing, one.thing_id][0], lookup=threads.describe, width=30),
    Column("状态", lambda one: label(one, "state"), "state",
           tag=lambda one: {"shown": "ok", "held": "wait"}.get(one.state, "bad")),
    Column("处理理由", lambda one: one.reason or None, width=30),
    Column("发表日期", lambda one: timezone.localtime(one.written_at).date(), "written_at", kind="date"),
)  # fmt: skip


@require_safe
def my_comments(request):
    """What I said and what became of it; a ban with its reason and the way to appeal."""
    mine = Comment.objects.filter(author=request.user).order_by("-written_at", "-pk")
    bans = Ban.objects.filter(person=request.user).select_related("appeal").order_by("-start_at")
    return list_page(
        request, "home/my_comments.html", mine, MY_COLUMNS, name=_("我的评论"), may_export=False, now=timezone.now(),
        bans=bans[:10], appeal=AppealForm(),
    )  # fmt: skip


@require_POST
def appeal_ban(request, public_id):
    """Ask once that another official looks at one's ban."""
    ban = get_object_or_404(Ban, public_id=public_id, person=request.user)
    try:
        actions.appeal_ban(ban, **cleaned(AppealForm(request.POST)), by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("申诉已提交，处理结果会发消息告知您。"))
    return redirect("my_comments")
