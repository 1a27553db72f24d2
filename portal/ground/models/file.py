"""Files somebody brought: to be imported, or to be kept with a thing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .naming import new_public_id


class ImportBatch(models.Model):
    """A file somebody brought: previewed, then confirmed as a whole or not at all; undone while nothing depends on it."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", _("待确认")
        CONFIRMED = "confirmed", _("已导入")
        UNDONE = "undone", _("已撤销")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    kind = models.CharField(max_length=20)
    city_code = models.CharField(max_length=4, blank=True)
    options = models.JSONField(default=dict)
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEWED)
    summary = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    undo = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)


class Attachment(models.Model):
    """An uploaded file under a random name; the owner app says who may read it.

    A picture that others see without a review of its own may wait to be looked at, and may be hidden: see attachments.
    """

    class State(models.TextChoices):
        SHOWN = "", _("已显示")
        HELD = "held", _("待审核")
        HIDDEN = "hidden", _("已隐藏")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    owner_kind = models.CharField(max_length=40)
    owner_id = models.CharField(max_length=40)
    label = models.CharField(_("材料名称"), max_length=60)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    state = models.CharField(
        _("状态"), max_length=6, choices=State.choices, blank=True, default=State.SHOWN, db_default=State.SHOWN
    )
    state_reason = models.CharField(_("处理理由"), max_length=200, blank=True, default="", db_default="")
    waiting_since = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="held_pictures_wait",
                condition=models.Q(state="held", waiting_since__isnull=False, due_on__isnull=False)
                | (~models.Q(state="held") & models.Q(waiting_since=None, due_on=None)),
            )
        ]
        indexes = [
            models.Index(fields=["owner_kind", "owner_id"], name="attachment_by_owner"),
            models.Index(fields=["waiting_since"], name="attachment_waiting", condition=models.Q(state="held")),
        ]

    @property
    def is_picture(self):
        """Is there a small preview of it?"""
        return self.content_type.startswith("image/")
