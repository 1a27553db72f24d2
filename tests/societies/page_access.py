"""Who may do what at the addresses of societies' pages, invitations and papers; see tests/access.py."""

from members.models import MemberClass
from portal.ground.dates import today
from societies import actions
from societies.models import Society
from tests.access import CITY, DESK, SOCIETY, VISITOR, Address, act, everybody, form, page, public, signed_in
from tests.factories import joining, societies
from tests.factories.city import NOW

SEEN = SOCIETY | CITY
RESPONSIBLE = frozenset({"general", "president"})
STRANGERS = signed_in() - SEEN
A06 = {"thing": lambda city: {"code": "A06"}, "unknown": STRANGERS}
API_ME = {405: signed_in(), 401: VISITOR}
KEYLESS = {401: everybody()}  # a session is no key
PAGE = {"short_name": "市物理学会", "disciplines": "物理学", "introduction": "新的简介。", "scope": "学术交流。"}
SOCIETY_DATA = {"field": "science", "address": "新址"}
CONTACTS = {"phone": "0851-80001234", "email": "", "address": "", "website": ""}


def a_version(*, is_submitted=False):
    """Written by the society's assistant, and handed in."""

    def made(city):
        said = PAGE | {"disciplines": ["物理学"]}
        version = actions.save_page(Society.objects.get(code="A06"), said, by=city.assistant, now=NOW)
        if is_submitted:
            actions.submit_page(version, by=city.assistant, now=NOW)
        return {"code": "A06", "number": version.number}

    return {"thing": made, "unknown": STRANGERS}


def an_invitation(city):
    society = Society.objects.get(code="A06")
    return actions.make_invitation(society, "年会", by=city.assistant, now=NOW).public_id


def a_key(city):
    society = Society.objects.get(code="A06")
    return {"code": "A06", "public_id": actions.make_key(society, label="官网", by=city.general, now=NOW)[0].public_id}


def a_membership(city):
    """The science worker's in A06."""
    society = Society.objects.get(code="A06")
    regular = MemberClass.objects.on(today()).get(organisation=society.organisation, code="regular")
    return {"public_id": societies.member(society, city.worker.person, member_class=regular).public_id}


def an_application(city):
    """Handed in by somebody who is nobody of the table."""
    return {"public_id": joining.submitted(Society.objects.get(code="A06"), joining.person(77)).public_id}


MEMBER = {"thing": a_membership, "unknown": signed_in() - SOCIETY - {"worker"}}
ADDRESSES = [
    public("share_picture", thing=lambda city: {"code": "A06"}),
    public("invitation", status=302, thing=lambda city: {"public_id": an_invitation(city)}),
    public("check_paper", thing=a_membership),
    page("member_papers", SOCIETY | {"worker"}, **MEMBER),
    page("member_paper", SOCIETY | {"worker"}, fixed={"kind": "card", "form": "png"}, **MEMBER),
    page("application_form", SOCIETY, thing=an_application, unknown=signed_in() - SOCIETY),
    page("society_list", DESK),
    form("society_new", CITY, typed=SOCIETY_DATA | {"name": "遵义市桥梁学会", "code": "B07"}),
    page("society_detail", SEEN, **A06),
    form("society_correct", CITY, typed=SOCIETY_DATA | {"name": "遵义市物理学会", "code": "A06", "reason": "1号"}, **A06),
    act("society_dissolve", "", CITY, typed={"dissolved_on": "2026-01-01", "reason": "1号"}, **A06),
    page("page_versions", SEEN, **A06),
    form("page_edit", SOCIETY, typed=PAGE, **A06),
    form("contacts_edit", SOCIETY, typed=CONTACTS, **A06),
    page("page_version", SEEN, **a_version()),
    act("page_act", "submit", SOCIETY, **a_version()),
    act("page_act", "withdraw", SOCIETY, **a_version()),
    act("page_act", "pass", {"general", "president"}, **a_version(is_submitted=True)),
    act("page_act", "return", {"general", "president"}, typed={"remark": "缺地址"}, **a_version(is_submitted=True)),
    form("invitation_list", SOCIETY, readers=CITY, typed={"label": "会员群"}, **A06),
    form("key_list", RESPONSIBLE, typed={"label": "官网"}, status=200, **A06),
    act("key_end", "", RESPONSIBLE, thing=a_key, unknown=STRANGERS),
    public("api_societies"),
    public("api_membership_check", status=400),
    Address("api_me", get={200: signed_in(), 401: VISITOR}, post=API_ME, other=API_ME),
    Address("api_roster", get=KEYLESS, post=KEYLESS, other=KEYLESS, thing=lambda city: {"code": "A06"}),
    page(
        "invitation_paper", SEEN, fixed={"name": "qr.png"}, unknown=STRANGERS,
        thing=lambda city: {"code": "A06", "public_id": an_invitation(city)},
    ),
]  # fmt: skip
