"""The rows of a frozen quarter, grain by grain; the SELECTs they come from stand in covering.py and membering.py."""

from django.db import models

from members.models import Application, Membership, Organisation, Person, Unit

from .branch import Branch
from .quarter import QuarterReport


class Fact(models.Model):
    """A yes/no row of a frozen quarter: ids and dimensions, no names, so that retention can anonymise."""

    quarter_report = models.ForeignKey(QuarterReport, models.CASCADE, related_name="+")
    row_code = models.CharField(max_length=12)
    region_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=16)

    class Meta:
        abstract = True


class UnitFact(Fact):
    """One unit of the registers in force, and what was true of it at the cut-off."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_constraint=False)
    is_big = models.BooleanField()
    is_high_tech = models.BooleanField()
    is_non_public = models.BooleanField()
    is_covered = models.BooleanField()
    has_own = models.BooleanField()
    has_joint = models.BooleanField()
    is_effective = models.BooleanField()
    is_served = models.BooleanField()
    has_a_head = models.BooleanField()
    has_three_heads = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["quarter_report", "kind", "row_code"], name="unit_fact_by_row")]


class BranchFact(Fact):
    """One branch active at the cut-off."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_constraint=False)
    is_overdue = models.BooleanField()
    is_dormant = models.BooleanField()
    is_registered = models.BooleanField(null=True)
    members_count = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["quarter_report", "kind", "row_code"], name="branch_fact_by_row")]


class PersonFact(Fact):
    """One registered science worker or member of a society, under the region of their unit, else their own."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False)
    has_account = models.BooleanField()
    has_phone = models.BooleanField()
    has_unit = models.BooleanField()
    has_identity = models.BooleanField()
    is_member = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["quarter_report", "row_code"], name="person_fact_by_row")]


class MembershipFact(Fact):
    """One membership in a society in force at the cut-off or the day before the quarter; its kind is whose it is."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_constraint=False)
    society = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_constraint=False)
    is_in_force = models.BooleanField()
    is_new = models.BooleanField()
    is_left = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["quarter_report", "row_code"], name="membership_fact_by_row")]


class ApplicationFact(Fact):
    """One application to a society decided in the quarter, and how many days that took."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="+", db_constraint=False)
    society = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_constraint=False)
    days = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["quarter_report", "row_code"], name="application_fact_by_row")]


class SocietyFact(Fact):
    """One society that exists at the cut-off; its kind is its field."""

    society = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        indexes = [models.Index(fields=["quarter_report", "row_code"], name="society_fact_by_row")]
