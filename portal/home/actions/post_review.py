"""A post under review: passed on from step to step, or returned with remarks in their places."""

from django.db import transaction
from django.utils.translation import gettext as _

from members import reviews
from members.models import ReviewStep
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import bodies, post_notifications, post_rules
from ..models import Post, PostRemark
from .post import locked, refuse_unless

State = Post.State
QUOTED = 60


def _waiting_step(post, *, by):
    """The step that waits now, which this actor may decide."""
    refuse_unless(post, State.SUBMITTED)
    step = reviews.waiting(post)
    require(post_rules.may_decide_post(by, post, step))
    return step


@transaction.atomic
def pass_post(post, *, revision, by, now):
    """This step is passed for the text as it read in this revision; after the last one it waits to be published."""
    post = locked(post)
    step = _waiting_step(post, by=by)
    if post.revision != revision:
        raise Refused(_("稿件在您打开之后改过并重新提交，请看过新的内容再审核。"))
    following = reviews.following(step)
    reviews.decide(step, ReviewStep.Outcome.PASSED, by=by, now=now)
    record("post.passed", post, by=by, **reviews.told(step))
    if following:
        post_notifications.post_waits(post, following, now=now)
        return post
    post.state = State.APPROVED
    post.save(update_fields=["state"])
    post_notifications.post_approved(post, step)
    return post


@transaction.atomic
def return_post(post, *, remark, places, by, now):
    """Send the text back with what to change: `places` maps the number of a paragraph to a remark about it."""
    post = locked(post)
    step = _waiting_step(post, by=by)
    places = {number: text.strip() for number, text in places.items() if text.strip()}
    if not remark.strip() and not places:
        raise Refused(_("请写明需要修改的内容，或在段落旁批注。"))
    quotes = {one.number: one.text for one in bodies.paragraphs(post.body)}
    if set(places) - set(quotes):
        raise Refused(_("批注的段落已经不在，请刷新后重新批注。"))
    told = [(None, "", remark.strip())] if remark.strip() else []
    told += [(number, quotes[number][:QUOTED], text) for number, text in sorted(places.items())]
    PostRemark.objects.bulk_create(
        PostRemark(post=post, round=step.round, step=step.name, paragraph=number, quote=quote, text=text, by=by.person,
                   at=now)
        for number, quote, text in told
    )  # fmt: skip
    summary = remark.strip() or _("有 %(count)s 处批注，见正文旁。") % {"count": len(places)}
    reviews.decide(step, ReviewStep.Outcome.RETURNED, by=by, now=now, remark=summary[:300])
    post.state = State.RETURNED
    post.save(update_fields=["state"])
    record("post.returned", post, by=by, **reviews.told(step), remark=summary)
    post_notifications.post_returned(post, step)
    return post
