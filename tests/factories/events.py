"""Events: the smallest valid rows and no surprises."""

from datetime import timedelta

from django.utils import timezone

from events.models import Event
from members.models import Actor, Person

TYPED = {
    "name": "喀斯特的水去哪儿了", "theme": "", "about": "一场雨落在石灰岩上。", "kind": "lecture", "form": "on_site", "label": "",
    "audiences": ["all"], "region_code": "520302", "venue": "市科技馆报告厅", "online_at": "", "speakers": "", "co_hosts": "",
    "contact": "", "admits": "everybody", "capacity": 2, "expected": None, "is_funded": False,
}  # fmt: skip


def times(now=None):
    """Registration runs from yesterday until the day after tomorrow; the event lies two days on."""
    now = now or timezone.now()
    hour = timedelta(hours=1)
    return {
        "opens_at": now - 24 * hour,
        "closes_at": now + 48 * hour,
        "starts_at": now + 48 * hour,
        "ends_at": now + 50 * hour,
    }


def event(organisation, applicant, **fields):
    """A published event with two places."""
    moment = timezone.now()
    published = {"state": "published", "submitted_at": moment, "published_at": moment}
    rows = TYPED | times() | published | {"organisation": organisation, "applicant": applicant}
    return Event.objects.create(**rows | fields)


def people(count, **fields):
    """Science workers acting for themselves, without a phone unless one is named."""
    return [
        Actor(Person.objects.create_user(f"comer{number}", name=f"来宾{number}", **fields)) for number in range(count)
    ]
