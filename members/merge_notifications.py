"""What is said about records that were merged: one function per message."""

from portal.ground import outbox
from portal.ground.dates import local_day

from .models import Person
from .notifications import MAIL, holders
from .vouching import VOUCHING


def merge_asked(merge, by, *, now):
    """A second official of the same association has to agree."""
    organisation = by.office.organisation
    to = holders(VOUCHING[organisation.kind], organisation.region_code, on=local_day(now)).exclude(pk=by.person.pk)
    outbox.notify(MAIL + "merge_asked.txt", to=to, key=f"merge-asked:{merge.pk}", context={"merge": merge},
                  url=f"/desk/merges/{merge.public_id}/")  # fmt: skip


def merge_declined(merge):
    outbox.notify(MAIL + "merge_declined.txt", to=[merge.asked_by], key=f"merge-declined:{merge.pk}",
                  context={"merge": merge}, url=f"/desk/merges/{merge.public_id}/")  # fmt: skip


def merge_done(merge):
    """Whom it is about hears what was done and how to object; the notice goes to the record that was kept."""
    outbox.notify(MAIL + "merge_done.txt", to=[merge.kept], key=f"merge-done:{merge.pk}", context={"merge": merge},
                  url="/me/record/")  # fmt: skip


def merge_undone(merge):
    to = Person.objects.filter(pk__in=(merge.kept_id, merge.merged_id), is_active=True)
    outbox.notify(MAIL + "merge_undone.txt", to=to, key=f"merge-undone:{merge.pk}", context={"merge": merge},
                  url="/me/record/")  # fmt: skip
