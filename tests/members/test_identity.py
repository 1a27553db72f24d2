"""Papers claimed: checked by a service that answers as the real one does, held by one person, contested before an official."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.marks import marks_of
from members.models import Actor, IdentityCase, IdentityClaim, IdentityMark, Person
from portal.ground import documents, outside
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry, Notice
from tests.entering import enter
from tests.fakes import alibaba_identity
from tests.racing import AT_ONCE, at_once, without_locks

pytestmark = pytest.mark.django_db
NUMBER = "520302199001051232"
PHONE = "13912345678"
NOW = timezone.now()
State = IdentityClaim.State


@pytest.fixture
def service(settings, monkeypatch, city):
    monkeypatch.setattr(outside, "SECONDS", 0.3)
    with alibaba_identity.running() as running:
        running.people = {NUMBER: "田春兰"}
        settings.PORTAL_IDENTITY = running.settings()
        yield running


@pytest.fixture
def other(city):
    return Actor(Person.objects.create_user("other", "a-long-password", name="田春兰"))


def paper(number=NUMBER, kind=documents.Kind.RESIDENT):
    return documents.read(kind, number)


def claim(actor, number=NUMBER, *, now=NOW, kind=documents.Kind.RESIDENT):
    made = actions.claim_identity(actor.person, paper(number, kind), by=actor, now=now)
    actions.check_identities(now=now)
    made.refresh_from_db()
    return made


def given(person):
    return [mark.kind for mark in marks_of(person) if mark.given_at]


def told(person):
    return list(Notice.objects.filter(deliveries__person=person).order_by("id").values_list("subject", flat=True))


def test_a_match_marks_the_identity_and_keeps_no_number(service, city):
    made = claim(city.worker)

    assert (made.state, made.method, made.sealed, made.last_four) == (State.VERIFIED, "alibaba-id2meta", "", "1232")
    assert given(city.worker.person) == ["identity"]
    assert told(city.worker.person) == ["身份已核验"]
    everything = (
        str(list(IdentityClaim.objects.values()))
        + str(list(JournalEntry.objects.values()))
        + str(list(Notice.objects.values()))
    )
    assert NUMBER not in everything


@pytest.fixture
def with_phone(service, settings, city):
    """The service that asks about the phone too, and somebody who has proved theirs."""
    settings.PORTAL_IDENTITY = service.settings(backend="portal.ground.identity.AlibabaPhoneIdentity")
    Person.objects.filter(pk=city.worker.person.pk).update(phone=PHONE, phone_verified_at=NOW)
    return service


@pytest.mark.parametrize(
    ("whose", "state", "method"),
    [
        (("田春兰", NUMBER), State.VERIFIED, "alibaba-mobile3meta"),
        (("别人", "520302198001011230"), State.REFUSED, "alibaba-mobile3meta"),
        (None, State.VERIFIED, "alibaba-id2meta"),  # the operators do not know the phone
    ],
)
def test_a_proved_phone_has_to_be_the_same_persons(with_phone, city, whose, state, method):
    with_phone.phones = {PHONE: whose} if whose else {}

    made = claim(city.worker)

    assert (made.state, made.method, made.sealed, made.last_four) == (state, method, "", "1232")
    assert PHONE not in str(list(IdentityClaim.objects.values()))
    assert with_phone.phones_asked == [PHONE]
    assert given(city.worker.person) == (["identity"] if state == State.VERIFIED else [])


def test_a_phone_nobody_proved_is_not_asked_about(with_phone, city):
    Person.objects.filter(pk=city.worker.person.pk).update(phone_verified_at=None)
    with_phone.phones = {PHONE: ("别人", "520302198001011230")}

    made = claim(city.worker)

    assert (made.state, made.method, with_phone.phones_asked) == (State.VERIFIED, "alibaba-id2meta", [])


def test_somebody_elses_phone_does_not_hide_a_wrong_name(with_phone, city):
    with_phone.people, with_phone.phones = {NUMBER: "别人"}, {}

    assert claim(city.worker).state == State.REFUSED


def test_whoever_is_refused_for_their_phone_hears_what_to_look_at(with_phone, city):
    with_phone.phones = {PHONE: ("别人", "520302198001011230")}
    claim(city.worker)

    assert "手机号是用您本人证件办理的" in Notice.objects.get(deliveries__person=city.worker.person).text


def test_a_service_in_trouble_with_phones_is_asked_again_later(with_phone, city):
    with_phone.mode = "upstream"

    assert claim(city.worker).state == State.WAITING


def test_a_number_waits_sealed(service, city):
    made = actions.claim_identity(city.worker.person, paper(), by=city.worker, now=NOW)

    assert made.sealed
    assert NUMBER not in made.sealed
    assert made.digest != NUMBER


def test_another_name_or_an_unknown_number_is_refused_without_a_mark(service, city):
    service.people = {NUMBER: "别人"}

    made = claim(city.worker)

    assert (made.state, given(city.worker.person)) == (State.REFUSED, [])
    assert told(city.worker.person) == ["身份核验未通过"]


@pytest.mark.parametrize("mode", ["broken", "garbled", "slow", "upstream", "owing"])
def test_a_service_in_trouble_is_asked_again_later_and_nothing_is_marked(service, city, mode):
    service.mode = mode
    made = claim(city.worker)
    assert (made.state, made.tries) == (State.WAITING, 1)
    assert actions.check_identities(now=NOW) == 0

    service.mode = "ok"
    assert actions.check_identities(now=NOW + timedelta(minutes=3)) == 1
    assert given(city.worker.person) == ["identity"]


def test_a_service_away_for_good_costs_the_number_and_is_told(service, city):
    service.mode = "broken"
    made, now = claim(city.worker), NOW
    for _try in range(5):
        now += timedelta(hours=2)
        actions.check_identities(now=now)

    made.refresh_from_db()
    assert (made.state, made.sealed) == (State.REFUSED, "")
    assert told(city.worker.person) == ["身份核验没有完成"]


def test_the_services_own_limit_is_waited_out(service, city):
    people = [Actor(Person.objects.create(username=f"p-{n}", name=f"人{n}")) for n in range(14)]
    for n, actor in enumerate(people):
        number = f"H{n:08}"
        actions.claim_identity(actor.person, documents.read(documents.Kind.HONGKONG_MACAU, number), by=actor, now=NOW)
    IdentityClaim.objects.update(kind=documents.Kind.RESIDENT)  # all of them are asked for, whatever their numbers

    settled = actions.check_identities(now=NOW)

    assert settled == alibaba_identity.A_SECOND
    assert IdentityClaim.objects.filter(state=State.WAITING, tries=1).count() == 4


def test_a_wrong_secret_marks_nobody(service, city, settings):
    settings.PORTAL_IDENTITY = service.settings(key_secret="wrong")

    assert claim(city.worker).state == State.WAITING
    assert given(city.worker.person) == []


def test_numbers_stand_in_no_address(service, city):
    claim(city.worker)

    assert service.paths == ["/"]


def test_without_a_service_a_paper_is_kept_and_never_called_verified(city):
    made = claim(city.worker)

    assert (made.state, made.method, given(city.worker.person)) == (State.KEPT, "", [])
    assert told(city.worker.person) == ["证件已登记"]
    assert "没有核验身份" in Notice.objects.get().text


def test_papers_the_service_does_not_cover_are_kept_by_their_form(service, city):
    assert claim(city.worker, "E12345678", kind=documents.Kind.PASSPORT).state == State.KEPT
    assert service.paths == []


def test_a_new_paper_takes_the_place_of_the_old(service, city):
    first = claim(city.worker)
    claim(city.worker, "E12345678", kind=documents.Kind.PASSPORT, now=NOW + timedelta(minutes=1))

    first.refresh_from_db()
    assert first.state == State.ENDED
    assert given(city.worker.person) == []


def test_who_claims_too_often_waits_until_tomorrow(service, city):
    for n in range(3):
        claim(city.worker, f"E1234567{n}", kind=documents.Kind.PASSPORT, now=NOW + timedelta(minutes=n))

    with pytest.raises(Refused, match="最多提交 3 次"):
        claim(city.worker, now=NOW + timedelta(hours=1))
    assert claim(city.worker, now=NOW + timedelta(days=1, hours=1)).state == State.VERIFIED


def test_nobody_claims_for_somebody_else(city):
    with pytest.raises(PermissionDenied):
        actions.claim_identity(city.worker.person, paper(), by=city.system, now=NOW)


@pytest.fixture
def contested(service, city, other):
    """The other holds the paper, then the worker claims it."""
    claim(other)
    return claim(city.worker)


def test_a_paper_held_by_another_goes_to_an_official_and_the_claimant_hears_nothing(contested, city, other):
    case = IdentityCase.objects.get()

    assert (contested.state, contested.get_state_display()) == (State.CONTESTED, State.WAITING.label)
    assert case.held.person == other.person
    assert told(city.worker.person) == []
    assert told(other.person) == ["身份已核验"]
    assert told(city.official.person) == ["有一件证件重复登记待核对"]
    assert given(other.person) == ["identity"]


def test_the_answer_to_a_claim_is_the_same_whoever_holds_the_paper(service, client, city, other):
    def answer(actor, number):
        enter(client, actor)
        response = client.post(reverse("my_identity"), {"kind": "resident", "number": number}, follow=True)
        page = response.content.decode()
        words = re.sub(r"<[^>]+>|\d\d:\d\d", "", page[page.index("<main") : page.index("</main")])
        return response.redirect_chain, words.replace("0017", "1232")

    claim(other)
    free = answer(Actor(Person.objects.create_user("third", "x", name="田春兰")), "110105199003070017")
    taken = answer(city.worker, NUMBER)

    assert free == taken


def test_the_holder_keeps_the_paper_and_the_claimant_hears_what_everybody_hears(contested, city, other):
    actions.decide_identity_case(IdentityCase.objects.get(), "holder", reason="当面查验", by=city.official, now=NOW)

    contested.refresh_from_db()
    assert contested.state == State.REFUSED
    assert told(city.worker.person) == ["身份核验未通过"]
    assert given(other.person) == ["identity"]


def test_the_claimant_gets_the_paper_and_the_other_mark_ends(contested, city, other):
    actions.decide_identity_case(IdentityCase.objects.get(), "claimant", reason="当面查验", by=city.official, now=NOW)

    contested.refresh_from_db()
    assert contested.state == State.VERIFIED
    assert given(city.worker.person) == ["identity"]
    assert given(other.person) == []
    assert told(other.person)[-1] == "证件登记已失效"
    entry = JournalEntry.objects.get(verb="identity_case.decided")
    assert entry.detail == {"outcome": "claimant", "reason": "当面查验"}


def test_a_case_is_decided_once_by_an_official_who_is_neither_side(contested, city, other):
    case = IdentityCase.objects.get()
    for actor in (city.worker, other, city.honghua, city.system, city.stats):
        with pytest.raises(PermissionDenied):
            actions.decide_identity_case(case, "holder", reason="x", by=actor, now=NOW)
    Person.objects.filter(pk=city.official.person.pk).update(name="田春兰")
    held = IdentityClaim.objects.filter(pk=case.held_id)
    held.update(person=city.official.person)
    with pytest.raises(PermissionDenied):
        actions.decide_identity_case(IdentityCase.objects.get(), "holder", reason="x", by=city.official, now=NOW)
    held.update(person=other.person)

    actions.decide_identity_case(case, "holder", reason="x", by=city.leader, now=NOW)
    with pytest.raises(Refused, match="已经决定"):
        actions.decide_identity_case(case, "claimant", reason="x", by=city.official, now=NOW)


def test_a_third_claimant_takes_the_paper_from_whoever_holds_it_then(contested, city, other):
    third = Actor(Person.objects.create(username="p-3", name="田春兰"))
    claim(third)
    first, second = IdentityCase.objects.order_by("id")

    actions.decide_identity_case(first, "claimant", reason="x", by=city.official, now=NOW)
    actions.decide_identity_case(second, "claimant", reason="y", by=city.official, now=NOW)

    assert [given(actor.person) for actor in (city.worker, other, third)] == [[], [], ["identity"]]


@pytest.mark.django_db(transaction=True)
def test_two_claims_of_one_paper_at_once_make_one_holder_and_one_case(city, other):
    for actor in (city.worker, other):
        actions.claim_identity(actor.person, paper(), by=actor, now=NOW)

    at_once(lambda: actions.check_identities(now=NOW), times=8)

    assert sorted(IdentityClaim.objects.values_list("state", flat=True)) == ["contested", "kept"]
    assert IdentityCase.objects.count() == 1


def test_without_the_constraint_a_paper_would_have_two_holders(city, other):
    """The control: it is the database that keeps a paper one person's."""
    fields = {
        "kind": "resident",
        "name": "x",
        "digest": "d",
        "last_four": "1",
        "state": State.KEPT,
        "made_at": NOW,
        "due_at": NOW,
    }
    IdentityClaim.objects.create(person=city.worker.person, **fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityClaim.objects.create(person=other.person, **fields)


@pytest.mark.django_db(transaction=True)
def test_fifty_identical_claims_are_one(city):
    done, refused = at_once(lambda: actions.claim_identity(city.worker.person, paper(), by=city.worker, now=NOW))

    assert (done, refused, IdentityClaim.objects.count()) == (1, 49, 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_identical_claims_meet_the_database(city, monkeypatch):
    """The control: nobody sees the claim of the others, so that the constraint answers with a fault, not a sentence."""
    without_locks(monkeypatch, AT_ONCE)

    with pytest.raises(IntegrityError):
        at_once(lambda: actions.claim_identity(city.worker.person, paper(), by=city.worker, now=NOW))


def test_the_page_keeps_no_number_when_something_is_wrong_elsewhere(client, city):
    enter(client, city.worker)
    Person.objects.filter(pk=city.worker.person.pk).update(born_on="1980-01-01")

    page = client.post(reverse("my_identity"), {"kind": "resident", "number": NUMBER}).content.decode()

    assert "与您档案中填写的不一致" in page
    assert not IdentityClaim.objects.exists()


def test_cases_are_seen_by_the_citys_officials_only(contested, client, city):
    case = IdentityCase.objects.get()
    pages = (reverse("identity_case_list"), reverse("identity_case", args=[case.public_id]))
    for actor, status in ((city.official, 200), (city.honghua, 403), (city.system, 403), (city.worker, 403)):
        assert [enter(client, actor).get(page).status_code for page in pages] == [status, status]
    enter(client, city.official)
    assert "重复登记" in client.get("/desk/").content.decode()

    page = client.post(pages[1], {"outcome": "holder", "reason": "当面查验"}, follow=True).content.decode()

    assert "已决定" in page


def test_a_verified_name_is_not_changed_by_oneself(service, city):
    claim(city.worker)

    with pytest.raises(Refused, match="已随身份核验"):
        actions.confirm_profile(city.worker.person, {"name": "别人"}, by=city.worker, now=NOW)
    actions.confirm_profile(city.worker.person, {"name": "田春兰", "position": "主任"}, by=city.worker, now=NOW)
    assert IdentityMark.objects.filter(ended_at=None).count() == 1
