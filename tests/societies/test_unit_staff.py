"""Staff of unit members: invited by link, code or list, each told once; how many joined, with the rows behind the number."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from members import actions as people
from members.actions.workplace import keep_workplaces
from members.models import Delegate, Membership, Person, Unit, UnitMerger, Workforce, Workplace
from portal.ground.errors import Refused
from portal.ground.models import Delivery
from societies import actions, staff
from societies.models import Invitation, InvitedStaff
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def society(city):
    return factory.society(city)


@pytest.fixture
def contact(city):
    return factory.person()


@pytest.fixture
def membership(society, contact):
    """The unit people of the factory work at is a member; the first of them acts for it."""
    member_class = societies.member_class(society, "unit", name="单位会员", subject="unit", letter="U")
    made = societies.member(society, unit=contact.person.unit, member_class=member_class)
    Delegate.objects.create(membership=made, role="contact", person=contact.person, start_on=TODAY)
    return made


def employed(number, society, *, since=TODAY, is_member=True):
    person = factory.person(number).person
    keep_workplaces([person.pk], on=since)
    if is_member:
        member_class = society.organisation.member_classes.get(code="regular")
        societies.member(society, person, member_class=member_class)
    return person


def counted(membership, day):
    """The number of the list and the rows behind it, which agree."""
    listed = staff.with_staff(Membership.objects.filter(pk=membership.pk), on=day).get()
    rows = staff.joined_staff(membership, on=day)
    assert listed.staff == rows.count()
    return listed.staff


def test_staff_are_counted_by_where_they_worked_and_what_they_were_on_the_day(society, membership):
    moved = employed(2, society, since=TODAY - timedelta(days=50))
    employed(3, society, since=TODAY - timedelta(days=10))
    employed(4, society, is_member=False)
    other = Unit.objects.create(kind="enterprise", name="另一家公司", region_code="520302")
    moved.unit = other
    moved.save()
    keep_workplaces([moved.pk], on=TODAY - timedelta(days=5))

    days = (60, 20, 8, 5, 0)
    assert [counted(membership, TODAY - timedelta(days=one)) for one in days] == [0, 1, 2, 1, 1]
    UnitMerger.objects.create(unit=other, into=membership.unit, merged_on=TODAY)
    assert [counted(membership, TODAY - timedelta(days=one)) for one in (1, 0)] == [1, 2]


def test_the_share_is_of_what_the_unit_said_by_the_day(membership, contact):
    stated = {"membership": membership, "said_by": contact.person}
    Workforce.objects.create(count=40, start_on=TODAY - timedelta(days=9), **stated)
    Workforce.objects.create(count=30, start_on=TODAY, **stated)
    found = [
        staff.with_staff(Membership.objects.filter(pk=membership.pk), on=day).get().workers
        for day in (TODAY - timedelta(days=10), TODAY - timedelta(days=1), TODAY)
    ]
    assert found == [None, 40, 30]
    assert [staff.percent(*pair) for pair in ((1, None), (0, 40), (1, 16), (3, 40))] == [None, "0.0%", "6.3%", "7.5%"]


def test_whoever_says_another_unit_is_kept_at_both_with_their_days(city, contact):
    person = contact.person
    keep_workplaces([person.pk], on=date(2020, 1, 1))
    Unit.objects.create(kind="enterprise", name="新单位", region_code="520302")

    people.confirm_profile(person, {"unit": "新单位"}, by=contact, now=NOW)

    rows = Workplace.objects.filter(person=person).order_by("start_on").values_list("unit__name", "start_on", "end_on")
    assert list(rows) == [("遵义某大学", date(2020, 1, 1), TODAY), ("新单位", TODAY, None)]
    people.confirm_profile(person, {"unit": "没有登记的单位"}, by=contact, now=NOW + timedelta(days=1))
    assert not Workplace.objects.on(TODAY + timedelta(days=1)).filter(person=person).exists()


def test_each_unit_member_has_one_link_made_by_its_contact_or_the_society(city, membership, contact):
    first = actions.invite_staff_of(membership, by=contact, now=NOW)
    assert actions.invite_staff_of(membership, by=city.assistant, now=NOW) == first
    for by in (factory.person(9), city.official):
        with pytest.raises(PermissionDenied):
            actions.invite_staff_of(membership, by=by, now=NOW)
    membership.periods.update(end_on=TODAY)
    with pytest.raises(Refused, match="会籍现在无效"):
        actions.invite_staff_of(membership, by=contact, now=NOW)


def test_who_follows_the_link_finds_the_unit_filled_in_and_the_application_remembers(
    client, city, society, membership, contact
):
    invitation = actions.invite_staff_of(membership, by=contact, now=NOW)
    way = client.get(reverse("invitation", args=[invitation.public_id])).url
    assert 'value="遵义某大学"' in client.get(way).content.decode()
    person = factory.person(5, unit=None)
    enter(client, person)
    page = client.get(way)
    assert page.context["unknown"].fields["unit"].initial == "遵义某大学"
    said = {"name": "申请人5", "unit": "遵义某大学", "member_class": "regular", "years": "1", "submit": "1"}
    client.post(way, said)
    assert person.person.applications.get().invited.invitation == invitation


def sheet(tmp_path, rows, header=("姓名", "手机")):
    book = Workbook()
    for row in (header, *rows):
        book.active.append(row)
    path = tmp_path / "staff.xlsx"
    book.save(path)
    return SimpleUploadedFile("staff.xlsx", path.read_bytes())


def bring(client, membership, upload):
    return client.post(reverse("staff_import", args=[membership.public_id]), {"file": upload}, follow=True)


def confirm(client, page):
    batch = page.context["batch"]
    address = reverse("staff_import_confirm", args=[page.context["membership"].public_id, batch.public_id])
    return client.post(address, follow=True)


def test_a_list_tells_everybody_once_whoever_brings_it_however_often(
    client, city, society, membership, contact, tmp_path
):
    known, member = factory.person(7).person, employed(8, society)
    rows = [("新同事", "13700000001"), (known.name, known.phone), (member.name, member.phone)]
    enter(client, contact)

    page = bring(client, membership, sheet(tmp_path, rows))
    assert not InvitedStaff.objects.exists()
    assert "已向 2 人发出邀请" in confirm(client, page).content.decode()

    new = Person.objects.get(phone="13700000001")
    assert (new.unit, new.has_usable_password()) == (membership.unit, False)
    word = "遵义某大学邀请您加入遵义市物理学会"
    assert Delivery.objects.filter(notice__subject=word, channel="sms").count() == 2
    again = bring(client, membership, sheet(tmp_path, [*rows, ("又一位", "13700000002")]))
    assert again.context["batch"].summary == {"create": 1, "update": 0, "unchanged": 3, "wrong": 0}
    confirm(client, again)
    assert "已经处理过" in confirm(client, again).content.decode()
    told = Delivery.objects.filter(notice__subject=word, channel="sms").values_list("person", flat=True)
    assert len(told) == len(set(told)) == 3
    assert "按名单已邀请 3 人" in client.get(reverse("unit_member", args=[membership.public_id])).content.decode()


def test_a_wrong_list_says_which_row_and_tells_nobody(client, membership, contact, tmp_path):
    enter(client, contact)
    page = bring(client, membership, sheet(tmp_path, [("甲", "13700000001"), ("乙", "13700000001"), ("丙", "123")]))
    assert page.context["batch"].summary["wrong"] == 2
    assert "与第 2 行重复" in page.content.decode()
    errors = reverse("staff_import_file", args=[membership.public_id, page.context["batch"].public_id])
    assert client.get(errors).status_code == 200
    confirm(client, page)
    assert not InvitedStaff.objects.exists()


def test_the_societys_list_of_unit_members_leads_to_the_rows(client, city, society, membership):
    employed(2, society)
    enter(client, city.general)
    page = client.get(reverse("unit_member_list", args=["A06"])).content.decode()
    rows = reverse("unit_staff", args=[membership.public_id])
    assert rows in page
    page = client.get(rows)
    assert [str(row.membership.subject) for row in page.context["page"].object_list] == ["申请人2"]


def queries(act):
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


def test_more_unit_members_take_no_more_queries(client, city, society, membership):
    enter(client, city.general)
    address = reverse("unit_member_list", args=["A06"])
    client.get(address)
    one = queries(lambda: client.get(address))
    for number in range(3):
        unit = Unit.objects.create(kind="enterprise", name=f"公司{number}", region_code="520302")
        other = societies.member(society, unit=unit, member_class=society.organisation.member_classes.get(code="unit"))
        Delegate.objects.create(
            membership=other, role="contact", person=factory.person(20 + number).person, start_on=TODAY
        )
    assert queries(lambda: client.get(address)) == one


def test_the_code_is_given_to_whoever_acts_for_the_unit(client, city, membership, contact):
    invitation = actions.invite_staff_of(membership, by=contact, now=NOW)
    assert Invitation.objects.get() == invitation
    address = reverse("staff_qr", args=[membership.public_id])
    assert enter(client, contact).get(address).content.startswith(b"\x89PNG")
    assert enter(client, factory.person(3)).get(address).status_code == 404
