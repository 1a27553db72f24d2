"""A society takes its old roster over: everybody with a number of its own and the old one kept, or nobody."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from members import people_import
from members.models import Membership, MembershipPeriod, Person, RosterClaim
from portal.ground.errors import Refused
from portal.ground.models import Delivery, ImportBatch, JournalEntry
from societies import actions, reports, takeover
from societies.actions import roster
from tests.entering import enter
from tests.factories import joining as factory
from tests.factories import societies
from tests.factories.city import NOW
from tests.racing import AT_ONCE, at_once

UNTIL = date(2026, 12, 31)


@pytest.fixture
def society(city):
    return factory.society(city)


def claim(number, society_name="遵义市物理学会", **fields):
    batch = ImportBatch.objects.get_or_create(kind="people", defaults={"created_at": NOW})[0]
    person = Person.objects.create_user(f"r{number}", name=f"老会员{number}")
    said = {"former_number": f"旧{number}", "member_class": "普通会员", "joined_on": date(2010, 1, number)}
    return RosterClaim.objects.create(person=person, society_name=society_name, batch=batch, **said | fields)


def classes(society):
    return {one.name: one for one in takeover.classes_of(society, on=NOW.date())}


def take_over(society, by, **changes):
    chosen = {"classes": classes(society), "until": UNTIL} | changes
    return actions.take_roster_over(society, **chosen, by=by, now=NOW)


@pytest.mark.django_db
def test_take_roster_over_makes_members_in_the_order_they_joined(city, society):
    claim(2, paid_until=date(2027, 6, 30))
    claim(1, member_class="荣誉会员")
    claim(3, joined_on=None)
    claim(4, society_name="遵义市化学会")

    take_over(society, city.general)

    told = Membership.objects.order_by("number").values_list(
        "number", "former_number", "person__name", "periods__start_on", "periods__end_on"
    )
    assert list(told) == [
        ("A060010001H", "旧1", "老会员1", date(2010, 1, 1), None),
        ("A060010002M", "旧2", "老会员2", date(2010, 1, 2), date(2027, 7, 1)),
        ("A060010003M", "旧3", "老会员3", NOW.date(), date(2027, 1, 1)),
    ]
    assert RosterClaim.objects.filter(membership=None).get().society_name == "遵义市化学会"
    assert JournalEntry.objects.get(verb="roster.taken_over").detail == {"people": 3, "numbered": 3}
    assert Delivery.objects.filter(notice__subject="遵义市物理学会已确认您的会籍").count() == 3
    assert Membership.objects.numbered("旧2").get().person.name == "老会员2"


@pytest.mark.django_db
def test_whoever_is_a_member_already_keeps_the_membership_and_gets_the_old_number(city, society):
    one = claim(1)
    membership = societies.member(society, one.person, member_class=classes(society)["普通会员"])

    take_over(society, city.general)

    membership.refresh_from_db()
    one.refresh_from_db()
    assert (membership.former_number, one.membership, MembershipPeriod.objects.count()) == ("旧1", membership, 1)


@pytest.mark.django_db
def test_a_roster_taken_over_shows_at_once_in_the_head_counts_that_are_kept(
    city, society, django_capture_on_commit_callbacks
):
    assert reports.kept_headcounts(on=NOW.date()).get(society.pk, 0) == 0
    claim(1)

    with django_capture_on_commit_callbacks(execute=True):
        take_over(society, city.general)

    assert reports.kept_headcounts(on=NOW.date())[society.pk] == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"member_class": "理事"}, "有 1 人还不能接收，第一个是老会员2：没有对应的会员类别。"),
        ({"former_number": "旧1"}, "有 2 人还不能接收，第一个是老会员1：原会员号与别人重复。"),
        ({"paid_until": date(2009, 1, 1)}, "会费缴至早于入会日期。"),
    ],
)
def test_take_roster_over_is_all_or_nothing(city, society, fields, sentence):
    claim(1)
    claim(2, **fields)

    with pytest.raises(Refused, match=sentence):
        take_over(society, city.general)
    assert not Membership.objects.exists()
    assert RosterClaim.objects.filter(membership=None).count() == 2


@pytest.mark.django_db
def test_take_roster_over_refuses_when_there_is_nothing_and_forbids_all_but_two(city, society):
    with pytest.raises(Refused, match="名册里没有等待确认的人。"):
        take_over(society, city.president)
    claim(1)
    for who in ("assistant", "official", "worker"):
        with pytest.raises(PermissionDenied):
            take_over(society, city.actors[who])


@pytest.mark.django_db
def test_an_import_whose_people_were_taken_over_is_not_undone(city, society):
    one = claim(1)
    take_over(society, city.general)
    one.batch.undo = {"created": {"person": [one.person_id], "claim": [one.pk]}}

    with pytest.raises(Refused, match="其中有 1 人的会籍已由学会接收，不能撤销。"):
        people_import.undo(one.batch)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_roster_taken_over_many_times_at_once_is_taken_over_once(city):
    society = factory.society(city)
    for number in range(1, 6):
        claim(number)

    done, refused = at_once(lambda: take_over(society, city.general))

    assert (done, refused, Membership.objects.count()) == (1, AT_ONCE - 1, 5)
    assert JournalEntry.objects.filter(verb="roster.taken_over").count() == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_roster_would_be_taken_over_twice(city, monkeypatch):
    """The control: everybody sees the claims waiting before anybody has written; only the unique rows stop them."""
    society = factory.society(city)
    claim(1)
    gate = threading.Barrier(AT_ONCE, timeout=20)
    monkeypatch.setattr(roster.takeover, "claims_of", lambda society: _Unlocked(society, gate))

    with pytest.raises(Exception, match="one_membership_each"):
        at_once(lambda: take_over(society, city.general))


class _Unlocked:
    def __init__(self, society, gate):
        self.society, self.gate = society, gate

    def select_for_update(self, **options):
        found = list(RosterClaim.objects.filter(membership=None).select_related("person"))
        self.gate.wait()
        return found


# The page


@pytest.mark.django_db
def test_the_page_shows_what_would_happen_and_then_it_happens(client, city, society, time_machine):
    time_machine.move_to(NOW)
    claim(1)
    claim(2, member_class="理事")
    enter(client, city.general)
    address = reverse("roster_takeover", args=["A06"])
    page = client.get(address)
    assert (page.context["count"], len(page.context["wrong"])) == (2, 1)
    assert "没有对应的会员类别" in page.content.decode()
    keys = {name: key for key, name in page.context["form"].names.items()}
    regular = classes(society)["普通会员"]
    data = {"until": "2026-12-31", keys["普通会员"]: regular.pk}

    assert "有 1 处需要修改" in client.post(address, data).content.decode()
    data[keys["理事"]] = regular.pk
    assert client.get(address, data).context["wrong"] == []
    assert not Membership.objects.exists()
    answer = client.post(address, data, follow=True).content.decode()

    assert "已接收 2 人" in answer
    assert "旧1" in answer
    assert "没有等待确认的名册" in client.get(address).content.decode()


@pytest.mark.django_db
def test_the_page_is_for_the_president_and_the_secretary_general(client, city, society):
    address = reverse("roster_takeover", args=["A06"])
    for who, status in {"general": 200, "president": 200, "assistant": 403, "official": 403, "worker": 404}.items():
        assert enter(client, city.actors[who]).get(address).status_code == status


@pytest.mark.django_db
def test_the_page_takes_the_same_few_queries_however_long(client, city, society, django_assert_max_num_queries):
    for number in range(1, 25):
        claim(number)
    enter(client, city.general)
    address = reverse("roster_takeover", args=["A06"])
    client.get(address)

    with django_assert_max_num_queries(14):
        client.get(address)
