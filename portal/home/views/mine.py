"""个人中心: what waits for me, what I belong to, what I did and what was told to me; panels of every floor."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.ground import mine
from portal.ground.models import Delivery, JournalEntry
from portal.ground.verbs import words_of

MOST = 6


@require_safe
def home(request):
    """The page of the person who looks."""
    person = request.user
    told = Delivery.objects.filter(person=person, channel="in_app", state="sent").select_related("notice")
    done = list(JournalEntry.objects.filter(person=person).order_by("-id")[:MOST])
    for entry in done:
        entry.words = words_of(entry.verb)
    return render(request, "home/home.html", {
        "person": person, "waiting": mine.waiting(request.actor), "notices": told.order_by("-id")[:MOST], "done": done,
    })  # fmt: skip
