"""Addresses of other sites that published texts lead to, and whether something is still there."""

from django.db import models
from django.db.models import F, Q

from .post import PostVersion

NIGHTS = 2  # a site that is away for one night is not dead


class PostLinkQuerySet(models.QuerySet):
    def shown(self):
        """Those of texts the public reads."""
        return self.filter(version__post__live=F("version"))

    def dead(self):
        """Those that led nowhere in several nights on end."""
        return self.filter(failures__gte=NIGHTS)


class PostLink(models.Model):
    """One address in a published text, which never changes; `failures` counts the nights on end it led nowhere."""

    version = models.ForeignKey(PostVersion, models.CASCADE, related_name="links")
    place = models.PositiveSmallIntegerField()
    url = models.CharField(max_length=2000)
    looked_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    why = models.CharField(max_length=40, blank=True)

    objects = PostLinkQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "place"], name="one_post_link_per_place")]
        indexes = [
            models.Index(fields=["looked_at"], name="post_link_next"),
            models.Index(fields=["version"], name="post_link_dead", condition=Q(failures__gte=NIGHTS)),
        ]
