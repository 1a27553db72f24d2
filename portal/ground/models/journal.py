"""The journal and its seals."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class JournalEntry(models.Model):
    """Who did what to which thing, written in the transaction that did it. Never changed, never deleted."""

    at = models.DateTimeField(db_default=Now())
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    office = models.CharField(max_length=120, blank=True)
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=60)
    thing_id = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    transaction = models.BigIntegerField(db_default=models.Func(function="txid_current"))

    class Meta:
        indexes = [
            models.Index(fields=["thing", "thing_id", "id"], name="journal_by_thing"),
            models.Index(fields=["person", "-id"], name="journal_by_person"),
        ]


class JournalSeal(models.Model):
    """A link of the hash chain: the digest over a batch of committed entries and the seal before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField(db_default=Now())
    entry_ids = ArrayField(models.BigIntegerField())
    before_transaction = models.BigIntegerField()
    after_entry = models.BigIntegerField(db_default=0)  # entries up to here came from the server before
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
