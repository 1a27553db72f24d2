"""Messages on their way to people, and when the senders were last alive."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One message to one or more people; the key makes a second copy impossible."""

    key = models.CharField(max_length=120, unique=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Delivery(models.Model):
    """A notice on its way to one person through one channel: the work list of the sender."""

    class Channel(models.TextChoices):
        IN_APP = "in_app", _("站内")
        EMAIL = "email", _("电子邮件")
        SMS = "sms", _("短信")

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENDING = "sending", _("发送中")
        SENT = "sent", _("已发送")
        UNKNOWN = "unknown", _("待人工确认")
        FAILED = "failed", _("发送失败")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "person", "channel"], name="one_delivery_each_channel")
        ]
        indexes = [
            models.Index(fields=["id"], name="delivery_waiting", condition=Q(state__in=["waiting", "sending"])),
            models.Index(fields=["person", "-id"], name="delivery_in_app", condition=Q(channel="in_app")),
        ]


class TextMessage(models.Model):
    """An attempt to send a text message at once: to whose digest, when, and what went wrong. No number, no text."""

    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["digest", "at"], name="text_message_by_number")]


class Heartbeat(models.Model):
    """When beat, worker and sweep were last alive."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
