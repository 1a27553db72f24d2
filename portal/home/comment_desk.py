"""What the desk shows of comments: the way to the moderation desk, and how much waits there."""

from django.urls import reverse

from portal.ground import desk

from . import comment_rules as rules
from . import queue


def menu(actor):
    if rules.may_see_queue(actor):
        yield desk.entry("审核台", "moderation_queue")


def counts(actor):
    if rules.may_see_queue(actor):
        yield desk.Count("审核台待处理", sum(queue.counts(actor).values()), reverse("moderation_queue"))
