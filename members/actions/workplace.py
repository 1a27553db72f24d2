"""Units on people's records change; who worked where on which day stays."""

from django.db.models import Exists, F, OuterRef, Q

from ..models import Person, Workplace

BATCH = 2000


def keep_workplaces(people, *, on):
    """The units of these people were just written: what is another unit now ends on the day, what is new begins.

    Inside the transition that wrote them, any number of people with three statements.
    """
    mine = Workplace.objects.filter(person__in=people, end_on=None)
    gone = mine.filter(Q(person__unit=None) | ~Q(unit=F("person__unit")))
    Workplace.objects.filter(pk__in=gone.values("pk"), start_on__gt=on).delete()  # was to begin later and never did
    Workplace.objects.filter(pk__in=gone.values("pk")).update(end_on=on)
    open_one = Workplace.objects.filter(person=OuterRef("pk"), end_on=None)
    new = Person.objects.filter(pk__in=people).exclude(unit=None).exclude(Exists(open_one))
    Workplace.objects.bulk_create(
        (Workplace(person_id=person, unit_id=unit, start_on=on) for person, unit in new.values_list("pk", "unit")),
        batch_size=BATCH,
    )
