"""Who came and went and who renewed, as figures and as the rows behind them; late reviews by reviewer."""

import itertools
import json
import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from members import actions, late_reviews, movement
from members.models import Application, Deputy, Exit, MembershipPeriod, Office, ReviewStep, Status
from members.models.leaving import ExitCut
from members.movement import CAME, GONE, Span
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
YEAR = Span(date(2025, 12, 1), TODAY)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def society(city):
    return factory.society(city)


@pytest.fixture
def many(society):
    """One there all along, one come and one gone in March, one come and gone within May, one renewed in June, one in August
    whose grace is over, one who left before the end; and one renewed after the grace."""
    regular, student = society.organisation.member_classes.filter(code__in=["regular", "student"]).order_by("code")
    made = {}
    for name, start, end in (
        ("stays", "2020-01-01", None), ("came", "2026-03-10", None), ("gone", "2024-03-10", "2026-03-10"),
        ("both", "2026-05-02", "2026-05-20"), ("renewed", "2025-06-10", "2026-06-10"),
        ("lapsed", "2025-03-01", "2026-03-20"), ("left", "2024-01-01", "2026-08-01"), ("late", "2025-01-01", "2026-01-01"),
    ):  # fmt: skip
        made[name] = societies.member(
            society, member_class=student if name == "lapsed" else regular,
            start_on=date.fromisoformat(start), end_on=date.fromisoformat(end) if end else None,
        )  # fmt: skip
    follow(made["renewed"], regular, "2026-06-10", "2027-06-10")
    follow(made["late"], regular, "2026-10-01", "2027-10-01")
    period = made["left"].periods.get()
    left = Exit.objects.create(
        membership=made["left"], kind=Status.WITHDRAWN.value, end_on=period.end_on, recorded_at=NOW,
        recorded_by=Office.objects.filter(organisation=society.organisation).first().person,
    )  # fmt: skip
    ExitCut.objects.create(exit=left, period=period, end_on=date(2027, 1, 1))
    return made


def follow(membership, member_class, start, end):
    MembershipPeriod.objects.create(
        membership=membership,
        member_class=member_class,
        start_on=date.fromisoformat(start),
        end_on=date.fromisoformat(end),
    )


def test_months_count_who_is_a_member_at_their_end_and_was_not_before(many, society):
    months = {one.span.first.month: one for one in movement.by_month([society.pk], last=TODAY)}

    assert len(months) == 12
    assert months[11].span == Span(date(2026, 11, 1), TODAY)
    assert (months[3].came, months[3].gone, months[3].net) == (1, 2, -1)
    assert (months[5].came, months[5].gone) == (0, 0)
    assert (months[6].came, months[6].gone) == (0, 0)
    assert (months[8].came, months[8].gone) == (0, 1)
    held = [one.held for one in movement.by_month([society.pk], last=TODAY)]
    nets = [one.net for one in movement.by_month([society.pk], last=TODAY)]
    assert [later - earlier for earlier, later in itertools.pairwise(held)] == nets[1:]
    assert held[-1] == 4


def test_every_count_is_the_count_of_its_rows(many, society):
    for one in movement.by_month([society.pk], last=TODAY):
        for way, count in ((CAME, one.came), (GONE, one.gone)):
            assert movement.memberships([society.pk], way, one.span).count() == count
    assert set(movement.memberships([society.pk], GONE, Span(date(2026, 3, 1), date(2026, 3, 31)))) == {
        many["gone"], many["lapsed"],
    }  # fmt: skip
    year = movement.by_organisation([society.pk], YEAR)[society.pk]
    assert year == {way: movement.memberships([society.pk], way, YEAR).count() for way in (CAME, GONE)}


def test_renewals_are_periods_ended_in_the_span_that_another_follows_within_the_grace(many, society):
    found = {
        name: (ended, renewed)
        for name, ended, renewed in movement.renewals([society.pk], YEAR, by="member_class__name")
    }

    assert found == {"普通会员": (4, 1), "学生会员": (1, 0)}
    renewed = movement.ended([society.pk], YEAR).filter(goes_on=True)
    assert [one.membership for one in renewed] == [many["renewed"]]
    assert many["left"].periods.get() not in movement.ended([society.pk], YEAR)
    assert movement.renewals([society.pk], YEAR, by="membership__organisation") == [(society.pk, 5, 1)]


def test_a_societys_own_grace_says_whether_a_period_was_followed_in_time(many, society, city):
    terms = {"window": 60, "grace": 300, "awaits_dues": False, "start_on": TODAY, "source": "决议"}
    actions.change_renewal_terms(society.organisation, **terms, by=city.president, now=NOW)

    renewed = movement.ended([society.pk], YEAR).filter(goes_on=True)

    assert {one.membership for one in renewed} == {many["renewed"], many["late"]}


def drawn(page, name):
    return json.loads(re.search(rf'<script id="{name}" type="application/json">(.+?)</script>', page)[1])


def test_each_figure_of_the_page_leads_to_as_many_rows(client, city, many, society):
    enter(client, city.general)
    page = client.get(reverse("member_movement", args=["A06"])).content.decode()

    links = re.findall(r'<a href="(/desk/societies/A06/movement/rows/[^"]+)">([\d,]+)</a>', page)
    assert len(links) == 10
    for address, count in links:
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.context["page"].paginator.count == int(count), address
    assert drawn(page, "months")["values"][-1] == 4
    assert client.get(reverse("movement_rows", args=["A06"]), {"what": "nonsense"}).status_code == 404


def test_the_association_sees_every_society_and_exports_what_is_shown(client, city, many):
    other = factory.society(city, code="B01", name="遵义市化学会")
    enter(client, city.official)

    page = client.get(reverse("all_member_movement")).content.decode()
    book = load_workbook(BytesIO(b"".join(client.get(reverse("all_member_movement"), {"export": "xlsx"}))))

    assert page.index("遵义市物理学会</a>") < page.index("遵义市化学会</a>")
    rows = [row[:8] for row in book["各学会"].values if row[0] == "遵义市物理学会"]
    assert rows == [("遵义市物理学会", 4, 1, 3, -2, 5, 1, 0.2)]
    assert str(other) in [row[0] for row in book["各学会"].values]
    assert enter(client, city.general).get(reverse("all_member_movement")).status_code == 403


def test_the_page_takes_the_same_queries_however_many_there_are(client, city, society, django_assert_num_queries):
    enter(client, city.official)
    client.get(reverse("all_member_movement"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("all_member_movement"))
    other, regular = factory.society(city, code="B01", name="遵义市化学会"), society.organisation.member_classes.first()
    for number in range(3):
        societies.member(society, member_class=regular, start_on=date(2026, 3, 1 + number))
    societies.member(
        other, member_class=other.organisation.member_classes.first(), start_on=date(2025, 1, 1), end_on=TODAY
    )

    with django_assert_num_queries(len(few)):
        client.get(reverse("all_member_movement"))


@pytest.fixture
def late(city, society):
    """Two first reviews and one final one, all past their day."""
    factory.submitted(society, factory.person(1))
    factory.submitted(society, factory.person(2))
    factory.passed(society, factory.person(3), city)
    ReviewStep.objects.update(due_on=TODAY - timedelta(days=1))
    return [society.pk]


def test_late_reviews_are_counted_with_everybody_who_may_decide_them(late, city, society):
    reviewers, left = late_reviews.by_reviewer(late, on=TODAY)

    counts = {one.office.title: one.count for one in reviewers}
    steps = late_reviews.late(late, on=TODAY)
    assert counts == {one.office.title: steps.filter(late_reviews.of_office(one.office)).count() for one in reviewers}
    assert counts["assistant"] == 2
    assert counts["secretary_general"] >= 1
    assert left == 0
    assert late_reviews.by_organisation(late, on=TODAY) == {society.pk: 3}


def test_late_reviews_nobody_may_decide_and_deputies_are_shown(client, late, city):
    general = city.general.office
    Deputy.objects.create(
        office=general, person=city.president.person, start_on=TODAY, end_on=TODAY + timedelta(days=3), named_at=NOW
    )
    Office.objects.filter(pk=city.assistant.office.pk).update(end_on=TODAY)
    enter(client, city.general)

    page = client.get(reverse("admission_figures", args=["A06"])).content.decode()

    rows = dict(
        re.findall(r'<a href="(/desk/societies/A06/applications/\?age=late&amp;reviewer=[^"]+)">(\d+)</a>', page)
    )
    assert rows
    for address, count in rows.items():
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.context["page"].paginator.count == int(count), address
    assert any(address.endswith("nobody") for address in rows) or "没有人在任" not in page
    assert "president" in page
    unknown = client.get(reverse("application_list", args=["A06"]), {"reviewer": "x"})
    assert unknown.context["page"].paginator.count == 0


def test_the_association_sees_late_reviews_by_society(client, late, city):
    factory.society(city, code="B01", name="遵义市化学会")
    enter(client, city.official)

    page = client.get(reverse("all_admission_figures")).content.decode()
    export = load_workbook(BytesIO(b"".join(client.get(reverse("all_admission_figures"), {"export": "xlsx"}))))

    assert drawn(page, "late")["categories"] == ["遵义市物理学会"]
    assert drawn(page, "late")["values"] == [3]
    assert ("遵义市物理学会", 3) in [row[:2] for row in export["按学会"].values]
    assert Application.objects.filter(state="submitted").count() == 3
