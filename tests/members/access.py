"""Who may do what at the members' addresses; see tests/access.py."""

from datetime import date

from allauth.mfa.models import Authenticator

from members.models import Deputy, Person, Unit
from tests.access import (
    ABROAD,
    ADMINISTRATORS,
    CITY,
    CIVIL,
    COUNTY,
    DESK,
    OTHER_COUNTY,
    REFUSED,
    SOCIETY,
    Address,
    act,
    before_sign_in,
    form,
    own_account,
    page,
    public,
    signed_in,
)  # fmt: skip
from tests.factories.city import NOW
from tests.factories.workbooks import credit_code
from tests.members import person_access

IN_OFFICE = DESK | ADMINISTRATORS
DAY = "2026-11-02"


def a_unit(city):
    unit = Unit.objects.create(kind="enterprise", name="甲公司", credit_code=credit_code(), region_code="520302")
    return {"public_id": unit.public_id}


def an_office(city):
    return {"public_id": city.official.office.public_id}


def an_account(city):
    return {"public_id": city.official.person.public_id}


def a_deputy(city):
    deputy = Deputy.objects.create(
        office=city.official.office, person=city.stats.person, start_on=date(2026, 1, 1), end_on=date(2099, 1, 1),
        named_at=NOW,
    )  # fmt: skip
    return {"public_id": deputy.public_id}


def by_document(**typed):
    return {"on": DAY, "document": "1号"} | typed


def a_disabled_account(city):
    person = Person.objects.create_user("left", name="离任的人", is_active=False)
    return {"public_id": person.public_id}


def a_passkey(city):
    """Somebody else's."""
    owner = Person.objects.create_user("owner", name="有通行密钥的人")
    return {"pk": Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={}).pk}


def two_units(city):
    Unit.objects.create(kind="enterprise", name="乙公司", region_code="520302")
    return a_unit(city)


NEAR = COUNTY | CITY
UNIT = {"thing": a_unit, "unknown": OTHER_COUNTY | ABROAD}
OFFICE = {"thing": an_office, "unknown": COUNTY | OTHER_COUNTY | ABROAD}

BEFORE_SIGN_IN = [
    "account_login",
    "account_signup",
    "account_logout",
    "account_inactive",
    "account_email_verification_sent",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_verify_phone",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_login_webauthn",
    "account_wechat",
    "account_wechat_callback",
    "account_wechat_first",
    "account_wechat_forget",
]
OWN_ACCOUNT = [
    "account_change_password",
    "account_set_password",
    "account_change_phone",
    "account_email",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "usersessions_list",
]

ADDRESSES = [
    *map(before_sign_in, BEFORE_SIGN_IN),
    before_sign_in("account_confirm_email", thing=lambda city: {"key": "x-y"}),
    before_sign_in("account_reset_password_from_key", thing=lambda city: {"uidb36": "1", "key": "x-y"}),
    *map(own_account, OWN_ACCOUNT),
    own_account("mfa_edit_webauthn", thing=a_passkey),
    own_account("mfa_remove_webauthn", thing=a_passkey),
    page("my_notices", signed_in()),
    page("my_record", signed_in()),
    form("my_record_form", signed_in(), typed={"name": "田春兰"}, is_recorded=False),
    page("my_security", signed_in()),
    Address("unbind_wechat", post={REFUSED: signed_in()}),
    public("consent_text", thing=lambda city: {"kind": "terms"}),
    Address(
        "act_as", post={302: {"stats"}, 404: signed_in() - {"stats"}},
        typed=lambda city: {"office": city.stats.office.public_id}, is_recorded=False,
    ),
    page("notice_list", signed_in()),
    Address("deputy_list", get={200: DESK | SOCIETY | {"other_general"}}, post={CIVIL: DESK | SOCIETY | {"other_general"}},
            typed=lambda city: {"person": city.official.person.pk, "start_on": DAY, "last_day": DAY}),
    act("deputy_end", "", {"official"}, thing=a_deputy, unknown=signed_in() - {"official"}),
    page("office_list", IN_OFFICE),
    form("office_new", {"security"}, refused=(DESK - ABROAD - OTHER_COUNTY) | {"system"}, typed=lambda city: {
        "organisation": city.stats.office.organisation_id, "title": "official", "person": "worker", "start_on": DAY,
    }),
    page("office_detail", CITY | ADMINISTRATORS, **OFFICE),
    act("office_act", "end", {"security"}, typed={"end_on": DAY}, **OFFICE),
    act("office_act", "hand-over", {"security"}, typed={"successor": "worker", "on": DAY}, **OFFICE),
    page("account_list", {"system"}),
    form("account_new", {"system"}, typed={"name": "新人", "username": "newcomer"}, status=200),
    page("account_detail", {"system"}, thing=an_account),
    act("account_act", "disable", {"system"}, thing=an_account),
    act("account_act", "enable", {"system"}, thing=a_disabled_account),
    act("account_act", "reset-second-factor", {"system"}, thing=an_account),
    page("journal_list", {"audit"}),
    act("journal_verify", "", {"audit"}, is_recorded=False),
    page("unit_list", DESK),
    page("unit_detail", NEAR, **UNIT),
    act("unit_act", "rename", NEAR, typed=by_document(name="乙公司"), **UNIT),
    act("unit_act", "credit-code", NEAR, typed=by_document(credit_code=credit_code("91520302MA6DQX0B6")), **UNIT),
    act("unit_act", "merge", NEAR, typed=by_document(into="乙公司"), **UNIT | {"thing": two_units}),
    act("unit_act", "tag", NEAR, typed={"ownership": "private", "tags": "新经济组织"}, **UNIT),
    form("calendar", {"leader"}, readers=IN_OFFICE,
         typed={"first": "2027-02-05", "last": "2027-02-11", "is_working": "0", "name": "春节"}),
    page("value_list", IN_OFFICE),
    form("value_form", {"leader"}, thing=lambda city: {"key": "quarter.confirm-days"},
         typed={"value": "7", "start_on": DAY, "source": "1号"}),
    page("review_rules", IN_OFFICE),
    form("review_rules_form", {"leader"}, thing=lambda city: {"kind": "branch"}, typed={
        "valid_from": "2026-12-01", "source": "1号", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0",
        "form-0-name": "初审", "form-0-scope": "county", "form-0-titles": "official", "form-0-working_days": "5",
    }),
    *person_access.ADDRESSES,
]  # fmt: skip
