"""One post on the desk: where it stands, its text with remarks in place, the act that is due, versions compared."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from members import reviews
from members.models import ReviewStep
from portal.ground import acts
from portal.ground.dates import today
from portal.ground.errors import cleaned
from portal.ground.journal import history
from portal.ground.models import Attachment

from .. import actions, bodies, guides, post_comments, post_rules
from ..models import TEXT_FIELDS, Post, PostRemark, PostVersion
from ..post_forms import PassForm, ReturnForm, ScheduleForm, WithdrawForm
from ..post_reports import LASTING
from .posting import visible_post

State = Post.State
LIFE = (("draft", "撰稿"), ("submitted", "审核"), ("approved", "待发布"), ("published", "已发布"))
PLACES = {"returned": "draft", "scheduled": "approved", "withdrawn": ""}


@require_safe
def post_detail(request, public_id):
    """The text as readers will see it, with what reviewers said beside it, and what may be done now."""
    post = visible_post(request, public_id)
    steps = ReviewStep.objects.of(post).select_related("decided_by").order_by("-round", "order")
    last = [step for step in steps if step.round == steps[0].round] if steps else []
    step = reviews.waiting(post) if post.state == State.SUBMITTED else None
    may_decide = bool(step) and post_rules.may_decide_post(request.actor, post, step)
    if "HX-Request" in request.headers:
        return _reading(request, post)
    return render(request, "home/post_detail.html", {
        "post": post, "text": post, "life": LIFE, "place": PLACES.get(post.state, post.state), "step": step,
        "may_decide": may_decide, "steps_of_round": last, "paragraphs": _paragraphs(post, last),
        "facts": list(guides.lines(post.guide_facts)), "steps": list(guides.lines(post.guide_steps)),
        "files": _files_of(post),
        "dead": post.live.links.dead().order_by("place") if post.live_id else [],
        "versions": post.versions.select_related("published_by").order_by("-number"), "history": history(post),
        "return_form": ReturnForm(), **_what_may_be_done(request.actor, post),
    })  # fmt: skip


def _reading(request, post):
    """The text by itself, for the moderation desk."""
    return render(request, "home/moderation/_reading.html", {
        "post": post, "text": post, "facts": list(guides.lines(post.guide_facts)),
        "steps": list(guides.lines(post.guide_steps)), "files": _files_of(post),
    })  # fmt: skip


def _files_of(post):
    return Attachment.objects.filter(owner_kind="post", public_id__in=post.files)


def _paragraphs(post, steps):
    """The body's parts, each with the remarks of the last round; those about no paragraph come with number 0."""
    found = bodies.paragraphs(post.body)
    beside = {}
    if steps:
        for remark in PostRemark.objects.filter(post=post, round=steps[0].round).select_related("by").order_by("pk"):
            beside.setdefault(_place_of(remark, found), []).append(remark)
    return {"general": beside.get(0, []), "parts": [(part, beside.get(part.number, [])) for part in found]}


def _place_of(remark, paragraphs):
    """Where a remark stands now: at the paragraph it quoted, wherever that has moved; 0 when it is gone."""
    if remark.paragraph is None:
        return 0
    same = [part.number for part in paragraphs if part.text[: len(remark.quote)] == remark.quote]
    return min(same, key=lambda number: abs(number - remark.paragraph)) if same else 0


def _what_may_be_done(actor, post):
    """The acts whose time it is, for the acting office."""
    state, is_public = post.state, bool(post.live_id)
    mine = post_rules.may_edit_post(actor, post)
    may_mark = is_public and post.is_on_portal and post_rules.may_mark_post(actor)
    in_hand = state in (State.SUBMITTED, State.APPROVED, State.SCHEDULED)
    return {
        "may_edit": mine and state in Post.EDITABLE, "may_take_back": mine and in_hand,
        "may_publish": state in (State.APPROVED, State.SCHEDULED) and post_rules.may_publish_post(actor, post),
        "may_confirm": mine and is_public and post.shown_in.kind in LASTING,
        "may_correct": mine and state in (State.PUBLISHED, State.WITHDRAWN),
        "may_drop": mine and is_public and state in Post.EDITABLE,
        "may_withdraw": is_public and post_rules.may_withdraw_post(actor, post), "may_mark": may_mark,
        "may_restore": mine and state in (*Post.EDITABLE, State.PUBLISHED, State.WITHDRAWN),
        "may_delete": state == State.DRAFT and not post.submitted_at and post.author_id == actor.person.pk,
        "schedule_form": ScheduleForm(), "withdraw_form": WithdrawForm(),
    }  # fmt: skip


@require_safe
def post_compare(request, public_id):
    """Two texts of a post side by side: an earlier one and a later one, or the one being worked on."""
    post = visible_post(request, public_id)
    versions = list(post.versions.order_by("-number"))
    if not versions:
        raise Http404
    new = _chosen(versions, request.GET.get("new")) or post
    earlier = [one for one in versions if one is not new and (new is post or one.number < new.number)]
    old = _chosen(versions, request.GET.get("old")) or (earlier[0] if earlier else versions[-1])
    return render(request, "home/post_compare.html", {
        "post": post, "versions": versions, "old": old, "new": new, "is_draft": new is post,
        "fields": [one for name in TEXT_FIELDS if name != "body" and (one := _field(name, old, new))],
        "body": bodies.compare(bodies.plain(old.body), bodies.plain(new.body)),
        "frame_changed": bodies.frame(old.body) != bodies.frame(new.body),
    })  # fmt: skip


def _chosen(versions, number):
    return next((one for one in versions if str(one.number) == number), None)


def _field(name, old, new):
    """A field that differs, as (title, changes); None when it does not."""
    if getattr(old, name) == getattr(new, name):
        return None
    field = Post._meta.get_field(name)
    before, after = _said(old, name), _said(new, name)
    return field.verbose_name, bodies.compare_texts(before, after)


def _said(text, name):
    if name == "files":
        return _("%(count)s 个文件") % {"count": len(text.files)}
    if name == "lead_picture":
        return _("有题图") if text.lead_picture else _("没有题图")
    if name == "expires_at":
        return f"{timezone.localtime(text.expires_at):%Y-%m-%d %H:%M}" if text.expires_at else ""
    shown = getattr(text, f"get_{name}_display", None)
    return str(shown() if shown else getattr(text, name))


@require_POST
def post_act(request, public_id, act):
    """One transition of a post; a refusal is shown where it was asked."""
    post = visible_post(request, public_id)
    sentence, is_done = acts.run(ACTS, act, request, post)
    if "HX-Request" in request.headers:
        return _in_place(request, post, sentence, is_done=is_done)
    acts.tell(request, sentence, is_done=is_done)
    if act == "delete" and not Post.objects.filter(pk=post.pk).exists():
        return redirect("post_list")
    return redirect("post_edit" if act in ("correct", "restore") else "post_detail", public_id)


def _in_place(request, post, sentence, *, is_done):
    """What became of the post's entry on the moderation desk; one that still waits stays, with what is wrong."""
    entry = None if is_done else post_comments.entry_of(post, request.actor, on=today())
    if entry:
        return render(request, entry.source.template, {
            "entry": entry, "card": entry.card, "error": sentence, "typed": request.POST.get("remark", ""),
        })  # fmt: skip
    return render(request, "home/moderation/_decided.html", {
        "label": post.organisation.name, "words": post.title, "url": reverse("post_detail", args=[post.public_id]),
        "sentence": sentence, "is_done": is_done,
    })  # fmt: skip


def _how(request):
    return {"by": request.actor, "now": timezone.now()}


def _pass(request, post):
    post = actions.pass_post(post, **cleaned(PassForm(request.POST)), **_how(request))
    if post.state == State.APPROVED:
        return _("已通过终审，可以发布。") if post.place == "portal" else _("已通过审核，可以发布。")
    return _("已通过，转交%(step)s。") % {"step": reviews.waiting(post).name}


def _return(request, post):
    form = ReturnForm(request.POST)
    actions.return_post(post, remark=cleaned(form)["remark"], places=form.places(), **_how(request))
    return _("已退回，撰稿人会看到批注。")


def _publish(request, post):
    actions.publish_post(post, **_how(request))
    return _("已发布。")


def _schedule(request, post):
    post = actions.schedule_post(post, **cleaned(ScheduleForm(request.POST)), **_how(request))
    at = timezone.localtime(post.scheduled_at)
    return _("将在 %(at)s 自动发布。") % {"at": f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"}


def _withdraw(request, post):
    actions.withdraw_post(post, **cleaned(WithdrawForm(request.POST)), **_how(request))
    return _("已撤下，读者不再看到这篇文章。")


def _restore(request, post):
    version = get_object_or_404(PostVersion, post=post, number=request.POST.get("number") or 0)
    actions.restore_version(version, **_how(request))
    return _("已恢复到编辑区，审核通过后重新发布。")


def _simple(act, said):
    """An act that asks for nothing."""

    def run(request, post):
        act(post, **_how(request))
        return str(said)

    return run


ACTS = {
    "pass": _pass, "return": _return, "publish": _publish, "schedule": _schedule, "withdraw": _withdraw,
    "restore": _restore, "take-back": _simple(actions.take_back_post, gettext_lazy("已撤回，可以修改后再提交。")),
    "correct": _simple(actions.correct_post, gettext_lazy("请修改并写明更正说明；审核通过前读者看到的仍是原文。")),
    "drop": _simple(actions.drop_correction, gettext_lazy("已放弃更正，读者看到的内容没有变化。")),
    "confirm": _simple(actions.confirm_post, gettext_lazy("已复核，过期限后再提醒。")),
    "delete": _simple(actions.delete_draft, gettext_lazy("草稿已删除。")),
    "pin": _simple(actions.pin_post, gettext_lazy("已置顶。")), "unpin": _simple(actions.unpin_post, gettext_lazy("已取消置顶。")),
    "feature": _simple(actions.feature_post, gettext_lazy("已设为头条。")),
    "unfeature": _simple(actions.unfeature_post, gettext_lazy("已取消头条。")),
}  # fmt: skip
