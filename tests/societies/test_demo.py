from datetime import date

import pytest
from django.db.models import Count, F
from stdnum.cn import uscc

from members.askable import FIELDS
from members.models import (
    Admission,
    Application,
    Deputy,
    MemberClass,
    Membership,
    Office,
    Person,
    ReviewStep,
    RosterClaim,
    Statement,
)
from portal.ground import regions
from portal.ground.dates import today
from societies.demo import builder
from societies.models import Invitation, InvitedApplication, Society

pytestmark = pytest.mark.django_db


def test_the_demo_city_has_sixty_societies_with_officers_classes_and_members():
    rows = regions.read_csv(regions.DATA / "regions_5201.csv")
    regions.load(rows, prefix="5201", edition="国家统计局2023年版", start_on=date(2000, 1, 1))

    societies = builder.build(city="5201", password="a-long-password")

    assert len(societies) == Society.objects.exclude(introduction="").exclude(address="").count() == 60
    assert {field for (field,) in Society.objects.values_list("field").distinct()} == set(Society.Field.values)
    assert all(uscc.is_valid(society.credit_code) for society in societies.values())
    assert {key for one in MemberClass.objects.all() for key in one.asked} <= set(FIELDS)
    assert Membership.objects.count() >= 4000
    assert Person.objects.count() > 6000
    officers = (
        Office.objects.values("organisation")
        .annotate(count=Count("pk"))
        .values_list("organisation__society__code", "count")
    )
    assert {code for code, count in officers if count == 2} == builder.SMALL
    assert dict(Admission.objects.values_list("organisation__society__code", "last_serial")) == {
        society.code: Membership.objects.filter(organisation=society.pk).count() for society in societies.values()
    }
    states = set(Application.objects.values_list("state", flat=True))
    assert states == set(Application.State.values) - {"closed"}  # no society was dissolved meanwhile
    assert {"", "passed", "returned", "rejected"} == set(ReviewStep.objects.values_list("outcome", flat=True))
    waiting = ReviewStep.objects.waiting()
    assert waiting.filter(due_on__lt=today()).exists()
    assert waiting.filter(organisation__society__code="A03", name="终审").exists()
    assert RosterClaim.objects.filter(membership=None).exists()
    secretary = Person.objects.get(username="small-secretary")
    assert secretary.check_password("a-long-password")
    assert Statement.objects.filter(round=2, application__state="submitted").count() >= 10
    assert Invitation.objects.exclude(applications=None).count() >= 10
    assert not InvitedApplication.objects.filter(application__begun_at__lt=F("invitation__made_at")).exists()
    assert Deputy.objects.on(today()).exists()
    assert Deputy.objects.filter(end_on__lte=today()).exists()
