"""Who acts in this request, and for which office: worked out once; and the answer to somebody in too much of a hurry."""

from allauth.core.exceptions import RateLimited
from django.utils.functional import SimpleLazyObject

from portal.ground.dates import today
from portal.ground.views import too_many_requests

from . import deputies
from .models import Actor, Office


def offices_of(person, *, on):
    """The offices the person holds on the day, with their organisations, in the order they were given."""
    offices = list(Office.objects.on(on).filter(person=person).select_related("organisation").order_by("pk"))
    for office in offices:
        office.person = person
    return offices


def _actor(request):
    offices = request.offices
    chosen = request.session.get("office")
    office = next((held for held in offices if held.public_id == chosen), offices[0] if offices else None)
    absent = SimpleLazyObject(lambda: deputies.offices_stood_in_for(office, on=today()))
    return Actor(request.user, office, absent)


class ActingOfficeMiddleware:
    """Gives every signed-in request its `actor` and the `offices` held today; both are read only when asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            request.offices = SimpleLazyObject(lambda: offices_of(request.user, on=today()))
            request.actor = SimpleLazyObject(lambda: _actor(request))
        return self.get_response(request)


class TooOftenMiddleware:
    """Answers the page for too many attempts where allauth only raises."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return too_many_requests(request) if isinstance(exception, RateLimited) else None
