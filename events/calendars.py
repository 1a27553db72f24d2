"""An event for somebody's calendar (RFC 5545)."""

from datetime import UTC

from icalendar import Calendar, Event

PRODUCT = "-//Science Workers Home//Events//ZH"


def calendar(events, *, name, addresses):
    """The bytes of a calendar of some events; `addresses` maps an event's primary key to its page."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for event in events:
        made.add_component(_entry(event, addresses[event.pk]))
    return made.to_ical()


def _entry(event, address):
    entry = Event()
    entry.add("uid", f"{event.public_id}@events")
    entry.add("dtstamp", event.published_at.astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.ends_at.astimezone(UTC))
    entry.add("summary", event.name)
    entry.add("location", event.venue or event.online_at)
    entry.add("description", event.organisation.name)
    entry.add("url", address)
    entry.add("status", "CANCELLED" if event.state == "cancelled" else "CONFIRMED")
    return entry
