"""Asking late: only what a purpose needs, filled with what is known and the day it was said."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import actions
from members.askable import FIELDS, record_of
from members.models import Person, Unit
from members.profile import ProfileForm
from portal.ground.models import JournalEntry
from tests.entering import enter

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 2, 28, 17, 0, tzinfo=UTC)  # already 1 March in Shanghai


@pytest.fixture
def unit():
    return Unit.objects.create(kind="enterprise", name="甲厂", region_code="520302")


def confirm(city, **data):
    return actions.confirm_profile(city.worker.person, data, by=city.worker, now=LATE)


def test_confirm_profile_keeps_the_values_and_their_day(city, unit):
    person = confirm(city, education="postgraduate", born_on=date(1990, 1, 2), unit="甲厂", region="520302")
    person.refresh_from_db()

    assert (person.education, person.born_on, person.unit, person.region_code) == (
        "postgraduate", date(1990, 1, 2), unit, "520302",
    )  # fmt: skip
    assert person.confirmed_on == dict.fromkeys(("education", "born_on", "unit", "region"), "2026-03-01")


def test_confirm_profile_journals_which_fields_and_never_what_they_hold(city):
    confirm(city, education="postgraduate", position="车间主任")

    entry = JournalEntry.objects.get(verb="profile.confirmed")
    assert entry.detail == {"fields": ["education", "position"], "changed": ["education", "position"]}


def test_confirm_profile_forgets_what_is_taken_away(city):
    confirm(city, education="postgraduate")
    person = confirm(city, education="")

    assert (person.education, person.confirmed_on) == ("", {})


def test_saying_the_county_again_keeps_a_more_exact_place(city):
    Person.objects.filter(pk=city.worker.person.pk).update(region_code="520302001")

    assert confirm(city, region="520302").region_code == "520302001"
    assert confirm(city, region="520303").region_code == "520303"


def test_a_unit_no_register_knows_is_kept_as_typed(city, unit):
    assert confirm(city, unit="丙厂").unit_text == "丙厂"
    assert confirm(city, unit="甲厂").unit == unit
    assert confirm(city, unit="").unit is None


def test_nobody_writes_somebody_elses_record(city):
    with pytest.raises(PermissionDenied):
        actions.confirm_profile(city.worker.person, {"education": "college"}, by=city.system, now=LATE)


def test_the_form_asks_for_the_named_fields_only_and_says_when_they_were_answered(city):
    Person.objects.filter(pk=city.worker.person.pk).update(discipline="土木工程")
    person = confirm(city, education="college")

    form = ProfileForm(person, ["education", "discipline", "ethnicity"])

    assert list(form.fields) == ["education", "discipline", "ethnicity"]
    assert form["education"].initial == "college"
    assert form["education"].help_text == "2026年3月1日填写。"
    assert form["discipline"].help_text.endswith("来自名册，请核对。")
    assert form["ethnicity"].help_text == ""


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(city):
    form = ProfileForm(
        city.worker.person, ["name", "born_on", "education"], {"name": "田\u200b春兰", "born_on": "2999-01-01"}
    )

    assert not form.is_valid()
    assert form.cleaned_data["name"] == "田春兰"
    assert set(form.errors) == {"born_on", "education"}
    assert form["born_on"].value() == "2999-01-01"


def test_optional_fields_may_stay_empty(city):
    form = ProfileForm(
        city.worker.person, ["education", "position"], {"education": ""}, optional=["education", "position"]
    )

    assert form.is_valid(), form.errors


def test_somebody_from_elsewhere_keeps_their_place(city):
    person = city.worker.person
    person.region_code = "110101"

    form = ProfileForm(person, ["region"], {"region": "110101"})

    assert form.is_valid(), form.errors


def test_every_field_can_be_shown_and_asked(city, unit):
    person = confirm(city, name="田春兰", sex="f", born_on=date(1990, 1, 2), ethnicity="09", education="college", degree="none",
                     unit="甲厂", position="主任", professional_title="工程师", discipline="土木", region="520302", front_line="enterprise")  # fmt: skip

    known = {one.key: one.text for one in record_of(person, on=date(2026, 3, 1))}
    assert list(known) == list(FIELDS)
    assert all(known.values())
    assert (known["ethnicity"], known["born_on"], known["region"]) == ("布依族", "1990年1月2日", "红花岗区")


def test_my_record_shows_the_phone_masked(client, city):
    Person.objects.filter(pk=city.worker.person.pk).update(phone="13912345678")
    enter(client, city.worker)

    page = client.get(reverse("my_record")).content.decode()

    assert "139****5678" in page
    assert "13912345678" not in page


def test_my_record_is_corrected_on_its_form(client, city):
    enter(client, city.worker)
    response = client.post(reverse("my_record_form"), {"name": "田春兰", "education": "college"}, follow=True)

    city.worker.person.refresh_from_db()
    assert city.worker.person.education == "college"
    assert "已保存" in response.content.decode()
    assert "姓名" in client.post(reverse("my_record_form"), {"name": ""}).content.decode()


def test_my_record_takes_few_queries(client, city):
    confirm(city, region="520302", unit="丙厂")
    enter(client, city.worker)
    client.get(reverse("my_record"))

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("my_record"))

    assert len(queries) <= 12
