"""Who may do what at the societies' addresses; see tests/access.py."""

from members.models import Admission, Application, MemberClass, RosterClaim
from portal.ground.models import ImportBatch
from societies.models import Society
from tests.access import CITY, CIVIL, DESK, SOCIETY, Address, act, everybody, form, page, public, signed_in
from tests.factories import joining as factory
from tests.factories.city import NOW
from tests.ground.uploaded import picture, upload
from tests.societies.life_access import ADDRESSES as LIFE
from tests.societies.page_access import ADDRESSES as PAGES

SEEN = SOCIETY | CITY
DAY = "2026-11-02"
A06 = {"thing": lambda city: {"code": "A06"}}
JOINING = {"name": "甲", "unit": "遵义某大学", "member_class": "regular", "years": "1", "submit": "1"}


def an_applicant(city):
    """The science worker of the small city, with what an application asks."""
    person = city.worker.person
    person.phone, person.phone_verified_at, person.unit_text = "13912345678", NOW, "遵义某大学"
    person.save()
    return city.worker


def of_the_first_society(make, *, is_by_minutes=False):
    """An application of the science worker's to A06, at some stage."""

    def made(city):
        Admission.objects.update(is_by_minutes=is_by_minutes)
        society = Society.objects.get(code="A06")
        return {"public_id": make(society, an_applicant(city), city).public_id}

    return made


def submitted(society, by, city):
    return factory.submitted(society, by)


def waiting_for_minutes(city):
    of_the_first_society(factory.passed, is_by_minutes=True)(city)
    return {"code": "A06"}


def minutes(city):
    chosen = [one.public_id for one in Application.objects.all()]
    return {"title": "会议纪要", "held_on": "2026-11-01", "application": chosen, "upload": upload(picture())}


def a_roster(city):
    """What an old roster says of somebody, waiting for A06."""
    batch = ImportBatch.objects.create(kind="people", created_at=NOW)
    RosterClaim.objects.create(
        person=city.worker.person, society_name="遵义市物理学会", member_class="普通会员", batch=batch
    )
    return {"code": "A06"}


def as_proposed(city):
    return {
        "until": "2026-12-31",
        "class-1": MemberClass.objects.get(organisation__society__code="A06", code="regular").pk,
    }


RESPONSIBLE = frozenset({"general", "president"})
FOREIGN = {"unknown": signed_in() - SEEN}
ADMISSION = {"is_open": "on", "prefix": "WL", "width": "5", "words": "请如实填写"}
CLASS = {
    "name": "退休会员",
    "valid_from": DAY,
    "is_offered": "on",
    "years": "1",
    "yearly_dues": "0",
    "letter": "M",
    "order": "9",
}
STEPS = {
    "valid_from": DAY, "source": "理事会决议", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-name": "审核",
    "form-0-titles": ["president"], "form-0-working_days": "3",
}  # fmt: skip
SUBMITTED = {"thing": of_the_first_society(submitted), "unknown": signed_in() - SEEN}
PASSED = SUBMITTED | {"thing": of_the_first_society(factory.passed)}
MINE = {"thing": of_the_first_society(submitted), "unknown": signed_in() - {"worker"}}

ADDRESSES = [
    public("society_directory"),
    public("society_page", **A06),
    Address("society_join", get={200: everybody()}, post={CIVIL: everybody()}, typed=JOINING, **A06,
            is_recorded=False),
    Address("choose_channels", post={302: signed_in()}, typed={"channel": []}, is_recorded=False),
    page("my_application", {"worker"}, **MINE),
    act("my_application_act", "withdraw", {"worker"}, **MINE),
    page("all_applications", DESK),
    page("all_members", DESK),
    page("application_list", SEEN, unknown=signed_in() - SEEN, **A06),
    page("member_list", SEEN, unknown=signed_in() - SEEN, **A06),
    page("application_detail", SEEN, **SUBMITTED),
    act("application_act", "pass", {"assistant"}, **SUBMITTED),
    act("application_act", "return", {"assistant"}, typed={"remark": "缺照片"}, **SUBMITTED),
    act("application_act", "reject", {"assistant"}, typed={"reason": "不符合条件"}, **SUBMITTED),
    act("application_act", "admit", {"general", "president"}, refused={"assistant"}, **PASSED),  # decided once already
    page("admission_figures", SEEN, **A06, **FOREIGN),
    page("all_admission_figures", DESK),
    page("member_movement", SEEN, **A06, **FOREIGN),
    page("all_member_movement", DESK),
    page("movement_rows", SEEN, **A06, **FOREIGN),
    page("all_movement_rows", DESK),
    page("society_admission", SEEN, **A06, **FOREIGN),
    form("admission_form", RESPONSIBLE, typed=ADMISSION, **A06, **FOREIGN),
    form("member_class_new", RESPONSIBLE, typed=CLASS, **A06, **FOREIGN),
    form("member_class_form", RESPONSIBLE, typed=CLASS, thing=lambda city: {"code": "A06", "class_code": "regular"}, **FOREIGN),
    form("society_steps_form", RESPONSIBLE, typed=STEPS, **A06, **FOREIGN),
    form("roster_takeover", RESPONSIBLE, typed=as_proposed, thing=a_roster, **FOREIGN),
    Address(
        "admit_batch", thing=waiting_for_minutes, typed=minutes,
        get={200: {"general", "president"}, 404: signed_in() - SEEN},
        post={302: {"general", "president"}, 404: signed_in() - SEEN},
    ),
]  # fmt: skip
ADDRESSES += PAGES + LIFE
