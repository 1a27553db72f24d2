"""What moderators decide: done, refused, forbidden; who is told; one effect of two at once."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied

from members.models import Actor, Office, Organisation, Person
from portal.ground.errors import Refused
from portal.ground.models import JournalEntry, Notice
from portal.home import actions, bulk
from portal.home import comment_rules as rules
from portal.home.models import ClosedThread, Comment, CommentReport, Decision, WordRule
from tests.factories.city import NOW
from tests.factories.talk import LONG_AGO, branch, commented_branches, known, reader, say
from tests.racing import AT_ONCE, at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def thing(city):
    with commented_branches():
        yield branch()


@pytest.fixture
def author(thing):
    return known(reader(), thing)


@pytest.fixture
def held(thing):
    return say(thing, reader("新人", 8))


def officer(organisation, title=Office.Title.CHAIR, name="officer"):
    person = Person.objects.create_user(name, "a-long-password", name=name)
    office = Office.objects.create(person=person, organisation=organisation, title=title, start_on=NOW.date())
    return Actor(person, office)


def approve(comment, by, version=1):
    return actions.approve_comment(comment, version=version, by=by, now=NOW)


def hide(comment, by, reason="辱骂他人"):
    return actions.hide_comment(comment, reason=reason, by=by, now=NOW)


def restore(comment, by, reason="复核后认为并无不当"):
    return actions.restore_comment(comment, reason=reason, by=by, now=NOW)


def delete(comment, by, reason="广告"):
    return actions.delete_comment(comment, reason=reason, by=by, now=NOW)


def report(comment, number=20):
    return actions.report_comment(comment, reason="abuse", by=reader("举报人", number), now=NOW)


ACTS = {"approve": approve, "hide": hide, "delete": delete}


def subjects():
    return list(Notice.objects.order_by("pk").values_list("subject", flat=True))


# --- done


def test_approve_comment_shows_it_and_tells_the_author(city, held):
    comment = approve(held, city.official)

    assert (comment.state, comment.is_waiting, comment.held_for) == ("shown", False, [])
    assert subjects() == ["您的评论已通过审核"]
    assert JournalEntry.objects.filter(verb="comment.approved", person=city.official.person).exists()
    decision = Decision.objects.get()
    assert (decision.act, decision.waited_since, decision.decided_at) == ("approved", NOW, NOW)


def test_hide_comment_gives_the_reason_to_the_author_and_the_journal(city, thing, author):
    comment = hide(say(thing, author), city.official)

    assert (comment.state, comment.reason) == ("hidden", "辱骂他人")
    assert "辱骂他人" in Notice.objects.get().text
    assert JournalEntry.objects.get(verb="comment.hidden").detail["reason"] == "辱骂他人"


def test_restore_comment_shows_it_again(city, thing, author):
    comment = restore(hide(say(thing, author), city.official), city.leader)

    assert comment.state == "shown"
    assert subjects()[-1] == "您的评论已恢复显示"


@pytest.mark.parametrize("state", ["shown", "held", "hidden"])
def test_delete_comment_is_for_good(city, thing, author, state):
    comment = say(thing, author)
    waiting = {"waiting_since": NOW, "due_on": NOW.date()} if state == "held" else {}
    Comment.objects.filter(pk=comment.pk).update(state=state, **waiting)

    assert delete(comment, city.official).state == "deleted"
    with pytest.raises(Refused, match="official 已处理过这条评论（删除）"):
        restore(comment, city.leader)


def test_an_approval_dismisses_reports_and_tells_who_reported(city, thing, author):
    comment = say(thing, author)
    report(comment)

    approve(comment, city.official)

    assert CommentReport.objects.get().outcome == "dismissed"
    assert subjects() == ["您的举报已处理"]
    assert "继续显示" in Notice.objects.get().text


@pytest.mark.parametrize("act", ["hide", "delete"])
def test_hiding_upholds_reports(city, thing, author, act):
    comment = say(thing, author)
    report(comment)

    ACTS[act](comment, city.official)

    found = CommentReport.objects.get()
    assert (found.outcome, found.decided_by) == ("upheld", city.official.person)
    assert "不再显示" in Notice.objects.get(subject="您的举报已处理").text


# --- refused


def test_what_was_decided_is_not_decided_again(city, thing, held):
    approve(held, city.official)

    with pytest.raises(Refused, match="official 已处理过这条评论（通过），没有再作改动"):
        approve(held, city.leader)


def test_restore_refuses_what_is_not_hidden(city, thing, author):
    with pytest.raises(Refused, match="已显示，不能这样处理"):
        restore(say(thing, author), city.official)


def test_approve_refuses_a_text_that_was_changed_meanwhile(city, thing, held):
    author = Actor(held.author)
    actions.edit_comment(held, text="另一番话", address="10.0.0.1", by=author, now=NOW)

    with pytest.raises(Refused, match="刚刚修改"):
        approve(held, city.official, version=1)
    assert approve(held, city.official, version=2).state == "shown"


@pytest.mark.parametrize("act", [hide, delete, restore])
def test_a_decision_against_somebody_needs_a_reason(city, thing, author, act):
    comment = say(thing, author)
    if act is restore:
        hide(comment, city.official)

    with pytest.raises(Refused, match="请写明理由"):
        act(comment, city.official, "  ")


def test_what_its_author_deleted_stays_so(city, thing, author):
    comment = actions.withdraw_comment(say(thing, author), by=author, now=NOW)

    for act in (approve, hide, delete, restore):
        with pytest.raises(Refused, match="作者已删除"):
            act(comment, city.official)


# --- forbidden


@pytest.mark.parametrize("who", ["worker", "stats", "honghua", "huichuan", "system", "security", "audit"])
@pytest.mark.parametrize("act", ACTS)
def test_deciding_is_for_officials_of_the_city(city, thing, held, who, act):
    with pytest.raises(PermissionDenied):
        ACTS[act](held, city.actors[who])


@pytest.mark.parametrize("act", ACTS)
def test_nobody_decides_about_their_own(city, thing, act):
    city.official.person.phone_verified_at = city.official.person.signed_up_at = LONG_AGO
    comment = say(thing, known(city.official, thing))
    report(comment)

    with pytest.raises(PermissionDenied):
        ACTS[act](comment, city.official)
    assert ACTS[act](comment, city.leader)


def test_officers_decide_about_what_stands_under_their_own_things(thing, held):
    assert approve(held, officer(thing)).state == "shown"


def test_officers_of_another_branch_and_assistants_do_not(thing, held):
    elsewhere = branch("乙公司科协")

    for actor in (officer(elsewhere), officer(thing, Office.Title.ASSISTANT, "assistant")):
        with pytest.raises(PermissionDenied):
            approve(held, actor)


def test_what_stands_under_an_associations_thing_is_not_for_county_officials(city, held):
    Comment.objects.update(organisation=Organisation.objects.get(region_code="520302", kind="association"))

    assert not rules.may_decide(city.honghua, Comment.objects.select_related("organisation").get(pk=held.pk))
    assert not rules.moderated_by(city.honghua).exists()


def test_each_sees_only_what_they_look_after(city, thing, held):
    assert list(rules.moderated_by(city.official)) == [held]
    assert list(rules.moderated_by(officer(thing))) == [held]
    assert not rules.moderated_by(officer(branch("乙公司科协"), name="other")).exists()
    assert not rules.moderated_by(city.worker).exists()


# --- many at once


def plan(actor, comments, act="hide", reason="广告"):
    return bulk.plan(actor, act=act, reason=reason, picked=[comment.public_id for comment in comments])


def test_a_preview_says_what_will_happen_to_how_many(city, thing, author, held):
    gone = hide(say(thing, author), city.official)

    planned = plan(city.official, [held, gone, say(thing, author, "另一条")])

    assert (len(planned["comments"]), planned["left"], planned["authors"]) == (2, 1, 2)
    assert planned["kinds"] == [("已显示", 1), ("待审核", 1)]
    assert Decision.objects.count() == 1


def test_the_token_does_exactly_what_was_shown(city, thing, author):
    comments = [say(thing, author, f"广告{number}") for number in range(3)]
    token = plan(city.official, comments)["token"]
    hide(comments[0], city.leader)

    done, refused = bulk.carry_out(city.official, token, now=NOW)

    assert done == 2
    assert [(comment, "leader 已处理过" in why) for comment, why in refused] == [(comments[0], True)]
    assert set(Comment.objects.filter(text__startswith="广告").values_list("state", flat=True)) == {"hidden"}


def test_a_token_used_twice_does_nothing_more(city, thing, author):
    token = plan(city.official, [say(thing, author)])["token"]

    bulk.carry_out(city.official, token, now=NOW)

    assert bulk.carry_out(city.official, token, now=NOW)[0] == 0
    assert Decision.objects.count() == 1


def test_many_approved_are_those_that_were_read(city, thing, held):
    token = plan(city.official, [held], "approve", "")["token"]
    actions.edit_comment(held, text="另一番话", address="10.0.0.1", by=Actor(held.author), now=NOW)

    done, refused = bulk.carry_out(city.official, token, now=NOW)

    assert (done, "刚刚修改" in refused[0][1]) == (0, True)


def test_a_token_is_of_one_person_and_not_forged(city, thing, held):
    token = plan(city.official, [held])["token"]

    for actor, given in ((city.leader, token), (city.official, token[:-1] + "x"), (city.official, "x")):
        with pytest.raises(Refused, match="预览已过期"):
            bulk.carry_out(actor, given, now=NOW)


def test_a_plan_leaves_out_what_is_not_ones_own_to_decide(city, thing, held):
    with pytest.raises(Refused, match="没有需要办理的"):
        plan(officer(branch("乙公司科协")), [held])
    with pytest.raises(Refused, match="请写明理由"):
        plan(city.official, [held], reason=" ")


# --- threads closed


def test_close_thread_and_open_thread(city, thing):
    actions.close_thread(thing, reason="讨论结束", by=city.official, now=NOW)
    with pytest.raises(Refused, match="已经关闭"):
        actions.close_thread(thing, reason="再关一次", by=city.official, now=NOW)

    actions.open_thread(thing, by=officer(thing))

    assert not ClosedThread.objects.exists()
    assert JournalEntry.objects.filter(verb__startswith="thread.").count() == 2
    with pytest.raises(Refused, match="已经是开放的"):
        actions.open_thread(thing, by=city.official)


@pytest.mark.parametrize("who", ["worker", "stats", "honghua"])
def test_closing_is_for_moderators(city, thing, who):
    with pytest.raises(PermissionDenied):
        actions.close_thread(thing, reason="讨论结束", by=city.actors[who], now=NOW)
    with pytest.raises(PermissionDenied):
        actions.open_thread(thing, by=city.actors[who])


# --- word rules


def add(city, text="赌博", kind="block", by="official", **more):
    return actions.add_word(text, kind=kind, source="会议纪要", by=city.actors[by], now=NOW, **more)


def test_add_word_and_end_word(city):
    rule = add(city, "賭 博")
    assert (rule.word, rule.normal) == ("賭 博", "赌博")
    with pytest.raises(Refused, match="已有规则"):
        add(city)

    actions.end_word(rule, by=city.leader, now=NOW)

    assert not WordRule.objects.in_force().exists()
    assert add(city).pk != rule.pk
    with pytest.raises(Refused, match="已经停用"):
        actions.end_word(rule, by=city.leader, now=NOW)


def test_add_word_refuses_what_cannot_be_read_and_what_would_not_end(city):
    with pytest.raises(Refused, match="没有可以识别的文字"):
        add(city, "\u200b \u200b")
    with pytest.raises(Refused, match="还有这个词"):
        add(city, kind="replace", replacement="不赌博")


@pytest.mark.parametrize("who", ["worker", "stats", "honghua", "system"])
def test_words_are_kept_by_officials_of_the_city(city, who):
    rule = add(city)

    with pytest.raises(PermissionDenied):
        add(city, "别的", by=who)
    with pytest.raises(PermissionDenied):
        actions.end_word(rule, by=city.actors[who], now=NOW)


# --- at once


@pytest.fixture
def committed(transactional_db, city):
    with commented_branches():
        yield branch()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ACTS)
def test_many_moderators_at_once_decide_once(city, committed, act):
    comment = say(committed, reader())
    moderators = itertools.cycle([city.official, city.leader])

    done, refused = at_once(lambda: ACTS[act](comment, next(moderators)))

    assert (done, refused) == (1, AT_ONCE - 1)
    assert (Decision.objects.count(), Notice.objects.count()) == (1, 1)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_several_would_decide(city, committed, monkeypatch):
    rows = Comment.objects.select_related("author", "organisation", "parent__author")
    monkeypatch.setattr("portal.home.actions.moderation.locked", lambda comment: rows.get(pk=comment.pk))
    comment = say(committed, reader())

    at_once(lambda: approve(comment, city.official))

    assert Decision.objects.count() > 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_reports_at_once_are_all_counted_and_hide_it_once(city, committed):
    comment = say(committed, known(reader(), committed))
    readers = iter([reader(f"读者{number}", number) for number in range(30, 40)])

    done, refused = at_once(
        lambda: actions.report_comment(comment, reason="abuse", by=next(readers), now=NOW), times=10
    )
    comment.refresh_from_db()

    assert (done, refused) == (3, 7)
    assert (comment.state, CommentReport.objects.count()) == ("held", 3)
    assert Notice.objects.filter(key__startswith="comment-covered").count() == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_one_reader_reporting_many_times_at_once_reports_once(city, committed):
    comment, other = say(committed, known(reader(), committed)), reader(number=2)

    done, refused = at_once(lambda: actions.report_comment(comment, reason="abuse", by=other, now=NOW))

    assert (done, refused, CommentReport.objects.count()) == (1, AT_ONCE - 1, 1)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_one_person_saying_the_same_many_times_at_once_says_it_once(city, committed):
    author = known(reader(), committed)

    done, refused = at_once(lambda: say(committed, author, "支持"))

    assert (done, refused) == (1, AT_ONCE - 1)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_taking_turns_it_would_be_said_several_times(city, committed, monkeypatch):
    author = known(reader(), committed)
    monkeypatch.setattr("portal.home.actions.comment.locks.in_turn", lambda name: None)

    at_once(lambda: say(committed, author, "支持"))

    assert Comment.objects.filter(text="支持").count() > 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_the_pace_holds_for_different_things_said_at_once(city, committed):
    author, numbers = known(reader(), committed), itertools.count()

    done, _refused = at_once(lambda: say(committed, author, f"第{next(numbers)}条"))

    assert done == 5
