"""Photographs of the demo city's activities: some let through, some that wait to be looked at."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from events.models import Event
from members.models import Activity, Actor, Office
from portal.ground import attachments
from portal.ground.models import Attachment

from .. import actions
from . import drawing

MOST, SHOWN, EVENTS = 7, 3, 6
NAMES = ("现场", "合影", "签到台")


@transaction.atomic
def build(*, official, now):
    """The newest activities of branches bring photographs by their own contacts, who are not known yet."""
    contacts = {office.organisation_id: office for office in _contacts()}
    activities = Activity.objects.filter(organisation__in=contacts).select_related("organisation")
    for number, activity in enumerate(activities.order_by("-held_on", "-pk")[:MOST]):
        office = contacts[activity.organisation_id]
        photo = SimpleUploadedFile(f"{NAMES[number % len(NAMES)]}.jpg", drawing.hills(number + 2))
        held = attachments.keep(
            photo, owner_kind="activity", owner_id=str(activity.pk), label="现场照片",
            by=Actor(office.person, office), now=now - timedelta(hours=3 * number + 1),
        )  # fmt: skip
        if held.state == Attachment.State.HELD and number >= MOST - SHOWN:
            actions.approve_picture(held, by=official, now=now)


@transaction.atomic
def build_of_events(*, now):
    """Whoever declared a held event brings a photograph of it, before it is filed."""
    held = Event.objects.filter(state=Event.State.PUBLISHED, ends_at__lte=now).select_related(
        "organisation", "applicant"
    )
    for number, event in enumerate(held.order_by("starts_at", "pk")[:EVENTS]):
        office = Office.objects.filter(person=event.applicant, organisation=event.organisation, end_on=None).first()
        photo = SimpleUploadedFile("现场.jpg", drawing.hills(number + 4))
        attachments.keep(photo, owner_kind="event", owner_id=event.public_id, label="现场照片",
                         by=Actor(event.applicant, office), now=now)  # fmt: skip


def _contacts():
    rows = Office.objects.filter(organisation__kind="branch", end_on=None, title=Office.Title.BRANCH_SECRETARY)
    return rows.select_related("person", "organisation").order_by("pk")
