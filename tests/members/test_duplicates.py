"""Who is probably the same human being: the reasons, who is left out, who sees what, and what it costs."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import actions, duplicates
from members.duplicates import Said, likely_same
from members.models import DistinctPair, Guardianship, IdentityClaim, Person, Unit
from portal.ground.errors import Refused
from tests.entering import enter
from tests.factories.city import NOW
from tests.racing import at_once

pytestmark = pytest.mark.django_db
BORN = date(1980, 5, 1)


def person(name="王小燕", **fields):
    return Person.objects.create(username=f"d-{Person.objects.count()}", name=name, region_code="520302", **fields)


def unit(name):
    return Unit.objects.create(kind="enterprise", name=name, region_code="520302")


def found(*said):
    return {(one.ref, one.person_id): one.reasons for one in likely_same(*said)}


def claim(who, digest, state="kept"):
    return IdentityClaim.objects.create(
        person=who,
        kind="resident",
        name=who.name,
        digest=digest,
        last_four="1232",
        state=state,
        due_at=NOW,
        made_at=NOW,
    )


def test_alike_are_a_paper_a_phone_and_a_name_with_its_birth_date(city):
    first = person(phone="13912340001", born_on=BORN)
    phone = person("王晓燕", phone="13912340001")
    birth = person(born_on=BORN)
    paper = person("李四")
    claim(first, "d" * 64)
    claim(paper, "d" * 64, "contested")

    assert found() == {
        (first.pk, phone.pk): ("phone",), (first.pk, birth.pk): ("birth",), (first.pk, paper.pk): ("paper",),
    }  # fmt: skip


def test_another_surname_or_another_unit_is_somebody_else(city):
    person(phone="13912340001", born_on=BORN, unit=unit("甲厂"))
    person("李小燕", phone="13912340001")
    person(born_on=BORN, unit=unit("乙厂"))
    person(born_on=BORN, unit_text="丙厂")

    assert found() == {}


def test_the_same_is_asked_of_people_who_are_not_on_record_yet(city):
    known = person(phone="13912340001", born_on=BORN, unit_text="甲厂")
    others = [
        Said("a", "王晓燕", "13912340001"), Said("b", "王小燕", born_on=BORN), Said("c", "王小燕", born_on=BORN, unit="乙厂"),
        Said("d", "王小燕"),
    ]  # fmt: skip

    assert found(others) == {("a", known.pk): ("phone",), ("b", known.pk): ("birth",)}
    assert found([]) == {}


def test_children_merged_records_and_told_apart_pairs_are_left_out(city):
    first, other = person(born_on=BORN), person(born_on=BORN)
    child = person(born_on=BORN)
    Guardianship.objects.create(guardian=city.worker.person, child=child, relation="parent", begun_at=NOW)
    gone = person(born_on=BORN, merged_into=first)
    assert set(found()) == {(first.pk, other.pk)}
    assert gone.pk not in {pk for _ref, pk in found([Said("x", "王小燕", born_on=BORN)])}

    actions.say_distinct(other, first, by=city.official, now=NOW)

    assert found() == {}
    assert duplicates.of_person(first) == []
    assert duplicates.are_distinct(other, first)


def test_only_an_office_that_knows_both_tells_them_apart(city):
    first, other = person(born_on=BORN), person(born_on=BORN)
    for by in (city.huichuan, city.stats, city.worker, city.system):
        with pytest.raises(PermissionDenied):
            actions.say_distinct(first, other, by=by, now=NOW)

    actions.say_distinct(first, other, by=city.honghua, now=NOW)

    with pytest.raises(Refused, match="已经记下"):
        actions.say_distinct(first, other, by=city.official, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_say_it_once(city):
    first, other = person(born_on=BORN), person(born_on=BORN)

    done = at_once(lambda: actions.say_distinct(first, other, by=city.official, now=NOW))

    assert (*done, DistinctPair.objects.count()) == (1, 49, 1)


def test_the_list_shows_what_the_office_knows_masked_in_the_same_queries_however_many(client, city):
    person(born_on=BORN, phone="13912340001")
    person(born_on=BORN)
    enter(client, city.official)
    address = reverse("duplicate_list")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        page = client.get(address).content.decode()
    assert "139****0001" in page
    assert "13912340001" not in page
    for n in range(20):
        for _ in range(2):
            person(f"赵{n:02}", born_on=BORN)
    with CaptureQueriesContext(connection) as many:
        assert "共 21" in client.get(address).content.decode()

    assert len(many) == len(few) <= 20
    assert "王小燕" in enter(client, city.honghua).get(address).content.decode()
    assert "王小燕" not in enter(client, city.huichuan).get(address).content.decode()
    assert enter(client, city.worker).get(address).status_code == 403


def test_everybody_is_asked_in_one_statement_without_loops_in_loops(city):
    person(born_on=BORN)
    with CaptureQueriesContext(connection) as asked:
        likely_same()
    assert sum("WITH said" in one["sql"] for one in asked) == 1
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == ("on",)
        cursor.execute(duplicates.NESTED, ["off"])
        cursor.execute(
            "EXPLAIN " + duplicates.ALIKE.format(said=duplicates.RECORDS, papers=duplicates.PAPERS, other=">")
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Nested Loop" not in plan
