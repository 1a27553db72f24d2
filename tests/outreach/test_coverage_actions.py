"""What a branch covers, brings and does after its founding: done, refused, forbidden, and asked many times at once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from members.actions import hand_over
from members.models import Activity, Actor, Office, Organisation, Person, Unit, UnitMerger
from outreach import actions
from outreach.models import Branch
from portal.ground import attachments
from portal.ground.errors import Refused
from portal.ground.models import Attachment, JournalEntry
from tests.factories.city import NOW
from tests.ground.uploaded import picture, upload
from tests.outreach.test_branch_actions import RENEWAL, approved, draft, filed, submitted
from tests.racing import AT_ONCE, at_once

ONE_DAY = date(2026, 11, 2)
LECTURE = {"name": "科普讲座", "kind": "讲座", "held_on": ONE_DAY, "person_times": 30}


def firm(name="乙企业", **fields):
    return Unit.objects.create(kind="enterprise", name=name, region_code="520302", **fields)


def joint(city):
    """A regional branch, founded, that may take firms in."""
    branch = filed(city)
    Branch.objects.filter(pk=branch.pk).update(formation="regional")
    branch.refresh_from_db()
    return branch


def cover(branch, unit, city, *, by=None, start_on=ONE_DAY):
    return actions.cover_unit(branch, unit, start_on=start_on, by=by or city.honghua, now=NOW)


def told(verb):
    return JournalEntry.objects.filter(verb=verb).count()


# Units put under a branch


@pytest.mark.django_db
def test_cover_unit_covers_from_the_day_on(city):
    branch, unit = joint(city), firm(credit_code="9152030200000000XX")

    link = cover(branch, unit, city)

    assert (link.start_on, link.token, link.is_matched_by_hand) == (ONE_DAY, unit.credit_code, True)
    assert branch.coverages.on(ONE_DAY).filter(unit=unit).exists()
    assert not branch.coverages.on(date(2026, 11, 1)).filter(unit=unit).exists()
    assert told("branch.unit_covered") == 1


@pytest.mark.django_db
def test_cover_unit_says_why_not(city):
    branch, unit, merged = joint(city), firm(), firm("丙企业")
    cover(branch, unit, city)
    UnitMerger.objects.create(unit=merged, into=unit, merged_on=ONE_DAY)

    for change, sentence in (
        ({"unit": unit}, "乙企业已在该组织的覆盖范围内。"),
        ({"unit": merged}, "丙企业已并入别的单位，请选合并后的单位。"),
        ({"unit": firm("丁企业"), "start_on": date(2026, 11, 3)}, "开始覆盖的日期不能晚于今天。"),
        ({"unit": firm("戊企业"), "branch": submitted(city)}, "组织备案成立后，撤销前，才能增加覆盖单位。"),
    ):
        with pytest.raises(Refused, match=sentence):
            cover(**{"branch": branch, "city": city} | change)
    assert branch.coverages.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("start_on", [None, date(2026, 11, 1)])
def test_cover_unit_refuses_a_second_unit_of_a_standalone_branch(city, start_on):
    branch = filed(city)
    branch.coverages.update(start_on=start_on)

    with pytest.raises(Refused, match="单独组建的组织只覆盖一个单位。"):
        cover(branch, firm(), city, start_on=date(2026, 10, 30))


@pytest.mark.django_db
def test_cover_unit_lets_a_standalone_branch_change_its_unit(city):
    branch = filed(city)
    actions.uncover_unit(branch.coverages.get(), end_on=ONE_DAY, by=city.honghua, now=NOW)

    assert cover(branch, firm(), city).unit.name == "乙企业"


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["worker", "huichuan", "system"])
def test_cover_unit_is_forbidden_to_others(city, who):
    with pytest.raises(PermissionDenied):
        cover(joint(city), firm(), city, by=city.actors[who])


@pytest.mark.django_db
def test_uncover_unit_ends_the_cover_on_its_first_day_without(city):
    branch, unit = joint(city), firm()
    link = cover(branch, unit, city, start_on=date(2026, 11, 1))

    actions.uncover_unit(link, end_on=ONE_DAY, by=city.honghua, now=NOW)

    assert branch.coverages.on(date(2026, 11, 1)).filter(unit=unit).exists()
    assert not branch.coverages.on(ONE_DAY).filter(unit=unit).exists()


@pytest.mark.django_db
def test_uncover_unit_says_why_not(city):
    link = filed(city).coverages.get()

    for end_on in (date(2026, 11, 3), date(2026, 11, 1)):
        with pytest.raises(Refused, match="停止覆盖的日期应在开始覆盖之后，且不晚于今天。"):
            actions.uncover_unit(link, end_on=end_on, by=city.honghua, now=NOW)
    actions.uncover_unit(link, end_on=ONE_DAY, by=city.honghua, now=NOW)
    with pytest.raises(Refused, match="这个单位已不在覆盖范围内。"):
        actions.uncover_unit(link, end_on=ONE_DAY, by=city.honghua, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.uncover_unit(link, end_on=ONE_DAY, by=city.huichuan, now=NOW)


@pytest.mark.django_db
def test_match_coverage_says_which_unit_a_paper_means(city):
    link = filed(city).coverages.get()

    actions.match_coverage(link, firm(), by=city.honghua)

    link.refresh_from_db()
    assert (link.unit.name, link.is_matched_by_hand, link.token) == ("乙企业", True, "甲企业")
    assert told("coverage.matched") == 1


@pytest.mark.django_db
def test_match_coverage_says_why_not(city):
    branch, unit = joint(city), firm()
    link = branch.coverages.get()
    with pytest.raises(PermissionDenied):
        actions.match_coverage(link, unit, by=city.huichuan)
    cover(branch, unit, city)
    with pytest.raises(Refused, match="乙企业已在该组织的覆盖范围内。"):
        actions.match_coverage(link, unit, by=city.honghua)
    actions.match_coverage(link, firm("丙企业"), by=city.honghua)

    with pytest.raises(Refused, match="这一行已经对应到单位了。"):
        actions.match_coverage(link, unit, by=city.honghua)


# Activities and papers


@pytest.mark.django_db
def test_file_activity_keeps_whom_it_served_and_the_photograph(city):
    branch, unit = filed(city), firm()

    activity = actions.file_activity(
        branch.organisation, **LECTURE, served=unit, photos=[upload(picture())], by=city.honghua, now=NOW
    )

    assert (activity.served_unit, activity.served_token, activity.region_code) == (unit, "乙企业", "520302")
    [photo] = attachments.of("activity", activity.pk)
    assert (photo.label, photo.content_type) == ("现场照片", "image/jpeg")


@pytest.mark.django_db
def test_file_activity_says_why_not(city):
    organisation = filed(city).organisation
    actions.file_activity(organisation, **LECTURE, by=city.honghua, now=NOW)

    for change, sentence in (
        ({}, "这次活动已经备案过了。"),
        ({"held_on": date(2026, 11, 3)}, "活动日期不能晚于今天。"),
        ({"held_on": date(2026, 10, 31)}, "组织备案成立以后的活动才能备案。"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.file_activity(organisation, **LECTURE | change, by=city.honghua, now=NOW)
    Branch.objects.update(dissolved_on=ONE_DAY)
    with pytest.raises(Refused, match="该组织在活动当天已经撤销。"):
        actions.file_activity(organisation, **LECTURE | {"name": "展览"}, by=city.honghua, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.file_activity(organisation, **LECTURE, by=city.huichuan, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_file_activity_is_not_filed_when_its_photograph_is_refused(city):
    organisation = filed(city).organisation

    with pytest.raises(Refused):
        actions.file_activity(organisation, **LECTURE, photos=[upload(b"no picture")], by=city.honghua, now=NOW)

    assert not Activity.objects.exists()
    assert not Attachment.objects.filter(owner_kind="activity").exists()


@pytest.mark.django_db
def test_bring_papers_keeps_them_with_the_branch(city):
    branch = draft(city)

    actions.bring_papers(branch, [("① 申请报告", upload(picture()))], by=city.worker, now=NOW)

    assert [paper.label for paper in attachments.of("branch", branch.organisation.public_id)] == ["① 申请报告"]
    assert "① 申请报告" not in actions.missing_papers(branch, "application", on=ONE_DAY)


@pytest.mark.django_db(transaction=True)
def test_bring_papers_says_why_not_and_keeps_none(city):
    branch = draft(city, name="草稿科协")
    with pytest.raises(Refused, match="没有要求“身份证”这项材料。"):
        actions.bring_papers(
            branch, [("① 申请报告", upload(picture())), ("身份证", upload(picture()))], by=city.worker, now=NOW
        )
    assert not Attachment.objects.exists()
    actions.bring_papers(branch, [("① 申请报告", upload(picture()))], by=city.worker, now=NOW)

    with pytest.raises(Refused, match="“① 申请报告”里的这个文件已经上传过了。"):
        actions.bring_papers(branch, [("① 申请报告", upload(picture()))], by=city.worker, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.bring_papers(branch, [("③ 章程", upload(picture()))], by=city.huichuan, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.bring_papers(submitted(city), [("③ 章程", upload(picture()))], by=city.worker, now=NOW)


# Terms, places, withdrawal, successors


@pytest.mark.django_db
def test_renew_term_enters_the_new_term_and_chair(city):
    branch = actions.renew_term(filed(city), **RENEWAL, by=city.honghua, now=NOW)

    assert (branch.term_ends_on, branch.chair_name) == (date(2036, 11, 1), "丙")
    assert JournalEntry.objects.get(verb="branch.term_renewed").detail["was"] == "2031-11-01"


@pytest.mark.django_db
def test_renew_term_says_why_not(city):
    branch = filed(city)
    for change, sentence in (
        ({"elected_on": date(2026, 10, 31)}, "换届日期应在备案日期之后，且不晚于今天。"),
        ({"elected_on": date(2026, 11, 3)}, "换届日期应在备案日期之后，且不晚于今天。"),
        ({"term_ends_on": date(2031, 11, 1)}, "新的届满日期应晚于换届日期和原届满日期。"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.renew_term(branch, **RENEWAL | change, by=city.honghua, now=NOW)
    with pytest.raises(Refused, match="该组织现在的状态是“审核中”，不能办理这一步。"):
        actions.renew_term(submitted(city), **RENEWAL, by=city.honghua, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.renew_term(branch, **RENEWAL, by=city.worker, now=NOW)


@pytest.mark.django_db
def test_place_under_puts_a_branch_under_another_and_on_its_own_again(city):
    branch, alliance = filed(city), filed(city)

    actions.place_under(branch, alliance.organisation, by=city.honghua)
    assert list(alliance.organisation.children.all()) == [branch.organisation]
    actions.place_under(branch, None, by=city.honghua)

    assert not alliance.organisation.children.exists()


@pytest.mark.django_db
def test_place_under_refuses_circles_and_nothing_new(city):
    top, middle, bottom = filed(city), filed(city), filed(city)
    actions.place_under(middle, top.organisation, by=city.honghua)
    actions.place_under(bottom, middle.organisation, by=city.honghua)

    for parent in (top, middle, bottom):
        with pytest.raises(Refused, match="上级组织不能是它自己或它的下级。"):
            actions.place_under(top, parent.organisation, by=city.honghua)
    with pytest.raises(Refused, match="上级组织没有变化。"):
        actions.place_under(bottom, middle.organisation, by=city.honghua)
    with pytest.raises(PermissionDenied):
        actions.place_under(bottom, None, by=city.worker)


@pytest.mark.django_db(transaction=True)
def test_place_under_makes_no_circle_of_two_that_go_under_each_other_at_once(city):
    pair = [filed(city), filed(city)]
    ways = iter([(0, 1), (1, 0)] * (AT_ONCE // 2))

    def place():
        lower, upper = next(ways)
        return actions.place_under(pair[lower], pair[upper].organisation, by=city.honghua)

    assert at_once(place) == (1, AT_ONCE - 1)
    assert Organisation.objects.exclude(parent=None).count() == 1


@pytest.mark.django_db
def test_withdraw_branch_takes_it_back_and_it_can_be_handed_in_again(city):
    branch = actions.withdraw_branch(submitted(city), by=city.worker, now=NOW)
    assert branch.state == "draft"

    assert actions.submit_branch(branch, by=city.worker, now=NOW).state == "submitted"


@pytest.mark.django_db
def test_withdraw_branch_says_why_not(city):
    for branch, state in ((draft(city, name="草稿科协"), "草稿"), (approved(city), "已批复")):
        with pytest.raises(Refused, match=f"该组织现在的状态是“{state}”，不能办理这一步。"):
            actions.withdraw_branch(branch, by=city.worker, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.withdraw_branch(submitted(city), by=city.honghua, now=NOW)


def officer(branch, username, phone=""):
    """A person who is the branch's secretary, and their office."""
    person = Person.objects.create_user(username, name=username, phone=phone)
    office = Office.objects.create(
        person=person, organisation=branch.organisation, title="branch_secretary", start_on=date(2026, 1, 1)
    )
    return Actor(person, office)


@pytest.mark.django_db
def test_hand_over_branch_papers_gives_contact_and_drafts_to_the_successor(city):
    branch = filed(city)
    leaving, following = officer(branch, "韦春", "13800000003"), officer(branch, "罗云", "13800000004")
    Branch.objects.filter(pk=branch.pk).update(applicant=leaving.person, contact_name="韦春")

    with transaction.atomic():
        actions.hand_over_branch_papers(leaving.office, following.office, by=city.honghua)

    branch.refresh_from_db()
    assert (branch.applicant, branch.contact_name, branch.contact_phone) == (following.person, "罗云", "13800000004")
    assert JournalEntry.objects.get(verb="branch.handed_over").detail == {"to": "罗云"}


@pytest.mark.django_db
def test_hand_over_branch_papers_leaves_contacts_and_branches_of_others(city):
    branch, other = filed(city), filed(city)
    leaving, following = officer(branch, "韦春"), officer(branch, "罗云")
    Branch.objects.filter(pk=branch.pk).update(applicant=leaving.person, contact_name="石永")

    with transaction.atomic():
        actions.hand_over_branch_papers(leaving.office, following.office, by=city.honghua)

    branch.refresh_from_db()
    other.refresh_from_db()
    assert (branch.contact_name, other.applicant) == ("石永", city.worker.person)


@pytest.mark.django_db
def test_hand_over_branch_papers_is_forbidden_to_other_counties(city):
    leaving = officer(filed(city), "韦春")

    with pytest.raises(PermissionDenied):
        hand_over(leaving.office, city.worker.person, on=ONE_DAY, by=city.huichuan, now=NOW)


# Asked many times at once


def _handed_over(branch):
    leaving = officer(branch, "韦春")
    Branch.objects.filter(pk=branch.pk).update(applicant=leaving.person)
    return branch, leaving.office


def _first_link(city):
    branch = filed(city)
    return branch.coverages.get(), firm()


RACES = {
    "cover": (
        lambda city: (joint(city), firm()),
        lambda city, branch, unit: cover(branch, unit, city),
        "branch.unit_covered",
    ),
    "uncover": (
        _first_link,
        lambda city, link, _unit: actions.uncover_unit(link, end_on=ONE_DAY, by=city.honghua, now=NOW),
        "branch.unit_uncovered",
    ),
    "match": (
        _first_link,
        lambda city, link, unit: actions.match_coverage(link, unit, by=city.honghua),
        "coverage.matched",
    ),
    "activity": (
        lambda city: (filed(city).organisation, firm()),
        lambda city, organisation, unit: actions.file_activity(
            organisation, **LECTURE, served=unit, by=city.honghua, now=NOW
        ),
        "activity.filed",
    ),
    "place": (
        lambda city: (filed(city), filed(city).organisation),
        lambda city, branch, parent: actions.place_under(branch, parent, by=city.honghua),
        "branch.placed",
    ),
    "hand over": (
        lambda city: _handed_over(filed(city)),
        lambda city, _branch, office: hand_over(office, city.worker.person, on=ONE_DAY, by=city.honghua, now=NOW),
        "branch.handed_over",
    ),
}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", RACES)
def test_an_act_asked_for_many_times_at_once_happens_once(city, name):
    prepare, act, verb = RACES[name]
    things = prepare(city)

    assert at_once(lambda: act(city, *things)) == (1, AT_ONCE - 1)
    assert told(verb) == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_the_same_paper_brought_a_few_times_at_once_is_kept_once(city):
    branch = draft(city)
    photo = picture()

    done, refused = at_once(
        lambda: actions.bring_papers(branch, [("③ 章程", upload(photo))], by=city.worker, now=NOW), times=5
    )

    assert (done, refused) == (1, 4)
    assert Attachment.objects.count() == 1
