"""Many decisions at once: first what would happen to how many, then, with the token of exactly that, done.

What is picked is a comment's public id, or a picture's behind `picture:`.
"""

from collections import Counter
from functools import partial

from django.core import signing
from django.utils.translation import gettext as _

from portal.ground.errors import Refused

from . import actions, picture_rules
from . import comment_rules as rules
from .models import Comment

SALT, MINUTES = "moderation-bulk", 15
MOST = 200
PICTURE = "picture:"
WAITING_FOR = {"approve": ("held", "reported"), "hide": ("held", "reported", "shown"),
               "delete": ("held", "reported", "shown", "hidden")}  # fmt: skip
PICTURES_FOR = {"approve": ("held",), "hide": ("held", ""), "delete": ()}


def plan(actor, *, act, reason, picked):
    """What would happen: how many of which kind, how many not and why, and the token that does it.

    Raises Refused when nothing would.
    """
    if act != "approve" and not reason.strip():
        raise Refused(_("请写明理由，会告知作者。"))
    comments, pictures = _comments(actor, act, picked[:MOST]), _pictures(actor, act, picked[:MOST])
    if not (comments or pictures):
        raise Refused(_("选中的都已处理，没有需要办理的。"))
    seen = [[comment.pk, comment.version] for comment in comments]
    told = {"act": act, "reason": reason.strip(), "seen": seen, "pictures": [one.pk for one in pictures]}
    return {
        "act": act, "reason": reason.strip(), "comments": comments, "pictures": pictures,
        "total": len(comments) + len(pictures), "left": len(picked) - len(comments) - len(pictures),
        "kinds": sorted(Counter(one.get_state_display() for one in (*comments, *pictures)).items()),
        "authors": len({one.author_id for one in comments} | {one.uploaded_by_id for one in pictures}),
        "token": signing.dumps(told | {"by": actor.person.pk}, salt=SALT),
    }  # fmt: skip


def _comments(actor, act, picked):
    comments = rules.decidable_by(actor).filter(public_id__in=picked).select_related("author").order_by("pk")
    return [comment for comment in comments if _stands_as(comment) in WAITING_FOR[act]]


def _stands_as(comment):
    if comment.state == Comment.State.SHOWN and comment.is_waiting:
        return "reported"
    return str(comment.state)


def _pictures(actor, act, picked):
    ids = [one.removeprefix(PICTURE) for one in picked if one.startswith(PICTURE)]
    found = picture_rules.decidable_by(actor).filter(public_id__in=ids, state__in=PICTURES_FOR[act])
    return list(found.select_related("uploaded_by").order_by("pk"))


def carry_out(actor, token, *, now):
    """Do what a token promised: (how many were done, [(thing, why not)]). Refused for a token old, or of somebody else."""
    try:
        promised = signing.loads(token, salt=SALT, max_age=MINUTES * 60)
    except signing.BadSignature as error:
        raise Refused(_("预览已过期，请重新选择。")) from error
    if promised["by"] != actor.person.pk:
        raise Refused(_("预览已过期，请重新选择。"))
    versions = dict(promised["seen"])
    comments = rules.decidable_by(actor).filter(pk__in=versions)
    done, refused = actions.decide_many(comments, _act(promised, versions), by=actor, now=now)
    pictures = picture_rules.decidable_by(actor).filter(pk__in=promised["pictures"])
    also_done, also_refused = actions.decide_many(pictures, _picture_act(promised), by=actor, now=now)
    return len(done) + len(also_done), refused + also_refused


def _act(promised, versions):
    if promised["act"] == "approve":
        return lambda comment, **who: actions.approve_comment(comment, version=versions[comment.pk], **who)
    act = actions.hide_comment if promised["act"] == "hide" else actions.delete_comment
    return partial(act, reason=promised["reason"])


def _picture_act(promised):
    if promised["act"] == "approve":
        return actions.approve_picture
    return partial(actions.hide_picture, reason=promised["reason"])
