"""For whom somebody stands in on a day, and who may stand in for an office."""

from .models import Deputy, Office, Person


def offices_stood_in_for(office, *, on):
    """Offices of the same organisation whose holder is away on the day and named this office's holder."""
    if office is None:
        return ()
    named = Deputy.objects.on(on).filter(person=office.person_id)
    mine = Office.objects.on(on).filter(organisation=office.organisation_id, deputies__in=named)
    return tuple(mine.select_related("organisation", "person").order_by("pk"))


def standing_in(offices, *, on):
    """People who stand in for one of the offices on the day, and are themselves in office there."""
    named = Deputy.objects.on(on).filter(office__in=offices)
    colleagues = Office.objects.on(on).filter(organisation__in=offices.values("organisation")).values("person")
    return Person.objects.filter(pk__in=named.values("person"), is_active=True).filter(pk__in=colleagues)


def colleagues_of(office, *, on):
    """Who could stand in for the office: others in office at the same organisation on the day."""
    held = Office.objects.on(on).filter(organisation=office.organisation_id).exclude(title__in=Office.ADMINISTRATORS)
    return (
        Person.objects.filter(pk__in=held.values("person"), is_active=True).exclude(pk=office.person_id).order_by("pk")
    )
