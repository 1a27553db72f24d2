"""Who may do what at the addresses of memberships; see tests/access.py."""

import tempfile
from datetime import date, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from members import actions
from members.models import Admission, Delegate, Dues, MemberClass, Membership, Unit
from portal.ground import imports
from societies import actions as societies_actions
from societies.models import Society
from tests.access import CITY, SOCIETY, Address, act, form, page, signed_in
from tests.factories import joining, societies
from tests.factories.city import NOW
from tests.ground.uploaded import picture, upload

SEEN = SOCIETY | CITY
RESPONSIBLE = frozenset({"general", "president"})
TODAY = date(2026, 11, 2)
A06 = {"thing": lambda city: {"code": "A06"}, "unknown": signed_in() - SEEN}
PAID = {"paid_on": "2026-11-01", "means": "cash"}


def a_member(city):
    """The science worker's membership of A06, near its end, with dues to come."""
    society = Society.objects.get(code="A06")
    MemberClass.objects.filter(organisation=society.organisation, code="regular").update(yearly_dues=10)
    person = city.worker.person
    person.phone, person.phone_verified_at, person.unit_text = "13912345678", NOW, "遵义某大学"
    person.save()
    regular = MemberClass.objects.get(organisation=society.organisation, code="regular")
    end_on = TODAY + timedelta(days=20)
    return societies.member(society, person, member_class=regular, start_on=date(2020, 1, 1), end_on=end_on)


def _after(*steps):
    """The address of the membership once these steps were taken."""

    def made(city):
        one = a_member(city)
        for step in steps:
            step(one, city)
        return {"public_id": one.public_id}

    return made


def asked(one, city):
    Admission.objects.update(awaits_dues=True)
    actions.renew_membership(one, class_code="regular", years=1, paid_on=TODAY, means="cash", by=city.worker, now=NOW)


def renewed(one, city):
    actions.renew_membership(one, class_code="regular", years=1, by=city.worker, now=NOW)


def told(one, city):
    actions.tell_payment(Dues.objects.get(), paid_on=TODAY, means="cash", by=city.worker, now=NOW)


def leaving(one, city):
    actions.withdraw_membership(one, end_on=TODAY + timedelta(days=5), reason="调动", by=city.worker, now=NOW)


def opened(one, city):
    actions.open_expulsion(one, grounds="抄袭", by=city.president, now=NOW)


def stated(one, city):
    actions.make_statement(one.expulsions.get(), statement="没有", by=city.worker, now=NOW)


def expelled(one, city):
    decision = {"is_expelled": True, "decision": "除名", "title": "纪要", "held_on": TODAY, "upload": upload(picture())}
    actions.decide_expulsion(one.expulsions.get(), **decision, by=city.president, now=NOW)


def appealed(one, city):
    actions.appeal_expulsion(one.expulsions.get(), appeal="不服", by=city.worker, now=NOW)


def somebody_dead(city):
    """A member who is nobody of the table: whoever has died signs in no more."""
    society = Society.objects.get(code="A06")
    regular = MemberClass.objects.get(organisation=society.organisation, code="regular")
    one = societies.member(society, joining.person(88).person, member_class=regular)
    actions.record_death(one, died_on=TODAY, by=city.president, now=NOW)
    return {"public_id": one.public_id}


def mine(*steps):
    return {"thing": _after(*steps), "unknown": signed_in() - {"worker"}}


def theirs(*steps):
    return {"thing": _after(*steps), "unknown": signed_in() - SEEN}


def dues(city):
    return PAID | {"dues": Dues.objects.get().public_id}


def letter(city):
    return {"end_on": "2026-11-02", "reason": "来信", "upload": upload(picture())}


def decision(city):
    return {
        "outcome": "expelled",
        "decision": "除名",
        "title": "纪要",
        "held_on": "2026-11-02",
        "upload": upload(picture()),
    }


def to_renew(city):
    """The member, chosen from a list of one."""
    return {"years": "1", "membership": [one.public_id for one in Membership.objects.all()]}


def a_list(city):
    a_member(city)
    return {"code": "A06"}


def a_unit(city):
    """A unit's membership of A06; the science worker acts for it, somebody represents it, somebody else has an account."""
    society = Society.objects.get(code="A06")
    units = societies.member_class(society, "unit", name="单位会员", subject="unit", letter="U")
    unit = Unit.objects.create(kind="enterprise", name="遵义某公司", region_code="520302")
    one = societies.member(society, unit=unit, member_class=units)
    stands = {"membership": one, "start_on": date(2026, 1, 1)}
    Delegate.objects.create(role="contact", person=city.worker.person, **stands)
    Delegate.objects.create(role="representative", name="赵明", **stands)
    joining.person(77)
    return {"public_id": one.public_id}


def a_society_with_units(city):
    a_unit(city)
    return {"code": "A06"}


def the_representative(city):
    return {"delegate": Delegate.objects.get(role="representative").public_id}


def an_invitation(city):
    made = a_unit(city)
    societies_actions.invite_staff_of(Membership.objects.get(**made), by=city.worker, now=NOW)
    return made


def _workbook():
    book = Workbook()
    for row in (("姓名", "手机"), ("新同事", "13700000001")):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def a_staff_list(city):
    return {"file": SimpleUploadedFile("staff.xlsx", _workbook())}


def a_batch(city):
    """A list the science worker brought for the unit."""
    made = an_invitation(city)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(_workbook())
        file.flush()
        batch = imports.preview(
            "staff", file.name, file_name="staff.xlsx", options={"membership": made["public_id"]}, city_code="",
            by=city.worker, now=NOW,
        )  # fmt: skip
    return made | {"batch_id": batch.public_id}


OF_UNIT = {"thing": a_unit, "unknown": signed_in() - SOCIETY - {"worker"}}
OF_UNITS = SOCIETY | {"worker"}
LEAVING = {"end_on": "2026-11-02", "reason": "工作调动"}
TERMS = {"window": "30", "grace": "20", "start_on": "2026-11-02", "source": "章程"}
ADDRESSES = [
    Address("unit_join", get={200: signed_in()}, post={200: signed_in()}, thing=a_society_with_units, is_recorded=False),
    page("unit_member", OF_UNITS, **OF_UNIT),
    act("unit_member_act", "name", OF_UNITS, typed={"name": "钱芳"}, **OF_UNIT),
    act("unit_member_act", "end", OF_UNITS, typed=the_representative, **OF_UNIT),
    act("unit_member_act", "hand-on", OF_UNITS, typed={"phone": "13900000077"}, **OF_UNIT),
    act("unit_member_act", "invite", OF_UNITS, **OF_UNIT),
    page("staff_qr", OF_UNITS, thing=an_invitation, unknown=signed_in() - OF_UNITS),
    form("staff_import", OF_UNITS, typed=a_staff_list, **OF_UNIT),
    page("staff_import_detail", {"worker"}, thing=a_batch, unknown=signed_in() - {"worker"}),
    act("staff_import_confirm", "", {"worker"}, thing=a_batch, unknown=signed_in() - {"worker"}),
    page("staff_import_file", OF_UNITS, fixed={"name": "template"}, **OF_UNIT),
    page("unit_staff", SEEN, thing=a_unit, unknown=signed_in() - SEEN),
    page("unit_member_list", SEEN, **A06),
    act("unit_member_act", "workforce", OF_UNITS, typed={"count": "50"}, **OF_UNIT),
    page("my_membership", {"worker"}, **mine()),
    form("membership_renew", {"worker"}, typed={"member_class": "regular", "years": "1", "name": "甲", "unit": "遵义某大学"},
         **mine()),
    form("membership_leave", {"worker"}, typed=LEAVING, **mine()),
    act("my_membership_act", "take-renewal-back", {"worker"}, **mine(asked)),
    act("my_membership_act", "pay", {"worker"}, typed=dues, **mine(renewed)),
    act("my_membership_act", "stay", {"worker"}, **mine(leaving)),
    act("my_membership_act", "state", {"worker"}, typed={"statement": "没有"}, **mine(opened)),
    act("my_membership_act", "appeal", {"worker"}, typed={"appeal": "不服"}, **mine(opened, stated, expelled)),
    page("membership_detail", SEEN, **theirs()),
    act("membership_act", "confirm-renewal", SOCIETY, **theirs(asked)),
    act("membership_act", "refuse-renewal", SOCIETY, typed={"reason": "未到账"}, **theirs(asked)),
    act("membership_act", "record-payment", SOCIETY, typed=dues, **theirs(renewed)),
    act("membership_act", "confirm-dues", SOCIETY, typed=dues, **theirs(renewed, told)),
    act("membership_act", "withdraw", SOCIETY, typed=letter, **theirs()),
    act("membership_act", "open-expulsion", RESPONSIBLE, typed={"grounds": "抄袭"}, **theirs()),
    act("membership_act", "decide-expulsion", RESPONSIBLE, typed=decision, **theirs(opened, stated)),
    act("membership_act", "answer-appeal", {"official", "leader"}, typed={"outcome": "upheld", "result": "维持"},
        **theirs(opened, stated, expelled, appealed)),
    act("membership_act", "record-death", RESPONSIBLE | CITY, typed={"died_on": "2026-11-01"}, **theirs()),
    act("membership_act", "correct-death", RESPONSIBLE | CITY, typed={"reason": "同名误登"}, thing=somebody_dead, unknown=signed_in() - SEEN),
    page("membership_list", SEEN, **A06),
    page("renewal_list", SEEN, **A06),
    page("dues_list", SEEN, **A06),
    page("exit_list", SEEN, **A06),
    form("name_comparison", SOCIETY, status=200, typed={"names": "某人"}, **A06),
    form("renew_batch", SOCIETY, typed=to_renew, thing=a_list, unknown=signed_in() - SEEN),
    form("renewal_terms_form", RESPONSIBLE, typed=TERMS, **A06),
]  # fmt: skip
