"""What of a person's rows goes when the person is forgotten; each takes the rows, whose they are, and the moment."""

from datetime import timedelta

from portal.ground import attachments, dated, outbox
from portal.ground.dates import local_day
from portal.ground.models import Notice

from .. import applying, helping
from ..models import Application, MergeRow, Statement, UnitApplication
from ..statements import PHONE
from .statement import forget_statements

OF_CONTACT = ("contact", PHONE)


def forget_old_notices(*, now):
    """Messages are kept as long as the standard says; returns how many went."""
    return outbox.forget_before(now - timedelta(days=int(dated.value("notice.days", on=local_day(now)))))


def delete(rows, person, now):
    """Rows that are of no use to anybody else."""
    rows.delete()


def empty(**values):
    """Rows that stay as facts, without what names the person."""
    return lambda rows, person, now: rows.update(**values)


def notices(rows, person, now):
    """Messages to this person alone go with their text; of those to many only that this person was told."""
    told = list(rows.values_list("notice", flat=True))
    rows.delete()
    Notice.objects.filter(pk__in=told, deliveries=None).delete()


def helped(rows, person, now):
    """The paper with their signature and what it rested on."""
    attachments.forget(helping.OWNER, list(rows.values_list("public_id", flat=True)), now=now)
    rows.update(evidence="", code_digest="")


def merges(rows, person, now):
    """What was remembered of records merged into theirs goes, and so do those records the next time."""
    MergeRow.objects.filter(merge__in=rows).update(before={}, after={})
    rows.update(lines=[], evidence="", undone_reason="")
    person.merged_records.filter(closed_at=None).update(closed_at=person.closed_at)


def applications(rows, person, now):
    """What they said, and the papers brought with them; that somebody applied and what was decided stays."""
    mine = Application.objects.filter(person=person)
    forget_statements(mine, now=now)
    attachments.forget(applying.OWNER, list(mine.values_list("public_id", flat=True)), now=now)
    _forget_contact(person)


def _forget_contact(person):
    """What a unit or an organisation said of itself stays; who handed it in for them, and their phone, do not."""
    handed_in = Statement.objects.filter(application__applicant=person, application__person=None)
    for statement in handed_in:
        statement.said = [line | {"text": ""} if line["key"] in OF_CONTACT else line for line in statement.said]
    Statement.objects.bulk_update(handed_in, ["said"])
    UnitApplication.objects.filter(application__applicant=person).update(position="")
