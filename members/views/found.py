"""People who agreed to be found."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.ground.dates import today

from .. import findable


@require_safe
def person_page(request, public_id):
    """What somebody agreed that others who are signed in may see of them; nobody else is there."""
    day = today()
    person = get_object_or_404(findable.people(on=day).select_related("unit"), public_id=public_id)
    return render(request, "members/person_page.html", {"person": person, "facts": findable.facts_of(person, on=day)})
