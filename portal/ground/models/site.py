"""What the association decides about its portal as a whole."""

from django.db import models


class SiteValue(models.Model):
    """One setting of the portal that was changed from what ships: a text, a switch, a list of links."""

    key = models.CharField(max_length=40, primary_key=True)
    value = models.JSONField()
