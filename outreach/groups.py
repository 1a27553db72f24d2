"""Group members of the city's association on a day: admitted by application, or by right where a dated value says so.

Who is one by right is worked out for the day and never stored (domain.md 4: which it is, is a setting).
"""

from django.conf import settings
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from members.models import Membership, MembershipPeriod, Organisation
from portal.ground import dated
from portal.ground.dates import in_force
from societies.models import Society

from .models import Branch
from .values import BY_BRANCH, BY_SOCIETY

KINDS = (Branch.Kind.ENTERPRISE, Branch.Kind.UNIVERSITY, Branch.Kind.ALLIANCE)


def city_association():
    """The association whose group members these are, or None in an empty portal."""
    return Organisation.objects.filter(kind=Organisation.Kind.ASSOCIATION, region_code=settings.PORTAL_CITY).first()


def _societies(day):
    return Society.objects.on(day).filter(organisation__region_code__startswith=settings.PORTAL_CITY)


def _branches(day):
    return Branch.objects.on(day).within(settings.PORTAL_CITY).filter(kind__in=KINDS)


def by_right(day):
    """The condition that an organisation is a group member by right on the day; nobody is where no value says so."""
    condition = Q(pk__in=())
    if dated.value(BY_SOCIETY, on=day):
        condition |= Q(pk__in=_societies(day).values("pk"))
    if dated.value(BY_BRANCH, on=day):
        condition |= Q(pk__in=_branches(day).values("pk"))
    return condition


def may_join(organisation, *, on):
    """Is it of a kind that is taken in: a registered society, or an enterprise's or university's branch founded by the rules?"""
    society = _societies(on).filter(pk=organisation.pk).exclude(credit_code="")
    return society.exists() or _branches(on).filter(pk=organisation.pk).exists()


def is_by_right(organisation, *, on):
    return Organisation.objects.filter(by_right(on), pk=organisation.pk).exists()


def group_members(day):
    """Every group member of the day, each once, with `is_by_right`, `since` and, when admitted, `membership_id` and `number`."""
    association = city_association()
    ours = Membership.objects.filter(organisation=association, member_organisation=OuterRef("pk"))
    periods = MembershipPeriod.objects.filter(
        in_force(day), membership__organisation=association, membership__member_organisation=OuterRef("pk")
    )
    right = by_right(day)
    found = Organisation.objects.filter(Q(Exists(periods)) | right)
    return found.annotate(
        is_by_right=Case(When(right, then=Value(True)), default=Value(False)),
        since=Coalesce(
            Subquery(periods.values("start_on")[:1]), F("society__founded_on"), F("branch__filed_on"),
            output_field=DateField(),
        ),
        membership_id=Subquery(ours.values("public_id")[:1]), number=Subquery(ours.values("number")[:1]),
        is_admitted=Exists(periods),
    ).select_related("society", "branch")  # fmt: skip
