"""Comments written, edited, deleted, reported: done, refused, forbidden."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from members.models import Actor
from portal.ground import dated
from portal.ground.ciphers import cipher
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry, Notice
from portal.home import actions, threads
from portal.home import comment_values as values
from portal.home.models import Ban, Comment, CommentEdit, CommentReport, WordRule
from tests.factories.city import NOW
from tests.factories.talk import ADDRESS, branch, commented_branches, known, reader, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def thing(city):
    with commented_branches():
        yield branch()


@pytest.fixture
def old(thing):
    """A reader whose comments stood before."""
    return known(reader(), thing)


def word(kind, text="赌博", **more):
    return WordRule.objects.create(word=text, normal=text, kind=kind, source="会议", made_at=NOW, **more)


def later(**time):
    return NOW + timedelta(**time)


# --- write_comment


def test_write_comment_shows_what_somebody_known_says(thing, old):
    comment = say(thing, old, " 说得好 ")

    assert (comment.state, comment.text, comment.place, comment.organisation) == ("shown", "说得好", "未知", thing)
    assert Comment.objects.of(thing).visible().filter(pk=comment.pk).exists()


def test_write_comment_keeps_the_address_sealed_in_the_journal_only(thing, old):
    comment = say(thing, old)

    entry = JournalEntry.objects.get(verb="comment.written")
    assert ADDRESS not in str(entry.detail)
    assert cipher().decrypt(entry.detail["address"]) == ADDRESS
    assert ADDRESS not in str(Comment.objects.filter(pk=comment.pk).values().get())


def test_write_comment_holds_what_a_new_person_says(thing):
    comment = say(thing, reader())

    assert (comment.state, comment.held_for) == ("held", ["new"])
    assert (comment.waiting_since, comment.due_on.isoformat()) == (NOW, "2026-11-03")
    assert not Comment.objects.visible().exists()


def test_the_comment_after_enough_that_stood_is_not_held(thing):
    actor = known(reader(), thing, times=2)
    assert say(thing, actor, "第三条").state == "held"

    Comment.objects.filter(text="第三条").update(state="shown", waiting_since=None, due_on=None)

    assert say(thing, actor, "第四条").state == "shown"


def test_comments_of_a_young_account_are_held_however_many_stood(thing):
    actor = known(reader(signed_up_at=NOW - timedelta(days=6)), thing, times=9)

    assert say(thing, actor).state == "held"
    assert say(thing, actor, "过了一天", now=later(days=1, hours=1)).state == "shown"


def test_all_comments_can_be_held_by_a_value(city, thing, old):
    dated.change(values.FIRST_APPROVED, 1000, start_on=NOW.date(), source="先审后发", by=city.leader, now=NOW)

    assert say(thing, old).state == "held"


@pytest.mark.parametrize("who", ["worker", "official"])
def test_write_comment_is_for_people_with_a_verified_phone(city, thing, who):
    with pytest.raises(PermissionDenied):
        say(thing, city.actors[who])


def test_write_comment_refuses_a_word_that_is_blocked(thing, old):
    word("block")

    with pytest.raises(Refused, match="不能发表的词语"):
        say(thing, old, "来賭\u200b 博吧")


def test_write_comment_holds_a_word_and_a_link(thing, old):
    word("hold")

    assert say(thing, old, "賭博").held_for == ["word"]
    assert say(thing, old, "看www.abc.com").held_for == ["link"]


def test_write_comment_replaces_a_word(thing, old):
    word("replace", replacement="**")

    comment = say(thing, old, "别去賭 博")

    assert (comment.text, comment.state) == ("别去**", "shown")


def test_a_rule_that_ended_does_nothing(thing, old):
    word("block", ended_at=NOW)

    assert say(thing, old, "赌博").state == "shown"


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "\u3000"])
def test_write_comment_refuses_nothing_at_all(thing, old, text):
    with pytest.raises(Refused, match="请写下评论内容"):
        say(thing, old, text)


def test_write_comment_refuses_what_is_too_long(thing, old):
    assert say(thing, old, "长" * 500).state == "shown"
    with pytest.raises(Refused, match="不能超过 500 个字，现在是 501 个字"):
        say(thing, old, "短" * 501)


def test_write_comment_refuses_the_same_again_however_it_is_dressed(thing, old):
    say(thing, old, "支持科普")

    with pytest.raises(Refused, match="已经发表过同样的内容"):
        say(thing, old, "支 持\u200b科普", now=later(hours=23))
    assert say(thing, old, "支持科普", now=later(hours=25))


def test_another_person_may_say_the_same(thing, old):
    say(thing, old, "支持科普")

    assert say(thing, known(reader(number=2), thing), "支持科普").state == "shown"


def test_write_comment_refuses_haste(thing, old):
    for number in range(5):
        say(thing, old, f"第{number}条")

    with pytest.raises(Refused, match="太快"):
        say(thing, old, "第六条", now=later(minutes=9))
    assert say(thing, old, "第六条", now=later(minutes=11))


def test_write_comment_refuses_the_banned_and_says_why(city, thing, old):
    Ban.objects.create(person=old.person, reason="多次辱骂他人", start_at=NOW, given_by=city.official.person)

    with pytest.raises(Refused, match="已被禁言，原因：多次辱骂他人"):
        say(thing, old)


def test_a_ban_of_some_days_ends_by_itself(city, thing, old):
    Ban.objects.create(
        person=old.person, reason="广告", start_at=NOW, ends_at=later(days=2), given_by=city.official.person
    )

    with pytest.raises(Refused, match="禁言至 2026-11-04 12:00"):
        say(thing, old)
    assert say(thing, old, now=later(days=2))


def test_write_comment_refuses_where_comments_are_closed(city, thing, old, settings):
    with pytest.raises(Refused, match="这里不开放评论"):
        say(branch("闭门组织"), old)
    actions.close_thread(thing, reason="讨论已结束", by=city.official, now=NOW)
    with pytest.raises(Refused, match="评论已关闭：讨论已结束"):
        say(thing, old)


def test_one_switch_closes_all_comments(thing, old, monkeypatch):
    monkeypatch.setattr(threads, "comments_open", lambda: False)

    with pytest.raises(Refused, match="本站暂时关闭了评论"):
        say(thing, old)


def test_an_answer_stands_under_what_it_answers_and_is_told(thing, old):
    first = say(thing, old)
    other = known(reader("罗山", 2), thing)

    answer = say(thing, other, "同意", parent=first, shown_as="surname")

    assert answer.parent == first
    notice = Notice.objects.get()
    assert "罗" not in notice.subject + notice.text
    assert "同意" not in notice.subject + notice.text


def test_an_answer_that_is_held_is_not_told_before_it_stands(city, thing, old):
    first = say(thing, old)

    answer = say(thing, reader(number=2), "同意", parent=first)
    assert not Notice.objects.exists()
    actions.approve_comment(answer, version=1, by=city.official, now=NOW)

    assert Notice.objects.filter(key=f"comment-answered:{answer.pk}").exists()


def test_nobody_is_told_of_their_own_answer(thing, old):
    say(thing, old, "补充", parent=say(thing, old))

    assert not Notice.objects.exists()


def test_an_answer_is_not_answered_nor_anything_out_of_sight(thing, old):
    first = say(thing, old)
    answer = say(thing, old, "补充", parent=first)

    with pytest.raises(Refused, match="只能回复评论"):
        say(thing, old, "再补充", parent=answer)
    with pytest.raises(Refused, match="不在了"):
        say(branch("乙公司科协"), old, "错了地方", parent=first)
    Comment.objects.filter(pk=first.pk).update(state="hidden")
    with pytest.raises(Refused, match="不在了"):
        say(thing, old, "又补充", parent=first)


# --- edit_comment


def edit(comment, by, text="改过的话", now=NOW):
    return actions.edit_comment(comment, text=text, address=ADDRESS, by=by, now=now)


def test_edit_comment_keeps_what_it_said_before(thing, old):
    comment = edit(say(thing, old, "原来的话"), old, now=later(minutes=14))

    assert (comment.text, comment.version, comment.edited_at) == ("改过的话", 2, later(minutes=14))
    assert list(CommentEdit.objects.values_list("version", "text")) == [(1, "原来的话")]


def test_edit_comment_meets_the_same_rules(thing, old):
    word("hold")
    comment = edit(say(thing, old), old, "赌博")

    assert (comment.state, comment.held_for, comment.waiting_since) == ("held", ["word"], NOW)


@pytest.mark.parametrize("text", ["", "长" * 501])
def test_edit_comment_refuses_what_could_not_be_written(thing, old, text):
    comment = say(thing, old)

    with pytest.raises(Refused):
        edit(comment, old, text)


def test_edit_comment_refuses_when_it_is_too_late_or_nothing_changed(thing, old):
    comment = say(thing, old)

    with pytest.raises(Refused, match="已超过"):
        edit(comment, old, now=later(minutes=15))
    with pytest.raises(Refused, match="没有改动"):
        edit(comment, old, comment.text)


def test_edit_comment_refuses_what_was_hidden(thing, old):
    comment = say(thing, old)
    Comment.objects.filter(pk=comment.pk).update(state="hidden")

    with pytest.raises(Refused, match="不能修改"):
        edit(comment, old)


@pytest.mark.parametrize("who", ["official", "leader"])
def test_edit_comment_is_for_the_author(city, thing, old, who):
    with pytest.raises(PermissionDenied):
        edit(say(thing, old), city.actors[who])


# --- withdraw_comment


def test_withdraw_comment_takes_it_and_its_answers_away(thing, old):
    comment = say(thing, old)
    say(thing, known(reader(number=2), thing), "回复", parent=comment)
    before = Comment.objects.visible().count()

    actions.withdraw_comment(comment, by=old, now=later(days=90))

    assert Comment.objects.visible().count() == before - 2


def test_withdraw_comment_makes_reports_moot(thing, old):
    comment = say(thing, old)
    report(comment, known(reader(number=2), thing))

    withdrawn = actions.withdraw_comment(comment, by=old, now=NOW)

    assert not withdrawn.is_waiting
    assert CommentReport.objects.get().outcome == "moot"


def test_withdraw_comment_refuses_twice_and_strangers(thing, old):
    comment = say(thing, old)
    with pytest.raises(PermissionDenied):
        actions.withdraw_comment(comment, by=reader(number=2), now=NOW)
    actions.withdraw_comment(comment, by=old, now=NOW)

    with pytest.raises(Refused, match="已经删除"):
        actions.withdraw_comment(comment, by=old, now=NOW)


# --- report_comment


def report(comment, by, reason="abuse", note=""):
    return actions.report_comment(comment, reason=reason, note=note, by=by, now=NOW)


def test_report_comment_puts_it_on_the_desk_and_leaves_it_standing(thing, old):
    comment = say(thing, old)

    report(comment, reader(number=2), note="请看")
    comment.refresh_from_db()

    assert (comment.state, comment.waiting_since) == ("shown", NOW)


def test_three_reporters_hide_it_until_somebody_has_looked(thing, old):
    comment = say(thing, old)
    for number in (2, 3):
        report(comment, reader(number=number))
    assert Comment.objects.visible().filter(pk=comment.pk).exists()

    report(comment, reader(number=4))
    comment.refresh_from_db()

    assert (comment.state, comment.held_for) == ("held", ["reports"])
    assert "正在复核" in Notice.objects.get().subject


def test_the_number_of_reporters_is_a_value(city, thing, old):
    dated.change(values.REPORTERS, 1, start_on=NOW.date(), source="会议", by=city.leader, now=NOW)
    comment = say(thing, old)

    report(comment, reader(number=2))

    assert not Comment.objects.visible().filter(pk=comment.pk).exists()


def test_reports_that_were_answered_do_not_count_again(city, thing, old):
    comment = say(thing, old)
    for number in (2, 3):
        report(comment, reader(number=number))
    actions.approve_comment(comment, version=1, by=city.official, now=NOW)

    report(comment, reader(number=4))
    comment.refresh_from_db()

    assert comment.state == "shown"


def test_report_comment_refuses_a_second_time_and_what_is_out_of_sight(thing, old):
    comment, other = say(thing, old), reader(number=2)
    report(comment, other)

    with pytest.raises(Refused, match="已经举报过"):
        report(comment, other)
    Comment.objects.filter(pk=comment.pk).update(state="hidden")
    with pytest.raises(Refused, match="已经不显示"):
        report(comment, reader(number=3))


def test_report_comment_is_not_for_the_author_nor_for_the_unverified(city, thing, old):
    comment = say(thing, old)

    for who in (old, city.worker, Actor(reader(number=9, phone_verified_at=None).person)):
        with pytest.raises(PermissionDenied):
            report(comment, who)


# --- how it is shown


@pytest.mark.parametrize(("shown_as", "name"), [("name", "杨明"), ("surname", "杨**")])
def test_the_author_chooses_the_name_that_is_shown(thing, old, shown_as, name):
    assert say(thing, old, shown_as=shown_as).shown_name == name


def test_the_author_sees_what_waits_and_nobody_else_does(thing):
    author, other = reader(), reader(number=2)
    comment = say(thing, author)

    assert list(Comment.objects.seen_by(author.person)) == [comment]
    assert not Comment.objects.seen_by(other.person).exists()
    assert not Comment.objects.seen_by(None).exists()


def test_counts_leave_out_what_nobody_reads(thing, old):
    other = branch("乙公司科协")
    first = say(thing, old)
    say(thing, reader(number=2), "待审", parent=first)

    assert threads.count([thing, other]) == {str(thing.pk): 4}
