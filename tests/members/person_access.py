"""Who may do what to people: their children, papers, marks and lost phones; see tests/access.py."""

from datetime import timedelta
from functools import partial

from django.utils import timezone

from members import actions
from members.models import Actor, Guardianship, HelpedAccount, IdentityCase, MemberClass, Person, Unit
from portal.ground import documents, reports
from portal.ground.ciphers import cipher
from societies.models import Society
from tests.access import (
    COUNTY,
    NOBODY,
    OTHER_COUNTY,
    OTHER_SOCIETY,
    REFUSED,
    SOCIETY,
    Address,
    act,
    everybody,
    form,
    own_account,
    page,
    public,
    signed_in,
)
from tests.factories import societies, twins
from tests.factories.city import NOW

MINE = frozenset({"worker"})
OTHERS = signed_in() - MINE
OFFICIALS = frozenset({"official", "leader"})
VOUCHING = COUNTY | OTHER_COUNTY | OFFICIALS | SOCIETY | OTHER_SOCIETY | {"abroad", "contact"}
KNOWING = COUNTY | OFFICIALS | SOCIETY
CHILD = {"name": "田小满", "born_on": "2016-06-01", "unit": "第一小学"}
PASSPORT = {"kind": "passport", "number": "E12345678"}
EVIDENCE = {"evidence": "当面查验"}
REASON = {"reason": "经核实"}


def a_guardian(city):
    """The worker, with the proved phone a guardian must have; the address names nothing."""
    person = city.worker.person
    person.phone, person.phone_verified_at = "13912345678", NOW
    person.save()
    return {}


def a_child(city):
    a_guardian(city)
    child = actions.register_child(
        city.worker.person, name="田小满", born_on=NOW.date().replace(year=2016), unit_name="", relation="parent",
        purposes=["child_events"], by=city.worker, now=NOW,
    )  # fmt: skip
    return {"public_id": child.public_id}


def a_guardian_known(city):
    somebody(city)
    a_child(city)
    return {"public_id": city.worker.person.public_id}


def the_child(city):
    return REASON | {"child": Guardianship.objects.get().child.public_id}


def a_grown_child(city):
    arguments = a_child(city)
    Person.objects.filter(public_id=arguments["public_id"]).update(born_on=NOW.date().replace(year=2010))
    return arguments


def an_agreement(city):
    actions.give_consent(city.worker.person, "directory", by=city.worker, now=NOW)
    return {}


def somebody_found(city):
    an_agreement(city)
    return {"public_id": city.worker.person.public_id}


def somebody(city):
    """The worker: of a unit in 红花岗区, with a proved phone, member of the society A06."""
    a_guardian(city)
    person, society = city.worker.person, Society.objects.get(code="A06")
    person.unit = Unit.objects.create(kind="enterprise", name="甲公司", region_code="520302")
    person.save()
    kind = MemberClass.objects.get(organisation=society.organisation, code="regular")
    societies.member(society, person, member_class=kind)
    return {"public_id": person.public_id}


def of_a_confirmed_unit(city):
    arguments = somebody(city)
    actions.confirm_unit(city.worker.person, evidence="在职证明", by=city.honghua, now=NOW)
    return arguments


def a_slip(city):
    return EVIDENCE | {"slip": actions.open_recovery("13800000001", now=NOW).slip}


def a_recovery(city):
    """Asked for by the official of 红花岗区."""
    somebody(city)
    recovery = actions.ask_recovery(city.worker.person, a_slip(city)["slip"], **EVIDENCE, by=city.honghua, now=NOW)
    return {"public_id": recovery.public_id}


def an_archive(city):
    actions.ask_own_data(city.worker.person, by=city.worker, now=NOW)
    reports.build_waiting(now=NOW)
    return {}


def a_recovery_of_mine(city):
    a_recovery(city)
    return {}


def a_case(city):
    """One passport claimed by the worker and then by the stranger."""
    for actor in (city.worker, Actor(Person.objects.get(username="stranger"))):
        actions.claim_identity(actor.person, documents.read(*PASSPORT.values()), by=actor, now=NOW)
        actions.check_identities(now=NOW)
    return {"public_id": IdentityCase.objects.get().public_id}


def a_pair(city):
    one, other = twins.twin(1), twins.twin(2)
    return {"one": one.public_id, "other": other.public_id}


def somebody_helped(city):
    """Registered by the official of 红花岗区, as far as anybody sees it."""
    person = Person.objects.create(username="h-1", name="王小燕", region_code="520302")
    helped = HelpedAccount.objects.create(
        person=person,
        organisation=city.honghua.office.organisation,
        made_by=city.honghua.person,
        made_at=NOW,
        evidence="x",
    )
    return {"public_id": helped.public_id}


def a_claimant(city):
    """The worker, with a proved phone and a slip in hand; the address names nothing."""
    a_guardian(city)
    somebody_helped(city)
    HelpedAccount.objects.update(
        code_digest=cipher().blind_index("ABCD2345", purpose="helped-account"),
        code_until=timezone.now() + timedelta(days=9),
    )
    Person.objects.filter(username="h-1").update(name="田春兰")
    return {}


def a_kept():
    return Person.objects.get(username="twin-1").public_id


def a_merge_asked(city):
    one, other = twins.twin(1), twins.twin(2)
    twins.verified(one, other)
    return _merged(one, other, city)


def a_merge(city):
    return _merged(twins.twin(1), twins.twin(2), city)


def _merged(one, other, city):
    merge = actions.ask_merge(one, other, evidence="电话核实", by=city.official, now=timezone.now())
    return {"public_id": merge.public_id}


def consent(name, who, kind, which, **options):
    return Address(name, post={302: who} | options.pop("else_"), fixed={"kind": kind, "act": which}, **options)


of_the_child = partial(consent, "child_consent", MINE, else_={404: OTHERS}, thing=a_child)
ON_A_PERSON = {"thing": somebody, "unknown": VOUCHING - KNOWING}
ON_A_RECOVERY = {"thing": a_recovery, "unknown": signed_in() - KNOWING}

MERGING = COUNTY | OTHER_COUNTY | OFFICIALS | {"abroad"}
NEAR = COUNTY | OFFICIALS  # they know people of 红花岗区
ON_A_HELPED = {"thing": somebody_helped, "unknown": VOUCHING - NEAR}
ON_A_PAIR = {"thing": a_pair, "unknown": MERGING - NEAR}
ON_A_MERGE = {"thing": a_merge, "unknown": MERGING - NEAR}

ADDRESSES = [
    page("helped_list", VOUCHING), form("helped_new", NOBODY, refused=VOUCHING),
    page("helped_detail", NEAR, **ON_A_HELPED), act("helped_slip", "", NEAR, status=200, **ON_A_HELPED),
    # Whoever has no slip is told so, and the try is counted.
    form("claim_record", MINE, refused=OTHERS, thing=a_claimant, typed={"name": "田春兰", "code": "ABCD2345"}),
    page("duplicate_list", MERGING), page("duplicate_pair", NEAR, **ON_A_PAIR),
    act("duplicate_act", "distinct", NEAR, **ON_A_PAIR),
    act("duplicate_act", "merge", NEAR, typed=lambda city: EVIDENCE | {"keep": a_kept()}, **ON_A_PAIR),
    page("merge_list", MERGING), page("merge_detail", NEAR, **ON_A_MERGE),
    act("merge_act", "confirm", NEAR - {"official"}, **ON_A_MERGE | {"thing": a_merge_asked}),
    act("merge_act", "decline", NEAR, typed=REASON, **ON_A_MERGE | {"thing": a_merge_asked}),
    act("merge_act", "undo", NEAR, typed=REASON, **ON_A_MERGE),
    form("my_children", MINE, refused=OTHERS, thing=a_guardian,
         typed=CHILD | {"relation": "parent", "purposes": ["child_show"], "agrees": "on"}),
    form("my_child", MINE, unknown=OTHERS, thing=a_child, typed=CHILD),
    act("hand_child_over", "", MINE, unknown=OTHERS, thing=a_grown_child, typed={"phone": "13712345678"}),
    act("end_guardianship", "", MINE, unknown=OTHERS, thing=a_child, typed=REASON),
    act("person_act", "guardianship", NEAR, typed=the_child, **ON_A_PERSON | {"thing": a_guardian_known}),
    of_the_child("child_show", "give"), of_the_child("child_events", "withdraw"), of_the_child("child", "withdraw"),
    page("my_consents", signed_in()), page("my_privacy", signed_in()),
    own_account("ask_own_data"), own_account("close_account"),  # both ask for the password first
    Address("take_own_data", post={200: MINE, REFUSED: OTHERS}, thing=an_archive),
    consent("own_consent", signed_in(), "directory", "give", else_={}),
    consent("own_consent", MINE, "directory", "withdraw", else_={REFUSED: OTHERS}, thing=an_agreement),
    page("person_page", signed_in(), thing=somebody_found),
    form("my_identity", signed_in(), typed=PASSPORT),
    page("identity_case_list", OFFICIALS),
    form("identity_case", OFFICIALS, thing=a_case, typed=REASON | {"outcome": "holder"}),
    page("person_list", VOUCHING), page("person_detail", KNOWING, **ON_A_PERSON),
    act("person_act", "confirm", KNOWING, typed=EVIDENCE, **ON_A_PERSON),
    act("person_act", "revoke", KNOWING, typed=REASON, **ON_A_PERSON | {"thing": of_a_confirmed_unit}),
    act("person_act", "phone", KNOWING, typed=REASON, status=200, **ON_A_PERSON),
    act("person_act", "recover", KNOWING, typed=a_slip, **ON_A_PERSON),
    page("recovery_detail", KNOWING, **ON_A_RECOVERY),
    # Whoever asked for it does not agree with it as well.
    act("recovery_act", "confirm", KNOWING - {"honghua"}, **ON_A_RECOVERY),
    act("recovery_act", "cancel", KNOWING, typed=REASON, **ON_A_RECOVERY),
    act("stop_recovery", "", MINE, unknown=OTHERS, thing=a_recovery_of_mine),
    Address("account_recovery", get={200: everybody()}, post={200: everybody()}, typed={"phone": "x"}, is_recorded=False),
    # Without a number on its way to be proved in this browser both lead back to where one is entered.
    Address("account_recovery_code", get={302: everybody()}, post={302: everybody()}, is_recorded=False),
    public("account_recovery_slip", status=302),
    page("second_factor", signed_in()),
]  # fmt: skip
