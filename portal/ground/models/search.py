"""What the one search finds."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class SearchEntry(models.Model):
    """A thing as the search knows it: from which day to which, for whom, and the grams of its title and text.

    Written only by the search itself, when the owner of the thing tells it.
    """

    thing = models.CharField(max_length=60)
    thing_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=200)
    start_on = models.DateField()
    end_on = models.DateField(null=True)
    audience = models.CharField(max_length=40)
    grams = ArrayField(models.TextField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thing", "thing_id"], name="one_search_entry_per_thing")]
        indexes = [
            GinIndex(fields=["grams"], name="search_by_grams"),
            models.Index(fields=["-start_on", "-id"], name="search_newest"),
            models.Index(fields=["kind", "-start_on", "-id"], name="search_newest_of_kind"),
        ]
