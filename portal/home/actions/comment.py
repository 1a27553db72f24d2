"""A reader's own acts: a comment written, edited, deleted, or reported."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.ground import dated, locks, workdays
from portal.ground.ciphers import cipher
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import comment_notifications as notifications
from .. import comment_rules as rules
from .. import comment_values as values
from .. import places, screening, threads
from ..models import Ban, Comment, CommentEdit, CommentReport

State = Comment.State


def in_queue(comment, *, now):
    """It waits for a moderator from now on, unless it waited already."""
    if comment.waiting_since is None:
        days = int(dated.value(values.DECIDE_DAYS, on=local_day(now)))
        comment.waiting_since, comment.due_on = now, workdays.after(local_day(now), days)


def locked(comment):
    """The comment as it is now, for ourselves until the transaction ends."""
    rows = Comment.objects.select_for_update(of=("self",)).select_related("author", "organisation", "parent__author")
    return rows.get(pk=comment.pk)


@transaction.atomic
def write_comment(thing, *, text, shown_as, parent=None, address, by, now):
    """Say something under a thing; it is shown at once or held to be looked at. The address goes sealed to the journal."""
    require(rules.may_comment(by))
    _one_at_a_time(by.person, now=now)
    sentence = threads.why_closed(thing)
    if sentence:
        raise Refused(sentence)
    parent = _answerable(parent, thing)
    verdict = screening.screen(text, by.person, now=now)
    screening.check_pace(by.person, verdict.digest, now=now)
    comment = Comment(
        thing=thing._meta.label_lower, thing_id=str(thing.pk), author=by.person, shown_as=shown_as, parent=parent,
        organisation=threads.subject_of(thing).organisation_of(thing), text=verdict.text, digest=verdict.digest,
        place=places.place_of(address), written_at=now,
        state=State.HELD if verdict.held_for else State.SHOWN, held_for=list(verdict.held_for),
    )  # fmt: skip
    if verdict.held_for:
        in_queue(comment, now=now)
    comment.save()
    threads.changed(comment.thing, comment.thing_id)
    record("comment.written", comment, by=by, place=comment.place, held_for=comment.held_for,
           address=cipher().encrypt(address))  # fmt: skip
    if comment.state == State.SHOWN:
        notifications.comment_answered(comment)
    return comment


def _one_at_a_time(person, *, now):
    """Pace, repetition and the first comments are counted without another of the same person slipping in between."""
    locks.in_turn(f"comments of {person.pk}")
    ban = Ban.objects.at(now).filter(person=person).first()
    if ban and ban.ends_at:
        until = f"{localtime(ban.ends_at):%Y-%m-%d %H:%M}"
        raise Refused(_("您已被禁言至 %(until)s，原因：%(reason)s") % {"until": until, "reason": ban.reason})
    if ban:
        raise Refused(_("您已被禁言，原因：%(reason)s") % {"reason": ban.reason})


def _answerable(parent, thing):
    """The comment that is answered: one everybody reads, under the same thing, itself no answer."""
    if parent is None:
        return None
    found = Comment.objects.visible().of(thing).filter(pk=parent.pk).select_related("author").first()
    if found is None:
        raise Refused(_("您要回复的评论已经不在了。"))
    if found.parent_id:
        raise Refused(_("只能回复评论，不能再回复“回复”。"))
    return found


@transaction.atomic
def edit_comment(comment, *, text, address, by, now):
    """The author puts it right within some minutes; it meets the same rules as when it was written."""
    comment = locked(comment)
    require(rules.wrote(by, comment) and rules.may_comment(by))
    _one_at_a_time(by.person, now=now)
    if comment.state not in (State.SHOWN, State.HELD):
        raise Refused(_("这条评论已经不显示，不能修改。"))
    if not may_still_edit(comment, now=now):
        raise Refused(_("已超过可以修改的时间。"))
    verdict = screening.screen(text, by.person, now=now)
    if verdict.text == comment.text:
        raise Refused(_("内容没有改动。"))
    CommentEdit.objects.create(comment=comment, version=comment.version, text=comment.text, until_at=now)
    comment.text, comment.digest, comment.edited_at = verdict.text, verdict.digest, now
    comment.version += 1
    if verdict.held_for:
        comment.state = State.HELD
        comment.held_for = sorted({*comment.held_for, *verdict.held_for})
        in_queue(comment, now=now)
    comment.save(
        update_fields=["text", "digest", "edited_at", "version", "state", "held_for", "waiting_since", "due_on"]
    )
    threads.changed(comment.thing, comment.thing_id)
    record("comment.edited", comment, by=by, version=comment.version, held_for=comment.held_for,
           address=cipher().encrypt(address))  # fmt: skip
    return comment


def may_still_edit(comment, *, now):
    """Are the minutes for corrections not over yet?"""
    minutes = int(dated.value(values.EDIT_MINUTES, on=local_day(now)))
    return now - comment.written_at < timedelta(minutes=minutes)


@transaction.atomic
def withdraw_comment(comment, *, by, now):
    """The author deletes it, at any time; what was reported of it is moot."""
    comment = locked(comment)
    require(rules.wrote(by, comment))
    if comment.state in (State.WITHDRAWN, State.DELETED):
        raise Refused(_("这条评论已经删除。"))
    comment.state, comment.waiting_since, comment.due_on = State.WITHDRAWN, None, None
    comment.save(update_fields=["state", "waiting_since", "due_on"])
    comment.reports.filter(outcome="").update(outcome=CommentReport.Outcome.MOOT, decided_at=now)
    threads.changed(comment.thing, comment.thing_id)
    record("comment.withdrawn", comment, by=by)
    return comment


@transaction.atomic
def report_comment(comment, *, reason, note="", by, now):
    """A reader reports it, once; when enough have, it is not shown until somebody has looked."""
    comment = locked(comment)
    require(rules.may_report(by, comment))
    if not Comment.objects.visible().filter(pk=comment.pk).exists():
        raise Refused(_("这条评论已经不显示。"))
    try:
        with transaction.atomic():
            report = CommentReport.objects.create(
                comment=comment, reporter=by.person, reason=reason, note=note, reported_at=now
            )
    except IntegrityError as error:
        raise Refused(_("您已经举报过这条评论。")) from error
    in_queue(comment, now=now)
    count = comment.reports.filter(outcome="").count()
    if count >= int(dated.value(values.REPORTERS, on=local_day(now))):
        comment.state, comment.held_for = State.HELD, [str(Comment.Held.REPORTS)]
        notifications.comment_covered(comment, count=count)
    comment.save(update_fields=["state", "held_for", "waiting_since", "due_on"])
    threads.changed(comment.thing, comment.thing_id)
    record("comment.reported", comment, by=by, reason=report.get_reason_display(), reports=count)
    return report
