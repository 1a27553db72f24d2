"""What moderators decide about comments, one by one or many at once, and threads closed and opened again."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import comment_notifications as notifications
from .. import comment_rules as rules
from .. import threads
from ..models import ClosedThread, Comment, CommentReport, Decision
from .comment import locked

State, Act, Outcome = Comment.State, Decision.Act, CommentReport.Outcome


@transaction.atomic
def approve_comment(comment, *, version, by, now):
    """It may stand as it reads in this version; reports of it were not right."""
    comment = _decidable(comment, by)
    if not comment.is_waiting:
        raise Refused(_already_decided(comment))
    if comment.version != version:
        raise Refused(_("作者刚刚修改了这条评论，请看过新内容再决定。"))
    was_held = comment.state == State.HELD
    decision = _decide(comment, State.SHOWN, Act.APPROVED, "", by=by, now=now)
    record("comment.approved", comment, by=by)
    if was_held:
        notifications.comment_approved(comment, decision)
        notifications.comment_answered(comment)
    _answer_reports(comment, decision, Outcome.DISMISSED, by=by, now=now)
    return comment


@transaction.atomic
def hide_comment(comment, *, reason, by, now):
    """Nobody reads it any more, for a reason its author is told; it can be restored."""
    comment = _decidable(comment, by)
    if comment.state not in (State.SHOWN, State.HELD):
        raise Refused(_already_decided(comment))
    decision = _decide(comment, State.HIDDEN, Act.HIDDEN, _given(reason), by=by, now=now)
    record("comment.hidden", comment, by=by, reason=reason)
    notifications.comment_hidden(comment, decision)
    _answer_reports(comment, decision, Outcome.UPHELD, by=by, now=now)
    return comment


@transaction.atomic
def restore_comment(comment, *, reason, by, now):
    """What was hidden stands again."""
    comment = _decidable(comment, by)
    if comment.state != State.HIDDEN:
        raise Refused(_already_decided(comment))
    decision = _decide(comment, State.SHOWN, Act.RESTORED, _given(reason), by=by, now=now)
    record("comment.restored", comment, by=by, reason=reason)
    notifications.comment_restored(comment, decision)
    return comment


@transaction.atomic
def delete_comment(comment, *, reason, by, now):
    """It is gone for good; the desk and the journal still know of it."""
    comment = _decidable(comment, by)
    if comment.state in (State.DELETED, State.WITHDRAWN):
        raise Refused(_already_decided(comment))
    decision = _decide(comment, State.DELETED, Act.DELETED, _given(reason), by=by, now=now)
    record("comment.deleted", comment, by=by, reason=reason)
    notifications.comment_deleted(comment, decision)
    _answer_reports(comment, decision, Outcome.UPHELD, by=by, now=now)
    return comment


def _decidable(comment, by):
    comment = locked(comment)
    require(rules.may_decide(by, comment))
    return comment


def _given(reason):
    if not reason.strip():
        raise Refused(_("请写明理由，会告知作者。"))
    return reason.strip()


def _already_decided(comment):
    """A civil answer to whoever comes second."""
    last = comment.decisions.select_related("decided_by").order_by("-pk").first()
    if last:
        return _("%(who)s 已处理过这条评论（%(what)s），没有再作改动。") % {
            "who": last.decided_by.name, "what": last.get_act_display()}  # fmt: skip
    return _("这条评论%(state)s，不能这样处理。") % {"state": comment.get_state_display()}


def _decide(comment, state, act, reason, *, by, now):
    decision = Decision.objects.create(
        comment=comment, act=act, reason=reason, decided_by=by.person, decided_at=now,
        waited_since=comment.waiting_since,
    )  # fmt: skip
    comment.state, comment.reason, comment.held_for = state, reason, []
    comment.waiting_since, comment.due_on = None, None
    comment.save(update_fields=["state", "reason", "held_for", "waiting_since", "due_on"])
    threads.changed(comment.thing, comment.thing_id)
    return decision


def _answer_reports(comment, decision, outcome, *, by, now):
    """Every open report gets the one answer, and whoever reported is told."""
    reports = list(comment.reports.filter(outcome="").select_related("reporter"))
    CommentReport.objects.filter(pk__in=[report.pk for report in reports]).update(
        outcome=outcome, decided_by=by.person, decided_at=now
    )
    notifications.report_decided(
        comment, decision, [report.reporter for report in reports], is_upheld=outcome == Outcome.UPHELD
    )


@transaction.atomic
def decide_many(things, act, *, by, now):
    """`act` is an act on a comment or a picture with its own arguments bound. Gives (done, [(thing, sentence)]).

    In one order, so that two moderators with the same things never wait for each other in a circle.
    """
    done, refused = [], []
    for thing in sorted(things, key=lambda one: one.pk):
        try:
            with transaction.atomic():
                act(thing, by=by, now=now)
        except Refused as refusal:
            refused.append((thing, str(refusal)))
        else:
            done.append(thing)
    return done, refused


@transaction.atomic
def close_thread(thing, *, reason, by, now):
    """The thing takes no more comments; those it has stay."""
    require(rules.may_moderate_at(by, threads.subject_of(thing).organisation_of(thing)))
    try:
        with transaction.atomic():
            ClosedThread.objects.create(
                thing=thing._meta.label_lower, thing_id=str(thing.pk), reason=_given(reason), closed_by=by.person,
                closed_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_("评论已经关闭。")) from error
    threads.changed(thing._meta.label_lower, thing.pk)
    record("thread.closed", thing, by=by, reason=reason)


@transaction.atomic
def open_thread(thing, *, by):
    """The thing takes comments again."""
    require(rules.may_moderate_at(by, threads.subject_of(thing).organisation_of(thing)))
    closed = ClosedThread.objects.filter(thing=thing._meta.label_lower, thing_id=str(thing.pk))
    if not closed.delete()[0]:
        raise Refused(_("评论已经是开放的。"))
    threads.changed(thing._meta.label_lower, thing.pk)
    record("thread.opened", thing, by=by)
