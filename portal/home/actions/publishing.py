"""A post before the public: published, at once or by the clock, withdrawn, put at the top."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from members import reviews
from portal.ground import kept, search
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import post_notifications, post_rules
from ..models import TEXT_FIELDS, Place, Post, PostVersion
from .post import locked, refuse_unless

State = Post.State


@transaction.atomic
def publish_post(post, *, by, now):
    """The text that passed its review is what the public reads from now on."""
    post = locked(post)
    require(post_rules.may_publish_post(by, post))
    refuse_unless(post, State.APPROVED, State.SCHEDULED)
    _refuse_expired(post, now)
    return _go_live(post, by=by, now=now)


def _refuse_expired(post, moment):
    if post.expires_at and post.expires_at <= moment:
        raise Refused(_("到期撤下的时间早于发布时间，请撤回修改。"))


@transaction.atomic
def schedule_post(post, *, at, by, now):
    """The clock publishes it at that moment; asked again, at another."""
    post = locked(post)
    require(post_rules.may_publish_post(by, post))
    refuse_unless(post, State.APPROVED, State.SCHEDULED)
    if at <= now:
        raise Refused(_("定时发布的时间应晚于现在。"))
    if at == post.scheduled_at:
        raise Refused(_("已经定在这个时间发布。"))
    _refuse_expired(post, at)
    post.state, post.scheduled_at = State.SCHEDULED, at
    post.save(update_fields=["state", "scheduled_at"])
    record("post.scheduled", post, by=by, at=at.isoformat())
    return post


def publish_due_posts(*, now):
    """Publish what is scheduled by now; returns how many. Harmless twice, and twice at once."""
    due = Post.objects.filter(state=State.SCHEDULED, scheduled_at__lte=now).order_by("scheduled_at", "pk")
    return sum(_publish_due(pk, now) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _publish_due(pk, now):
    post = _free(pk, state=State.SCHEDULED, scheduled_at__lte=now)
    if post is None:
        return False
    _go_live(post, by=None, now=now)
    return True


def withdraw_expired_posts(*, now):
    """Withdraw what has reached its last moment; returns how many. Harmless twice, and twice at once."""
    over = Post.objects.filter(live__expires_at__lte=now).order_by("pk")
    return sum(_withdraw_expired(pk, now) for pk in over.values_list("pk", flat=True))


@transaction.atomic
def _withdraw_expired(pk, now):
    post = _free(pk, live__expires_at__lte=now)
    if post is None:
        return False
    _leave(post, reason=_("到期自动撤下"), by=None, now=now)
    return True


def _free(pk, **still):
    """The post, locked, unless another clock has it or nothing is to be done any more."""
    rows = Post.objects.select_for_update(of=("self",), skip_locked=True).select_related("organisation", "author")
    return rows.filter(pk=pk, **still).first()


def _go_live(post, *, by, now):
    number = (post.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    text = {name: getattr(post, name) for name in TEXT_FIELDS}
    post.live = PostVersion.objects.create(
        post=post,
        number=number,
        note=post.change_note,
        published_by=by.person if by else None,
        published_at=now,
        **text,
    )
    was_gone = post.withdrawn_at is not None
    post.published_at = now if was_gone or not post.published_at else post.published_at
    post.state, post.shown_in, post.is_on_portal = State.PUBLISHED, post.column, post.place == Place.PORTAL
    post.scheduled_at, post.change_note, post.is_typo = None, "", False
    post.withdrawn_at, post.withdrawn_reason = None, ""
    if not post.is_on_portal:
        post.is_pinned = post.is_featured = False
    post.save()
    post.writers.clear()
    note = post.live.note
    record("post.corrected" if number > 1 and not was_gone else "post.published", post, by=by, number=number, note=note)
    _shown_otherwise(post)
    post_notifications.post_published(post)
    return post


@transaction.atomic
def withdraw_post(post, *, reason, by, now):
    """Take it from the public's eyes, with the reason; a correction under way waits as a draft."""
    post = locked(post)
    require(post_rules.may_withdraw_post(by, post))
    if not post.live_id:
        raise Refused(_("这篇稿件没有公开，不用撤下。"))
    if not reason.strip():
        raise Refused(_("请写明撤下的原因。"))
    _leave(post, reason=reason.strip(), by=by, now=now)
    return post


def _leave(post, *, reason, by, now):
    reviews.cancel(post)
    post.live, post.state, post.scheduled_at = None, State.WITHDRAWN, None
    post.is_pinned = post.is_featured = False
    post.withdrawn_at, post.withdrawn_reason = now, reason
    post.save()
    record("post.withdrawn", post, by=by, reason=reason)
    _shown_otherwise(post)
    post_notifications.post_withdrawn(post)


def _shown_otherwise(post):
    """What the search finds and what visitors' pages show is no longer what it was, a new picture included."""
    search.refresh("post", [post.pk])
    kept.changed(kept.PAGES)


def _marked(post, mark, is_on, *, by, verb):
    post = locked(post)
    require(post_rules.may_mark_post(by))
    if not (post.live_id and post.is_on_portal):
        raise Refused(_("只有在门户栏目里已发布的稿件才能置顶或设为头条。"))
    if getattr(post, mark) == is_on:
        raise Refused(_("已经是这样，没有改动。"))
    setattr(post, mark, is_on)
    post.save(update_fields=[mark])
    kept.changed(kept.PAGES)
    record(verb, post, by=by)
    kept.changed(kept.PAGES)
    return post


@transaction.atomic
def pin_post(post, *, by, now):
    """It stands before the others of its column."""
    return _marked(post, "is_pinned", True, by=by, verb="post.pinned")


@transaction.atomic
def unpin_post(post, *, by, now):
    return _marked(post, "is_pinned", False, by=by, verb="post.unpinned")


@transaction.atomic
def feature_post(post, *, by, now):
    """It leads the news with its picture."""
    if not post.live_id or not post.live.lead_picture:
        raise Refused(_("头条需要题图，请先更正稿件补上题图。"))
    return _marked(post, "is_featured", True, by=by, verb="post.featured")


@transaction.atomic
def unfeature_post(post, *, by, now):
    return _marked(post, "is_featured", False, by=by, verb="post.unfeatured")
