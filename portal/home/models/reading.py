"""How often posts were read, by day; who read is asked nowhere."""

from django.db import models

from .post import Post


class ReadCount(models.Model):
    """How often a post was opened on a day."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reads")
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "day"], name="one_read_count_per_day")]
