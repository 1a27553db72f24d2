"""Many decisions at once: first what would happen to how many, then, with the token of exactly that, done."""

from collections import Counter
from functools import partial

from django.core import signing
from django.utils.translation import gettext as _

from portal.ground.errors import Refused

from . import actions
from . import comment_rules as rules
from .models import Comment

SALT, MINUTES = "moderation-bulk", 15
MOST = 200
WAITING_FOR = {"approve": ("held", "reported"), "hide": ("held", "reported", "shown"),
               "delete": ("held", "reported", "shown", "hidden")}  # fmt: skip


def plan(actor, *, act, reason, picked):
    """What would happen: how many of which kind, how many not and why, and the token that does it.

    Raises Refused when nothing would.
    """
    if act != "approve" and not reason.strip():
        raise Refused(_("请写明理由，会告知作者。"))
    comments = list(rules.decidable_by(actor).filter(public_id__in=picked[:MOST]).order_by("pk"))
    will = [comment for comment in comments if _stands_as(comment) in WAITING_FOR[act]]
    if not will:
        raise Refused(_("选中的评论都已处理，没有需要办理的。"))
    seen = [[comment.pk, comment.version] for comment in will]
    return {
        "act": act, "reason": reason.strip(), "will": will, "left": len(picked) - len(will),
        "kinds": sorted(Counter(comment.get_state_display() for comment in will).items()),
        "authors": len({comment.author_id for comment in will}),
        "token": signing.dumps({"act": act, "reason": reason.strip(), "seen": seen, "by": actor.person.pk}, salt=SALT),
    }  # fmt: skip


def _stands_as(comment):
    if comment.state == Comment.State.SHOWN and comment.is_waiting:
        return "reported"
    return str(comment.state)


def carry_out(actor, token, *, now):
    """Do what a token promised: (how many were done, [(comment, why not)]). Refused for a token old, or of somebody else."""
    try:
        promised = signing.loads(token, salt=SALT, max_age=MINUTES * 60)
    except signing.BadSignature as error:
        raise Refused(_("预览已过期，请重新选择。")) from error
    if promised["by"] != actor.person.pk:
        raise Refused(_("预览已过期，请重新选择。"))
    versions = dict(promised["seen"])
    comments = rules.decidable_by(actor).filter(pk__in=versions)
    done, refused = actions.decide_many(comments, _act(promised, versions), by=actor, now=now)
    return len(done), refused


def _act(promised, versions):
    if promised["act"] == "approve":
        return lambda comment, **who: actions.approve_comment(comment, version=versions[comment.pk], **who)
    act = actions.hide_comment if promised["act"] == "hide" else actions.delete_comment
    return partial(act, reason=promised["reason"])
