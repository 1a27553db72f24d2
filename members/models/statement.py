"""What an application said each time it was handed in, kept as it was said."""

from django.db import models

from .membership import Application


class StatementQuerySet(models.QuerySet):
    def kept(self):
        """Those whose words have not been erased."""
        return self.filter(forgotten_at=None)


class Statement(models.Model):
    """What stood in an application when it was handed in, in words; never changed, erased when its time is over.

    `said` is a list of mappings in the order of the form: key, label, text, and `sum` where equal texts may differ.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="statements")
    round = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField()
    said = models.JSONField(default=list)
    forgotten_at = models.DateTimeField(null=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "round"], name="one_statement_per_round")]
