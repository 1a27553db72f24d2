"""Comments and appeals as the moderation desk shows them."""

from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q
from django.utils import timezone

from . import comment_rules as rules
from . import threads
from .models import Ban, BanAppeal, Comment, CommentReport
from .queue import Entry, Source


@dataclass(frozen=True)
class Card:
    """A comment with what a moderator wants to know before deciding."""

    comment: Comment
    title: str
    url: str
    shown: int
    hidden: int
    ban: Ban | None

    @property
    def reports(self):
        return self.comment.open_reports


def cards(comments):
    """The cards of some comments, whatever their number with the same questions: comment → card."""
    comments = list(comments.select_related("author", "parent__author", "organisation").prefetch_related(
        Prefetch("reports", CommentReport.objects.filter(outcome="").select_related("reporter").order_by("pk"), "open_reports"),
        "edits",
    ))  # fmt: skip
    titles, authors = threads.describe(comments), {comment.author_id for comment in comments}
    bans = {ban.person_id: ban for ban in Ban.objects.at(timezone.now()).filter(person__in=authors)}
    records = {author: (shown, hidden) for author, shown, hidden in Comment.objects.filter(author__in=authors).order_by()
               .values_list("author").annotate(
                   shown=Count("pk", filter=Q(state=Comment.State.SHOWN)),
                   hidden=Count("pk", filter=Q(state__in=[Comment.State.HIDDEN, Comment.State.DELETED])))}  # fmt: skip
    return {
        comment.public_id: Card(
            comment, *titles[comment.thing, comment.thing_id], *records[comment.author_id], bans.get(comment.author_id)
        )
        for comment in comments
    }


def _cards_of(keys, actor):
    return cards(Comment.objects.filter(public_id__in=keys))


def _held(actor):
    return rules.decidable_by(actor).filter(state=Comment.State.HELD, waiting_since__isnull=False)


def _reported(actor):
    return rules.decidable_by(actor).filter(state=Comment.State.SHOWN, waiting_since__isnull=False)


def _appeals(actor):
    if not rules.moderates_all(actor):
        return BanAppeal.objects.none()
    mine = Q(against=actor.person) | Q(ban__person=actor.person)
    return BanAppeal.objects.filter(outcome="").exclude(mine)


def _appeal_cards(keys, actor):
    found = BanAppeal.objects.filter(ban__public_id__in=keys)
    found = found.select_related("ban__person", "ban__given_by", "ban__comment")
    return {appeal.ban.public_id: appeal for appeal in found}


SOURCES = (
    Source("held", "待审核的评论", "home/moderation/_comment.html", _held, F("public_id"), F("waiting_since"), F("due_on"), _cards_of),
    Source("reported", "被举报的评论", "home/moderation/_comment.html", _reported, F("public_id"), F("waiting_since"), F("due_on"), _cards_of),
    Source("appeal", "禁言申诉", "home/moderation/_appeal.html", _appeals, F("ban__public_id"), F("written_at"), F("due_on"), _appeal_cards),
)  # fmt: skip


def entry_of(comment, *, on):
    """The comment's entry in the queue by itself; None when nobody waits for it any more."""
    if not comment.is_waiting:
        return None
    source = next(one for one in SOURCES if one.name == ("held" if comment.state == Comment.State.HELD else "reported"))
    card = _cards_of([comment.public_id], None)[comment.public_id]
    return Entry(source, comment.public_id, comment.waiting_since, comment.due_on < on, comment.due_on, card)
