"""People who agreed to be found."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from portal.ground.dates import today

from .. import findable
from ..models import Person


@require_safe
def person_page(request, public_id):
    """What somebody agreed that others who are signed in may see of them; nobody else is there."""
    day = today()
    merged = Person.objects.filter(public_id=public_id, merged_into__in=findable.people(on=day))
    if found := merged.select_related("merged_into").first():
        return redirect("person_page", found.merged_into.public_id)
    person = get_object_or_404(findable.people(on=day).select_related("unit"), public_id=public_id)
    return render(request, "members/person_page.html", {"person": person, "facts": findable.facts_of(person, on=day)})
