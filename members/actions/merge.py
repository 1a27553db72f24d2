"""Two records become one, or are said to be two people: asked, confirmed by a second official, undone in time."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from portal.ground import dated, kept, search
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import findable, merging
from .. import merge_notifications as notifications
from .. import merge_rules as rules
from ..merge_rows import Writer, put_back
from ..models import DistinctPair, MergeRow, Person, PersonMerge

State = PersonMerge.State
UNDO_DAYS = "merge.undo_days"


@transaction.atomic
def say_distinct(one, other, *, by, now):
    """Two records are two people: nobody is asked about the pair again."""
    first, second = locked_people(one, other)
    require(rules.may_merge(by, first, second, now=now))
    _pair, is_new = DistinctPair.objects.get_or_create(
        first=first, second=second, defaults={"said_by": by.person, "said_at": now}
    )
    if not is_new:
        raise Refused(_("已经记下，这两份记录不是同一人。"))
    for person, another in ((first, second), (second, first)):
        record("person.told_apart", person, by=by, other=another.public_id)


def locked_people(*people):
    """Both records, older first; without keeping those waiting who only point at them."""
    rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[person.pk for person in people])
    locked = list(rows.order_by("pk"))
    if len(locked) < len(people):
        raise Refused(_("请选另一份记录。"))
    return locked


def _kept_and_merged(keep, merge):
    locked = {person.pk: person for person in locked_people(keep, merge)}
    return locked[keep.pk], locked[merge.pk]


@transaction.atomic
def ask_merge(keep, merge, *, evidence, by, now):
    """Merge a record into another; where both identities were verified it waits for a second official."""
    person, other = _kept_and_merged(keep, merge)
    require(rules.may_merge(by, person, other, now=now))
    _refuse_hindered(person, other, now=now)
    if PersonMerge.objects.filter(state=State.ASKED, merged__in=(person, other)).exists():
        raise Refused(_("这份记录的合并已经在等第二人复核。"))
    merge = PersonMerge(kept=person, merged=other, evidence=evidence, asked_by=by.person, asked_at=now)
    if rules.needs_second(person, other):
        merge.state = State.ASKED
        merge.save()
        record("merge.asked", merge, by=by, evidence=evidence)
        notifications.merge_asked(merge, by, now=now)
        return merge
    return carry_out(merge, by=by, now=now)


def _refuse_hindered(person, other, *, now):
    if hindrance := rules.hindrance(person, other, on=local_day(now)):
        raise Refused(hindrance)


def _locked(merge):
    rows = PersonMerge.objects.select_for_update(of=("self",)).select_related("kept", "merged", "asked_by")
    return rows.get(pk=merge.pk)


@transaction.atomic
def confirm_merge(merge, *, by, now):
    """A second official agrees: now it is done."""
    person, other = _kept_and_merged(merge.kept, merge.merged)
    merge = _locked(merge)
    if merge.state != State.ASKED:
        raise Refused(_("这件事已经办结。"))
    require(rules.may_confirm_merge(by, merge, now=now))
    _refuse_hindered(person, other, now=now)
    merge.kept, merge.merged, merge.confirmed_by, merge.confirmed_at = person, other, by.person, now
    return carry_out(merge, by=by, now=now)


@transaction.atomic
def decline_merge(merge, *, reason, by, now):
    """The second official does not agree; whoever asked may take it back the same way."""
    merge = _locked(merge)
    if merge.state != State.ASKED:
        raise Refused(_("这件事已经办结。"))
    require(by.person.pk == merge.asked_by_id or rules.may_confirm_merge(by, merge, now=now))
    merge.state, merge.undone_by, merge.undone_at, merge.undone_reason = State.DECLINED, by.person, now, reason
    merge.save()
    record("merge.declined", merge, by=by, reason=reason)
    notifications.merge_declined(merge)
    return merge


def carry_out(merge, *, by, now):
    """Do it inside another transition, which has locked both people and asked who may."""
    days = int(dated.value(UNDO_DAYS, on=local_day(now)))
    writer = Writer(merge.kept, merge.merged, now=now)
    merge.lines = [line.as_data() for line in _move_everything(writer)]
    merge.state, merge.done_at, merge.undo_until = State.DONE, now, now + timedelta(days=days)
    merge.save()
    for row in writer.rows:
        row.merge = merge
    MergeRow.objects.bulk_create(writer.rows, batch_size=1000)
    for session in UserSession.objects.filter(user=merge.merged):
        session.end()
    _refresh(merge)
    record("merge.done", merge, by=by, evidence=merge.evidence)
    for person in (merge.kept, merge.merged):
        record("person.merged", person, by=by, kept=merge.kept.public_id, merged=merge.merged.public_id)
    notifications.merge_done(merge)
    return merge


def _move_everything(writer):
    """Every declared way, in order; the lines that say what it did."""
    lines = []
    try:
        for way in merging.ways():
            if way.how == merging.MOVES:
                lines.append(writer.move_all(way))
            elif way.how == merging.FOLDS:
                lines += way.work(writer)
            else:
                lines.append(writer.count_all(way))
    except ProtectedError as error:
        raise Refused(_("有重叠的会籍或任职被别的记录引用，不能合并，请先更正。")) from error
    return [line for line in lines if not line.is_empty]


def _refresh(merge):
    search.refresh(findable.KIND, [merge.kept_id, merge.merged_id])
    kept.changed(kept.PAGES)


def try_merge(keep, merge, *, now):
    """The lines of what merging would do: it is done and taken back, so that page and act cannot differ."""
    with transaction.atomic():
        person, other = _kept_and_merged(keep, merge)
        lines = _move_everything(Writer(person, other, now=now))
        transaction.set_rollback(True)
    return lines


@transaction.atomic
def undo_merge(merge, *, reason, by, now):
    """Two records again: every row goes back that nobody has changed since, the others are named. Returns them."""
    person, other = _kept_and_merged(merge.kept, merge.merged)
    merge = _locked(merge)
    require(rules.may_merge(by, person, now=now) and by.person.pk != other.pk)
    if merge.state != State.DONE:
        raise Refused(_("这件事已经办结。"))
    if now > merge.undo_until:
        raise Refused(_("撤销期已过，如有不符请按更正办理。"))
    if person.merged_into_id:
        raise Refused(_("保留的记录后来又并入了别的记录，请先撤销那一次合并。"))
    left = []
    for row in merge.rows.order_by("-pk"):
        if hindrance := put_back(row):
            row.hindrance = hindrance
            left.append(row)
    MergeRow.objects.bulk_update(left, ["hindrance"])
    merge.state, merge.undone_by, merge.undone_at, merge.undone_reason = State.UNDONE, by.person, now, reason
    merge.save()
    _refresh(merge)
    record("merge.undone", merge, by=by, reason=reason, left=len(left))
    for one in (person, other):
        record("person.merge_undone", one, by=by, reason=reason)
    notifications.merge_undone(merge)
    return left
