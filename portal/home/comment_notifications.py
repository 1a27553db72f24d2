"""What is said about comments and bans. A message never repeats a comment, which may be hidden after it was sent, nor
names who wrote it: whoever asks to be forgotten is forgotten in other people's messages too."""

from django.db.models import Max
from django.urls import reverse

from portal.ground import outbox

from . import threads

MAIL = "home/mail/"


def _about(comment):
    title, url = threads.describe([comment])[comment.thing, comment.thing_id]
    return {"comment": comment, "title": title}, url


def _to_author(name, comment, *, key):
    context, _url = _about(comment)
    outbox.notify(MAIL + f"{name}.txt", to=[comment.author], key=key, context=context, url=reverse("my_comments"))


def comment_approved(comment, decision):
    _to_author("comment_approved", comment, key=f"comment-approved:{decision.pk}")


def comment_hidden(comment, decision):
    _to_author("comment_hidden", comment, key=f"comment-hidden:{decision.pk}")


def comment_restored(comment, decision):
    _to_author("comment_restored", comment, key=f"comment-restored:{decision.pk}")


def comment_deleted(comment, decision):
    _to_author("comment_deleted", comment, key=f"comment-deleted:{decision.pk}")


def comment_covered(comment, *, count):
    """Several readers reported it: it waits, hidden, until somebody has looked."""
    last = comment.reports.aggregate(last=Max("pk"))["last"]
    _to_author("comment_covered", comment, key=f"comment-covered:{comment.pk}:{last}")


def comment_answered(answer):
    """Tell whom it answers, once the answer can be read."""
    asked = answer.parent
    if asked is None or asked.author_id == answer.author_id:
        return
    context, url = _about(answer)
    outbox.notify(
        MAIL + "comment_answered.txt", to=[asked.author], key=f"comment-answered:{answer.pk}",
        context=context, url=f"{url}#comments" if url else "",
    )  # fmt: skip


def report_decided(comment, decision, reporters, *, is_upheld):
    context, _url = _about(comment)
    outbox.notify(
        MAIL + "report_decided.txt", to=reporters, key=f"report-decided:{decision.pk}",
        context=context | {"is_upheld": is_upheld},
    )  # fmt: skip


def banned(ban):
    outbox.notify(MAIL + "banned.txt", to=[ban.person], key=f"banned:{ban.pk}", context={"ban": ban},
                  url=reverse("my_comments"))  # fmt: skip


def ban_lifted(ban):
    outbox.notify(MAIL + "ban_lifted.txt", to=[ban.person], key=f"ban-lifted:{ban.pk}", context={"ban": ban},
                  url=reverse("my_comments"))  # fmt: skip


def ban_upheld(appeal):
    outbox.notify(MAIL + "ban_upheld.txt", to=[appeal.ban.person], key=f"ban-upheld:{appeal.pk}",
                  context={"appeal": appeal}, url=reverse("my_comments"))  # fmt: skip


def ban_appealed(appeal, officials):
    outbox.notify(MAIL + "ban_appealed.txt", to=officials, key=f"ban-appealed:{appeal.pk}",
                  context={"appeal": appeal}, url=reverse("moderation_queue"))  # fmt: skip
