"""A society's page changes when a second person has looked at it; contact details at once."""

from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied

from members.models import ReviewRule, ReviewStep
from portal.ground.errors import Refused
from portal.ground.journal import history
from portal.ground.models import Delivery, Notice
from societies import actions, page_rules
from societies.actions import page
from societies.models import PageVersion, Society
from tests.factories import societies
from tests.factories.city import NOW
from tests.racing import at_once

pytestmark = pytest.mark.django_db
SAID = {"short_name": "市物理学会", "disciplines": ["物理学"], "introduction": "新的简介。", "scope": "学术交流。"}
CONTACTS = {"phone": "0851-80001234", "email": "", "address": "", "website": ""}


def saved(house, by=None, **said):
    return actions.save_page(house.society, SAID | said, by=by or house.assistant, now=NOW)


def submitted(house, **said):
    return actions.submit_page(saved(house, **said), by=house.assistant, now=NOW)


def shown(house):
    return Society.objects.get(pk=house.society.pk).introduction


def test_save_page_keeps_a_draft_and_what_was_shown_as_version_1(house):
    version = saved(house)

    assert (version.number, version.state) == (2, "draft")
    first = house.society.versions.get(number=1)
    assert (first.state, first.introduction, first.written_by) == ("approved", "原来的简介。", None)
    assert saved(house, introduction="又改。").pk == version.pk
    assert shown(house) == "原来的简介。"


def test_save_page_is_refused_without_a_change_and_while_under_review(house):
    with pytest.raises(Refused, match="没有改动"):
        actions.save_page(
            house.society, {"short_name": "", "disciplines": [], "introduction": "原来的简介。", "scope": ""},
            by=house.assistant, now=NOW,
        )  # fmt: skip
    assert not PageVersion.objects.exists()
    submitted(house)
    with pytest.raises(Refused, match="正在审核"):
        saved(house)


def test_save_page_is_forbidden_to_strangers_officials_and_after_dissolution(house):
    stranger = societies.officer(societies.society("别的学会", "A07"))
    for actor in (stranger, house.official, house.worker):
        with pytest.raises(PermissionDenied):
            saved(house, by=actor)
    Society.objects.filter(pk=house.society.pk).update(dissolved_on=NOW.date())
    with pytest.raises(PermissionDenied):
        saved(house)


def test_submit_page_tells_the_other_officer_and_changes_nothing_shown(house):
    version = submitted(house)

    step = ReviewStep.objects.of(version).waiting().get()
    assert (step.name, step.organisation_id) == ("复核", house.society.pk)
    assert [one.person for one in Delivery.objects.all()] == [house.general.person]
    assert shown(house) == "原来的简介。"
    with pytest.raises(Refused, match="已经提交"):
        actions.submit_page(version, by=house.assistant, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.submit_page(version, by=house.official, now=NOW)


def test_pass_page_shows_the_version_and_tells_the_writer(house):
    version = actions.pass_page(submitted(house), by=house.general, now=NOW)

    society = Society.objects.get(pk=house.society.pk)
    assert {name: getattr(society, name) for name in PageVersion.FIELDS} == SAID
    assert version.state == "approved"
    assert Notice.objects.filter(key=f"page-approved:{version.pk}").exists()
    assert [entry["verb"] for entry in history(version)] == ["编写主页", "提交主页修改", "主页审核通过"]
    with pytest.raises(Refused, match="不在审核中"):
        actions.pass_page(version, by=house.general, now=NOW)


def test_pass_page_is_forbidden_to_the_writer_and_to_strangers(house):
    version = submitted(house)

    for actor in (house.assistant, house.official, societies.officer(societies.society("别的学会", "A07"))):
        with pytest.raises(PermissionDenied):
            actions.pass_page(version, by=actor, now=NOW)
    assert shown(house) == "原来的简介。"


def test_pass_page_goes_to_the_association_where_the_steps_say_so(house):
    for order, (scope, titles) in enumerate((("own", ["secretary_general"]), ("city", ["official"])), 1):
        ReviewRule.objects.create(
            kind=page_rules.REVIEW, organisation=house.society.organisation, valid_from=NOW.date(), order=order,
            name=f"第{order}步", titles=titles, scope=scope, working_days=3,
        )  # fmt: skip
    version = submitted(house)

    actions.pass_page(version, by=house.general, now=NOW)
    assert shown(house) == "原来的简介。"
    actions.pass_page(version, by=house.official, now=NOW)
    assert shown(house) == "新的简介。"


def test_return_page_sends_it_back_with_a_remark_to_be_mended(house):
    version = actions.return_page(submitted(house), remark="请写明办公时间。", by=house.general, now=NOW)

    assert version.state == "returned"
    assert "请写明办公时间。" in Notice.objects.get(key__startswith="page-returned").text
    again = saved(house, introduction="改好的。")
    assert again.pk == version.pk
    actions.pass_page(actions.submit_page(again, by=house.assistant, now=NOW), by=house.general, now=NOW)
    assert shown(house) == "改好的。"


def test_return_page_is_forbidden_to_the_writer_and_refused_outside_a_review(house):
    version = submitted(house)
    with pytest.raises(PermissionDenied):
        actions.return_page(version, remark="不好。", by=house.assistant, now=NOW)
    actions.pass_page(version, by=house.general, now=NOW)
    with pytest.raises(Refused, match="不在审核中"):
        actions.return_page(version, remark="不好。", by=house.general, now=NOW)


def test_withdraw_page_frees_the_way_for_another_version(house):
    version = submitted(house)
    with pytest.raises(PermissionDenied):
        actions.withdraw_page(version, by=house.official, now=NOW)
    actions.withdraw_page(version, by=house.assistant, now=NOW)

    assert not ReviewStep.objects.of(version).waiting().exists()
    assert saved(house).number == 3
    with pytest.raises(Refused, match="已经办结"):
        actions.withdraw_page(version, by=house.assistant, now=NOW)


def test_change_contacts_shows_at_once_and_is_in_the_journal(house):
    society = actions.change_contacts(house.society, CONTACTS, by=house.assistant, now=NOW)

    assert society.phone == "0851-80001234"
    assert history(society)[0]["detail"] == {"before": {"phone": ""}, "after": {"phone": "0851-80001234"}}
    with pytest.raises(Refused, match="没有改动"):
        actions.change_contacts(society, CONTACTS, by=house.assistant, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.change_contacts(society, CONTACTS | {"phone": "12345"}, by=house.official, now=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_decisions_at_once_show_the_version_once(house):
    version = submitted(house)

    assert at_once(lambda: actions.pass_page(version, by=house.general, now=NOW)) == (1, 49)
    assert Notice.objects.filter(key__startswith="page-approved").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_decisions_at_once_without_the_lock_decide_more_than_once(house):
    version = submitted(house)

    with patch.object(page, "_locked_society", lambda society: society):
        done, _refused = at_once(lambda: actions.pass_page(version, by=house.general, now=NOW))
    assert done > 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_fifty_first_drafts_at_once_are_one_version(house):
    at_once(lambda: saved(house))

    assert sorted(house.society.versions.values_list("number", flat=True)) == [1, 2]
