"""People in the search: who said yes, while they mean it; what others see is what the text names."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import actions, findable
from members.actions import consent as consent_actions
from members.models import Consent, ConsentText, Person, Unit
from outreach import actions as outreach_actions
from portal.ground import finding, search
from portal.ground.models import JournalEntry, Region, SearchEntry
from tests.entering import enter
from tests.factories.city import CODE, NOW
from tests.factories.workbooks import bring, good, row_of
from tests.members.test_account_actions import idle, used
from tests.racing import AT_ONCE, at_once

pytestmark = pytest.mark.django_db
KIND = ConsentText.Kind.DIRECTORY
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def somebody(city):
    """The science worker of the small city, who has said everything about themselves."""
    unit = Unit.objects.create(kind="enterprise", name="甲轴承厂", region_code="520302")
    told = {"unit": unit, "professional_title": "高级工程师", "discipline": "摩擦学", "phone": "13912345678",
            "email": "t@example.org", "position": "车间主任"}  # fmt: skip
    Person.objects.filter(pk=city.worker.person.pk).update(**told)
    city.worker.person.refresh_from_db()
    return city.worker


def agree(actor):
    actions.give_consent(actor.person, KIND, by=actor, now=NOW)


def found(asked, *, audiences=(search.PUBLIC, search.SIGNED_IN)):
    """(titles, numbers by kind, total) of what somebody signed in finds."""
    results = finding.find(asked, audiences=audiences, on=NOW.date())
    return [entry.title for entry in results.entries], results.counts, results.total


NOTHING = ([], {}, 0)
HER = (["田春兰"], {"person": 1}, 1)


def test_giving_and_taking_back_shows_at_once_in_results_and_numbers(somebody):
    assert found("田春兰") == NOTHING
    agree(somebody)
    assert found("田春兰") == found("轴承") == found("摩擦学 工程师") == HER
    assert found("田春兰", audiences=[search.PUBLIC]) == NOTHING

    actions.withdraw_consent(somebody.person, KIND, by=somebody, now=LATER)

    assert found("田春兰") == NOTHING
    assert JournalEntry.objects.filter(verb="consent.given").count() == 1
    assert JournalEntry.objects.filter(verb="consent.withdrawn").count() == 1


def test_only_what_the_text_names_is_found(somebody):
    agree(somebody)

    assert found("13912345678") == found("example") == found("车间主任") == NOTHING
    entry = SearchEntry.objects.get(kind="person")
    assert (entry.text, entry.audience) == ("甲轴承厂，高级工程师，摩擦学", search.SIGNED_IN)
    assert entry.start_on == search.ALWAYS


def test_having_no_title_is_not_shown_as_one(somebody):
    agree(somebody)
    actions.confirm_profile(somebody.person, {"professional_title": "无"}, by=somebody, now=LATER)

    assert SearchEntry.objects.get(kind="person").text == "甲轴承厂，摩擦学"


def test_what_is_said_anew_of_oneself_is_found_at_once(somebody):
    agree(somebody)

    actions.confirm_profile(somebody.person, {"discipline": "仪器科学"}, by=somebody, now=LATER)

    assert found("摩擦学") == NOTHING
    assert found("仪器科学") == HER


def test_whoever_turns_out_to_be_a_minor_is_not_found(client, somebody):
    agree(somebody)
    born_on = date(NOW.year - 18, NOW.month, NOW.day)
    for day, expected in ((born_on + timedelta(1), NOTHING), (born_on, HER)):
        actions.confirm_profile(somebody.person, {"born_on": day}, by=somebody, now=LATER)
        assert found("田春兰") == expected


def test_agreeing_to_other_texts_finds_nobody(somebody):
    actions.complete_sign_up(somebody.person, name="田春兰", unit_name="", now=NOW)

    assert found("田春兰") == NOTHING
    assert not Consent.objects.in_force(somebody.person, KIND)


def test_nobody_agrees_for_somebody_else(city, somebody):
    for act in (actions.give_consent, actions.withdraw_consent):
        with pytest.raises(PermissionDenied):
            act(somebody.person, KIND, by=city.official, now=NOW)


def test_a_disabled_account_is_gone_until_it_is_enabled(city, somebody):
    agree(somebody)
    actions.disable_account(somebody.person, by=city.system)
    assert found("田春兰") == NOTHING

    actions.enable_account(somebody.person, by=city.system, now=LATER)

    assert found("田春兰") == HER


def test_an_idle_account_of_the_desk_is_gone(city):
    agree(city.official)
    assert found("official")[2] == 1
    used(city, ago=timedelta(days=10))
    idle(city.official.person)

    actions.disable_idle_accounts(now=NOW)

    assert found("official") == NOTHING


def test_a_renamed_unit_is_found_by_its_new_name(city, somebody):
    agree(somebody)

    actions.rename_unit(somebody.person.unit, name="乙轴承厂", on=NOW.date(), document="1号", by=city.honghua, now=NOW)

    assert found("甲轴承厂") == NOTHING
    assert found("乙轴承厂") == HER


def test_a_renamed_division_is_found_by_its_new_name(city, somebody):
    outreach_actions.register_regions(CODE, as_of=NOW.date(), by=city.stats)
    Person.objects.filter(pk=somebody.person.pk).update(unit=Unit.objects.get(region_code="520302101"))
    agree(somebody)
    assert found("巷口镇") == HER
    region = Region.objects.on(NOW.date()).get(code="520302101")

    outreach_actions.change_region(
        region, code=region.code, name="高坎镇", document="1号", on=NOW.date(), by=city.stats, now=NOW
    )

    assert found("巷口镇") == NOTHING
    assert found("高坎镇") == HER


def test_what_a_roster_adds_is_found(somebody, tmp_path):
    agree(somebody)
    Person.objects.filter(pk=somebody.person.pk).update(discipline="")
    row = {"姓名": "田春兰", "手机": "13912345678", "学科": "精密加工", "单位": None, "统一社会信用代码": None}

    bring("people", good(tmp_path, "people", [row_of("people", **row)]))

    assert found("精密加工") == HER


def test_the_page_shows_what_was_agreed_to_and_nothing_else(client, city, somebody):
    agree(somebody)
    address = reverse("person_page", args=[somebody.person.public_id])

    html = enter(client, city.stats).get(address).content.decode()

    for shown in ("田春兰", "甲轴承厂", "高级工程师", "摩擦学"):
        assert shown in html
    for hidden in ("13912345678", "139****5678", "example.org", "车间主任", "撤回同意"):
        assert hidden not in html
    own = client.__class__()
    assert "撤回同意" in enter(own, somebody).get(address).content.decode()


def test_strangers_learn_nothing_of_whoever_did_not_agree(client, city, somebody):
    address = reverse("person_page", args=[somebody.person.public_id])
    assert client.get(address).url.startswith("/accounts/login/")
    enter(client, city.leader)
    made_up = client.get(reverse("person_page", args=["nobody"]))
    assert client.get(address).status_code == made_up.status_code == 404
    agree(somebody)
    assert client.get(address).status_code == 200

    actions.withdraw_consent(somebody.person, KIND, by=somebody, now=LATER)

    assert client.get(address).status_code == 404


def test_the_search_page_links_to_people_and_keeps_them_from_visitors(client, city, somebody):
    agree(somebody)
    asked = {"q": "田春兰", "kind": "person"}
    visitor = client.get(reverse("search"), asked).content.decode()
    assert "没有找到" in visitor
    assert "登录</a>后再搜" in visitor
    assert '人员<span class="num">0</span>' in visitor

    html = enter(client, city.stats).get(reverse("search"), asked).content.decode()

    assert f'href="/people/{somebody.person.public_id}/"' in html
    assert '人员<span class="num">1</span>' in html
    assert "1900年" not in html


def test_ones_own_page_of_agreements_gives_takes_back_and_leads_to_what_others_see(client, somebody):
    enter(client, somebody)
    address = reverse("person_page", args=[somebody.person.public_id])
    page = client.get(reverse("my_consents")).content.decode()
    assert "在站内搜索中被找到" in page
    assert address not in page

    client.post(reverse("own_consent", args=[KIND, "give"]))
    assert address in client.get(reverse("my_consents")).content.decode()
    client.post(reverse("own_consent", args=[KIND, "withdraw"]))

    assert address not in client.get(reverse("my_consents")).content.decode()
    assert found("田春兰") == NOTHING


def many(count):
    unit = Unit.objects.create(kind="enterprise", name=f"某厂{count}", region_code="520302")
    people = Person.objects.bulk_create(
        Person(username=f"m-{count}-{n}", name=f"李{n}", unit=unit) for n in range(count)
    )
    text = ConsentText.objects.on(KIND, NOW.date())
    Consent.objects.bulk_create(Consent(person=one, text=text, act="given", at=NOW) for one in people)
    return people


def test_many_take_the_same_queries(city):
    counts = []
    for count in (1, 30):
        people = many(count)
        with CaptureQueriesContext(connection) as queries:
            search.refresh(findable.KIND, [one.pk for one in people])
        counts.append(len(queries))

    assert SearchEntry.objects.filter(kind="person").count() == 31
    assert counts[0] == counts[1] <= 7


def test_the_page_takes_few_queries(client, city, somebody, django_assert_max_num_queries):
    agree(somebody)
    enter(client, city.stats)
    with django_assert_max_num_queries(16):
        client.get(reverse("person_page", args=[somebody.person.public_id]))


def withdrawn_at_once(actor):
    agree(actor)
    done, refused = at_once(lambda: actions.withdraw_consent(actor.person, KIND, by=actor, now=LATER))
    return done, refused, Consent.objects.filter(person=actor.person, act="withdrawn").count()


@pytest.mark.django_db(transaction=True)
def test_fifty_times_taken_back_at_once_is_once(somebody):
    assert withdrawn_at_once(somebody) == (1, 49, 1)
    assert found("田春兰") == NOTHING


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_is_taken_back_more_than_once(somebody, monkeypatch):
    """The control: everybody has seen that it holds before anybody has written that it does not."""
    barrier, seen = threading.Barrier(AT_ONCE), consent_actions.Consent.objects.in_force

    def waiting(*arguments):
        last = seen(*arguments)
        barrier.wait(timeout=30)
        return last

    monkeypatch.setattr(Person.objects, "select_for_update", Person.objects.all)
    monkeypatch.setattr(consent_actions.Consent.objects, "in_force", waiting)

    done, refused, rows = withdrawn_at_once(somebody)

    assert (done, refused, rows) == (50, 0, 50)
