"""What an application said when it was handed in stays, whatever becomes of the record; and goes when its time is over."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from members import actions, statements
from members.models import Application, Statement, Unit
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry
from tests.factories import joining as factory
from tests.factories.city import NOW
from tests.factories.pictures import photograph
from tests.members.test_applications import photo
from tests.racing import at_once

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
LATER = NOW + timedelta(days=1)


@pytest.fixture
def society(city):
    return factory.society(city)


@pytest.fixture
def anna(city):
    return factory.person()


def texts(said):
    return {row.key: row.text for row in said.rows}


def shown(application, **options):
    application.person.refresh_from_db()
    return statements.said_by(application, on=TODAY, **options)


def test_handing_in_keeps_what_was_said_and_marks_what_the_record_says_since(society, anna):
    application = factory.submitted(society, anna, reason="热爱物理", years=5)
    actions.confirm_profile(anna.person, {"name": "申请人甲", "unit": "遵义市某厂"}, by=anna, now=LATER)

    said = shown(application)

    assert texts(said) == {"class": "普通会员", "years": "5 年", "name": "申请人1", "unit": "遵义某大学",
                           "phone": "13900000001", "reason": "热爱物理"}  # fmt: skip
    assert {row.key: row.now for row in said.rows if row.now is not None} == {"name": "申请人甲", "unit": "遵义市某厂"}
    assert (said.round, said.said_at, said.changes) == (1, NOW, [])


def test_a_renamed_unit_and_an_emptied_field_are_marked_too(society, anna):
    application = factory.submitted(society, anna)
    Unit.objects.update(name="遵义新名大学")
    assert {row.key: row.now for row in shown(application).rows if row.now is not None} == {"unit": "遵义新名大学"}

    anna.person.unit = None
    anna.person.save()
    assert {row.key: row.now for row in shown(application).rows if row.now is not None} == {"unit": ""}


def test_a_new_version_of_the_class_changes_nothing_that_was_said(society, anna):
    application = factory.submitted(society, anna)
    application.member_class.name = "另一类"
    application.member_class.save()

    assert texts(shown(application))["class"] == "普通会员"


def test_handed_in_again_it_is_a_new_version_and_says_what_changed(city, society, anna, tmp_path):
    actions.confirm_profile(anna.person, {"education": "undergraduate"}, by=anna, now=NOW)
    application = factory.begun(society, anna, class_code="student")
    actions.bring_application_papers(application, [("学生证", photo(tmp_path))], by=anna, now=NOW)
    actions.submit_application(application, by=anna, now=NOW)
    actions.return_application(application, remark="请写明", by=city.assistant, now=NOW)
    application = factory.begun(society, anna, class_code="student", reason="想学")
    picture = photograph(tmp_path / "另一张.jpg", colour="#ffffff")
    another = SimpleUploadedFile("另一张.jpg", picture.read_bytes(), "image/jpeg")
    actions.confirm_profile(anna.person, {"education": "postgraduate"}, by=anna, now=NOW)
    actions.bring_application_papers(application, [("学生证", another)], by=anna, now=NOW)
    actions.submit_application(application, by=anna, now=LATER)

    said = shown(application)

    assert (said.round, said.rounds) == (2, [1, 2])
    assert [(one.label, one.before, one.after) for one in said.changes] == [
        ("学历", "大学本科", "研究生"), ("申请理由", "", "想学"), ("学生证", "学生证.jpg", "学生证.jpg、另一张.jpg"),
    ]  # fmt: skip
    first = shown(application, round=1)
    assert texts(first)["education"] == "大学本科"
    assert (first.changes, "reason" in texts(first)) == ([], False)
    assert shown(application, round=7).round == 2


def test_another_file_of_the_same_name_is_a_change(city, society, anna, tmp_path):
    before = [{"key": "paper:证", "label": "证", "text": "a.jpg", "sum": "1"}]
    after = [{"key": "paper:证", "label": "证", "text": "a.jpg", "sum": "2"}]

    assert [(one.label, one.before, one.after) for one in statements._changes(before, after)] == [
        ("证", "a.jpg", "a.jpg")
    ]


def test_a_draft_and_what_was_handed_in_before_versions_were_kept_show_the_record(city, society, anna):
    draft = factory.begun(society, anna)
    assert (shown(draft).round, texts(shown(draft))["name"]) == (0, "申请人1")

    application = actions.submit_application(draft, by=anna, now=NOW)
    Statement.objects.all().delete()
    assert (shown(application).round, texts(shown(application))["name"]) == (0, "申请人1")


def test_a_refused_handing_in_keeps_nothing(society):
    with pytest.raises(Refused):
        factory.submitted(society, factory.person(2, unit=None))
    assert not Statement.objects.exists()


def test_somebody_elses_application_is_not_handed_in(city, society, anna):
    with pytest.raises(PermissionDenied):
        actions.submit_application(factory.begun(society, anna), by=city.assistant, now=NOW)
    assert not Statement.objects.exists()


def test_what_led_nowhere_is_erased_after_three_years_and_the_dates_stay(city, society, anna):
    member = factory.admitted(society, factory.person(2), city)
    actions.reject_application(factory.submitted(society, anna, reason="想"), reason="不符", by=city.assistant, now=NOW)
    three_years = timedelta(days=3 * 366)

    assert actions.forget_old_statements(now=NOW + timedelta(days=3 * 365 - 1)) == 0
    assert actions.forget_old_statements(now=NOW + three_years) == 1
    assert actions.forget_old_statements(now=NOW + three_years) == 0

    gone = Application.objects.exclude(pk=member.pk).get()
    assert (shown(gone).rows, shown(gone).is_forgotten, shown(gone).said_at, gone.reason) == ([], True, NOW, "")
    assert texts(shown(member))["name"] == "申请人2"
    assert JournalEntry.objects.filter(verb="statements.forgotten").count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_handings_in_at_once_keep_one_version(city, society, anna):
    application = factory.begun(society, anna)

    assert at_once(lambda: actions.submit_application(application, by=anna, now=NOW)) == (1, 49)

    assert Statement.objects.count() == 1
