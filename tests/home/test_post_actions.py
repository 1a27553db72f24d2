"""A post's life: each act done, refused, forbidden."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from members import actions as member_actions
from members.models import ReviewStep
from outreach.models import Branch
from portal.ground.errors import Refused
from portal.ground.models import Delivery, JournalEntry
from portal.home import actions
from portal.home.models import Column, Post, PostRemark
from tests.factories import posts
from tests.factories.city import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _newsroom(city):
    posts.newsroom(city)


def names(post):
    return list(ReviewStep.objects.of(post).filter(round=1).order_by("order").values_list("name", flat=True))


def public(post, now=NOW):
    return Post.objects.public(now).filter(pk=post.pk).exists()


def test_a_post_goes_through_three_reviews_by_three_people_and_is_published(city):
    post = posts.submitted(city)
    assert names(post) == ["初审", "复审", "终审"]
    assert not public(post)

    post = posts.passed(post, city.stats, city.colleague, city.leader)
    assert post.state == "approved"
    post = actions.publish_post(post, by=city.official, now=NOW)

    assert public(post)
    assert (post.live.number, post.live.title, post.published_at) == (1, "全市科普月活动启动", NOW)
    assert post.live.body == "<p>第一段。</p>\n<p>第二段。</p>"
    verbs = list(JournalEntry.objects.filter(thing="home.post").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["post.begun", "post.submitted", "post.passed", "post.passed", "post.passed", "post.published"]
    told = Delivery.objects.filter(person=city.official.person).order_by("pk")
    assert [one.notice.subject[:6] for one in told] == ["稿件已通过审", "稿件已发布："]


def test_nobody_who_wrote_or_looked_before_passes_a_step(city):
    post = posts.submitted(city)
    with pytest.raises(PermissionDenied):
        actions.pass_post(post, revision=post.revision, by=city.official, now=NOW)
    posts.passed(post, city.stats)
    for actor in (city.stats, city.worker, city.honghua, city.assistant):
        with pytest.raises(PermissionDenied):
            actions.pass_post(post, revision=post.revision, by=actor, now=NOW)


def test_a_colleague_who_worked_on_the_text_does_not_review_it(city):
    post = posts.written(city)
    post = posts.save(post, city.colleague, title="改过的标题")
    post = actions.submit_post(post, by=city.official, now=NOW)

    with pytest.raises(PermissionDenied):
        actions.pass_post(post, revision=post.revision, by=city.colleague, now=NOW)
    assert actions.pass_post(post, revision=post.revision, by=city.stats, now=NOW)


def test_a_short_column_asks_one_review(city):
    post = posts.submitted(city, slug="downloads")

    assert names(post) == ["审核"]
    assert actions.pass_post(post, revision=post.revision, by=city.colleague, now=NOW).state == "approved"


def test_a_society_posts_to_its_own_page_with_a_second_officer(city):
    post = posts.own_page(city)

    assert names(post) == ["审核"]
    assert public(post)
    assert not Post.objects.on_portal(NOW).exists()


def test_what_a_society_sends_to_the_portal_is_reviewed_by_the_association(city):
    post = posts.submitted(city, "assistant", "societies")
    assert names(post) == ["初审", "复审", "终审"]

    with pytest.raises(PermissionDenied):
        actions.pass_post(post, revision=post.revision, by=city.secretary_general, now=NOW)
    post = posts.passed(post, city.stats, city.official, city.leader)
    actions.publish_post(post, by=city.assistant, now=NOW)

    assert Post.objects.on_portal(NOW).get() == post


def test_a_societys_own_steps_for_its_page_do_not_reach_the_portal(city):
    step = {"name": "自审", "titles": ["assistant"], "scope": "own", "working_days": 1}
    for kind in ("post", "post_own"):
        member_actions.change_review_rules(
            kind, [step], valid_from=NOW.date(), source="章程", by=city.president, now=NOW,
            organisation=city.president.office.organisation,
        )  # fmt: skip

    assert names(posts.submitted(city, "president", "societies", place="own")) == ["自审"]
    assert names(posts.submitted(city, "president", "societies")) == ["初审", "复审", "终审"]


def test_an_own_page_with_one_officer_says_so(city):
    branch = posts.Organisation.objects.create(kind="branch", name="某科协", region_code="520302")
    Branch.objects.create(organisation=branch, kind="enterprise", formation="standalone", state="filed")
    posts.office(city, "contact", "branch_secretary", branch)
    post = posts.written(city, "contact", "grassroots", place="own")

    with pytest.raises(Refused, match="还没有另一位"):
        actions.submit_post(post, by=city.contact, now=NOW)


def test_begin_post_is_for_officers_and_their_columns(city):
    association = city.official.office.organisation
    for who in ("worker", "honghua", "system", "assistant"):
        with pytest.raises(PermissionDenied):
            actions.begin_post(association, column=posts.column(), title="x", by=city.actors[who], now=NOW)
    with pytest.raises(Refused, match="“工作动态”栏目不接收这类组织的稿件"):
        posts.begun(city, "assistant", "work")
    with pytest.raises(Refused, match="“新闻”栏目"):
        posts.begun(city, slug="news")
    assert not Post.objects.exists()


def test_save_post_refuses_a_stale_text_and_keeps_both(city):
    post = posts.written(city)
    opened = post.revision
    posts.save(post, city.colleague, body="同事写的。")

    with pytest.raises(actions.Stale, match="colleague在您之后保存过") as stale:
        posts.save(post, city.official, revision=opened, body="我写的。")

    assert stale.value.post.body == "<p>同事写的。</p>"
    assert Post.objects.get().body == "<p>同事写的。</p>"


def test_save_post_is_refused_under_review_and_forbidden_to_strangers(city):
    post = posts.written(city)
    for who in ("worker", "honghua", "assistant"):
        with pytest.raises(PermissionDenied):
            posts.save(post, city.actors[who])
    actions.submit_post(post, by=city.official, now=NOW)
    with pytest.raises(Refused, match="审核中"):
        posts.save(post, city.official)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": " "}, "还没有填写：正文。"),
        ({"expires_at": NOW}, "已经过去"),
        ({"body": '<p>x</p><img src="/pictures/abcdefgh/" alt="现场">'}, "1 张图片已经删除"),
        ({"body": '<p>x</p><img src="/pictures/abcdefgh/" alt=" ">'}, "1 张图片的文字说明"),
    ],
)
def test_submit_post_says_what_is_missing(city, changes, sentence):
    post = posts.written(city, **changes)

    with pytest.raises(Refused, match=sentence):
        actions.submit_post(post, by=city.official, now=NOW)
    assert not ReviewStep.objects.exists()


def test_return_post_keeps_remarks_in_their_places(city):
    post = posts.submitted(city)
    post = actions.return_post(post, remark="", places={2: "数字请核实"}, by=city.stats, now=NOW)

    remark = PostRemark.objects.get()
    assert (post.state, remark.paragraph, remark.quote, remark.text) == ("returned", 2, "第二段。", "数字请核实")
    assert Delivery.objects.filter(person=city.official.person, notice__subject__startswith="稿件退回").exists()

    post = posts.save(post, city.official, body="改好了。")
    actions.submit_post(post, by=city.official, now=NOW)
    assert ReviewStep.objects.of(post).filter(round=2, outcome="").count() == 3


def test_return_post_refuses_without_a_word_and_is_forbidden_to_others(city):
    post = posts.submitted(city)
    with pytest.raises(Refused, match="请写明"):
        actions.return_post(post, remark=" ", places={1: " "}, by=city.stats, now=NOW)
    with pytest.raises(Refused, match="段落已经不在"):
        actions.return_post(post, remark="", places={9: "x"}, by=city.stats, now=NOW)
    for who in ("official", "leader", "worker", "honghua"):
        with pytest.raises(PermissionDenied):
            actions.return_post(post, remark="x", places={}, by=city.actors[who], now=NOW)
    assert not PostRemark.objects.exists()


def test_take_back_post_returns_it_to_its_writers(city):
    post = posts.submitted(city)
    with pytest.raises(PermissionDenied):
        actions.take_back_post(post, by=city.assistant, now=NOW)

    post = actions.take_back_post(post, by=city.official, now=NOW)

    assert post.state == "draft"
    assert not ReviewStep.objects.waiting().exists()
    with pytest.raises(Refused, match="草稿"):
        actions.take_back_post(post, by=city.official, now=NOW)


def test_publish_post_is_for_what_was_passed(city):
    post = posts.submitted(city)
    with pytest.raises(Refused, match="审核中"):
        actions.publish_post(post, by=city.official, now=NOW)
    post = posts.passed(post, city.stats, city.colleague, city.leader)
    for who in ("worker", "honghua", "assistant"):
        with pytest.raises(PermissionDenied):
            actions.publish_post(post, by=city.actors[who], now=NOW)
    actions.publish_post(post, by=city.colleague, now=NOW)
    with pytest.raises(Refused, match="已发布"):
        actions.publish_post(post, by=city.official, now=NOW)


def test_the_clock_publishes_what_is_scheduled_once(city):
    post = actions.schedule_post(posts.approved(city), at=LATER, by=city.official, now=NOW)
    assert actions.publish_due_posts(now=NOW) == 0

    assert actions.publish_due_posts(now=LATER) == 1
    assert actions.publish_due_posts(now=LATER) == 0

    post.refresh_from_db()
    assert public(post)
    assert post.live.published_by is None
    assert post.versions.count() == 1


def test_schedule_post_refuses_the_past_and_is_forbidden_to_others(city):
    post = posts.approved(city, expires_at=LATER)
    with pytest.raises(Refused, match="晚于现在"):
        actions.schedule_post(post, at=NOW, by=city.official, now=NOW)
    with pytest.raises(Refused, match="到期撤下"):
        actions.schedule_post(post, at=LATER, by=city.official, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.schedule_post(post, at=LATER, by=city.assistant, now=NOW)


def test_what_expires_is_gone_at_the_moment_and_withdrawn_by_the_clock(city):
    post = posts.published(city, expires_at=LATER)
    assert public(post)
    assert not public(post, LATER)

    assert actions.withdraw_expired_posts(now=LATER) == 1
    assert actions.withdraw_expired_posts(now=LATER) == 0

    post.refresh_from_db()
    assert (post.state, post.withdrawn_reason) == ("withdrawn", "到期自动撤下")


def test_withdraw_post_takes_a_reason(city):
    post = posts.published(city)
    with pytest.raises(Refused, match="原因"):
        actions.withdraw_post(post, reason=" ", by=city.official, now=NOW)
    for who in ("worker", "assistant", "honghua"):
        with pytest.raises(PermissionDenied):
            actions.withdraw_post(post, reason="x", by=city.actors[who], now=NOW)

    post = actions.withdraw_post(post, reason="数字有误", by=city.leader, now=NOW)

    assert not public(post)
    assert JournalEntry.objects.get(verb="post.withdrawn").detail["reason"] == "数字有误"
    with pytest.raises(Refused, match="没有公开"):
        actions.withdraw_post(post, reason="x", by=city.leader, now=NOW)


def test_the_association_withdraws_what_a_society_published(city):
    post = actions.withdraw_post(posts.own_page(city), reason="有误", by=city.official, now=NOW)

    assert post.state == "withdrawn"
    assert Delivery.objects.filter(person=city.assistant.person, notice__subject__startswith="稿件已撤下").exists()


def correct(post, city, **changes):
    post = actions.correct_post(post, by=city.official, now=NOW)
    post = posts.save(post, city.official, **{"change_note": "更正"} | changes)
    return actions.submit_post(post, by=city.official, now=NOW)


def test_a_correction_leaves_the_published_text_until_it_is_passed(city):
    post = correct(posts.published(city), city, body="第一段。\n完全不同的第二段，写了很多新的内容。")
    assert Post.objects.public(NOW).get().live.body.endswith("<p>第二段。</p>")
    assert ReviewStep.objects.waiting().get().name == "初审"

    post = posts.passed(post, city.stats, city.colleague, city.leader)
    post = actions.publish_post(post, by=city.official, now=LATER)

    assert (post.live.number, post.live.note, post.published_at) == (2, "更正", NOW)
    assert "完全不同" in post.live.body
    assert post.versions.get(number=1).body.endswith("<p>第二段。</p>")


def test_a_typo_takes_the_short_way(city):
    post = correct(posts.published(city), city, body="第一段。\n第二段！")

    assert (post.is_typo, ReviewStep.objects.waiting().get().name) == (True, "复核")
    post = actions.pass_post(post, revision=post.revision, by=city.leader, now=NOW)
    assert actions.publish_post(post, by=city.official, now=NOW).live.number == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "第一段。\n第二段，一共加了十多个字，不是错别字。"},
        {"place": "own", "body": "第一段。\n第二段！"},
        {"expires_at": LATER},
        {"body": '<p>第一段。</p>\n<p><a href="https://example.org">第二段。</a></p>'},
    ],
)
def test_more_than_letters_is_no_typo(city, changes):
    assert not correct(posts.published(city), city, **changes).is_typo


def test_a_correction_without_note_or_change_is_refused(city):
    post = actions.correct_post(posts.published(city), by=city.official, now=NOW)
    with pytest.raises(Refused, match="更正说明"):
        actions.submit_post(post, by=city.official, now=NOW)
    post = posts.save(post, city.official, change_note="x")
    with pytest.raises(Refused, match="没有不同"):
        actions.submit_post(post, by=city.official, now=NOW)

    post = actions.drop_correction(posts.save(post, city.official, title="别的"), by=city.official, now=NOW)

    assert (post.state, post.title) == ("published", "全市科普月活动启动")
    with pytest.raises(Refused, match="不能办理"):
        actions.drop_correction(post, by=city.official, now=NOW)


@pytest.mark.parametrize("act", [actions.correct_post, actions.drop_correction, actions.submit_post])
def test_strangers_work_on_no_text_of_others(city, act):
    post = posts.published(city)
    for who in ("worker", "assistant", "honghua"):
        with pytest.raises(PermissionDenied):
            act(post, by=city.actors[who], now=NOW)


def test_drop_correction_and_correct_post_refuse_a_draft(city):
    post = posts.written(city)
    with pytest.raises(Refused, match="没有已发布"):
        actions.drop_correction(post, by=city.official, now=NOW)
    with pytest.raises(Refused, match="草稿"):
        actions.correct_post(post, by=city.official, now=NOW)


def test_restore_version_brings_an_older_text_through_review_again(city):
    post = correct(posts.published(city), city, title="全市科普月活动开始")
    post = actions.publish_post(posts.passed(post, city.leader), by=city.official, now=NOW)
    first = post.versions.get(number=1)
    with pytest.raises(PermissionDenied):
        actions.restore_version(first, by=city.assistant, now=NOW)

    post = actions.restore_version(first, by=city.official, now=NOW)

    assert (post.state, post.title, post.change_note) == ("draft", "全市科普月活动启动", "恢复第 1 版")
    assert Post.objects.public(NOW).get().live.title == "全市科普月活动开始"
    actions.submit_post(post, by=city.official, now=NOW)
    with pytest.raises(Refused, match="审核中"):
        actions.restore_version(first, by=city.official, now=NOW)


def test_a_withdrawn_post_can_be_worked_on_and_published_anew(city):
    post = actions.withdraw_post(posts.published(city), reason="x", by=city.official, now=NOW)
    post = actions.correct_post(post, by=city.official, now=NOW)
    post = actions.submit_post(post, by=city.official, now=NOW)
    post = posts.passed(post, city.stats, city.colleague, city.leader)

    post = actions.publish_post(post, by=city.official, now=LATER)

    assert (post.live.number, post.published_at) == (2, LATER)


def test_delete_draft_is_for_its_writer_and_what_was_never_handed_in(city):
    post = posts.written(city)
    with pytest.raises(PermissionDenied):
        actions.delete_draft(post, by=city.colleague, now=NOW)
    handed_in = actions.take_back_post(posts.submitted(city), by=city.official, now=NOW)
    with pytest.raises(Refused, match="留底"):
        actions.delete_draft(handed_in, by=city.official, now=NOW)

    actions.delete_draft(post, by=city.official, now=NOW)

    assert list(Post.objects.all()) == [handed_in]


def test_marks_are_for_what_stands_on_the_portal(city):
    post = posts.published(city)
    with pytest.raises(PermissionDenied):
        actions.pin_post(post, by=city.stats, now=NOW)
    assert actions.pin_post(post, by=city.official, now=NOW).is_pinned
    with pytest.raises(Refused, match="没有改动"):
        actions.pin_post(post, by=city.official, now=NOW)
    with pytest.raises(Refused, match="需要题图"):
        actions.feature_post(post, by=city.official, now=NOW)
    assert not actions.unpin_post(post, by=city.official, now=NOW).is_pinned
    own = posts.own_page(city)
    with pytest.raises(Refused, match="门户栏目"):
        actions.pin_post(own, by=city.official, now=NOW)


def test_drafts_go_along_with_the_office(city):
    post = posts.written(city)
    successor = posts.Person.objects.create_user("new", "a-long-password", name="新来的")

    member_actions.hand_over(city.official.office, successor, on=NOW.date(), by=city.security, now=NOW)

    post.refresh_from_db()
    assert post.author == successor


COLUMN = {
    "slug": "talents", "name": "人物", "parent": None, "kind": "article", "description": "", "order": 5,
    "posters": ["association"], "review": "post",
}  # fmt: skip


def test_columns_are_added_changed_and_closed(city):
    column = actions.add_column(**COLUMN, by=city.official, now=NOW)
    with pytest.raises(Refused, match="网址中的名称"):
        actions.add_column(**COLUMN | {"name": "别的"}, by=city.official, now=NOW)
    with pytest.raises(Refused, match="已经有这个名称"):
        actions.add_column(**COLUMN | {"slug": "other"}, by=city.official, now=NOW)

    column = actions.change_column(column, **COLUMN | {"name": "科技人物"}, by=city.official, now=NOW)
    with pytest.raises(Refused, match="没有改动"):
        actions.change_column(column, **COLUMN | {"name": "科技人物"}, by=city.official, now=NOW)
    news = posts.column("news")
    fields = {name: getattr(news, name) for name in COLUMN} | {"parent": posts.column("work")}
    with pytest.raises(Refused, match="自己的下级"):
        actions.change_column(news, **fields, by=city.official, now=NOW)

    assert actions.close_column(column, by=city.official, now=NOW).closed_on == NOW.date()
    with pytest.raises(Refused, match="已经停用"):
        actions.close_column(column, by=city.official, now=NOW)
    assert actions.reopen_column(column, by=city.official, now=NOW).closed_on is None
    with pytest.raises(Refused, match="正在使用"):
        actions.reopen_column(column, by=city.official, now=NOW)


def test_a_column_with_work_under_way_is_not_closed(city):
    posts.submitted(city)
    with pytest.raises(Refused, match="审核中"):
        actions.close_column(posts.column(), by=city.official, now=NOW)
    with pytest.raises(Refused, match="下级栏目"):
        actions.close_column(posts.column("news"), by=city.official, now=NOW)


@pytest.mark.parametrize("who", ["worker", "stats", "honghua", "assistant", "system"])
def test_columns_are_kept_by_the_citys_officials(city, who):
    column, actor = posts.column(), city.actors[who]
    fields = {name: getattr(column, name) for name in COLUMN}
    for act in (
        lambda: actions.add_column(**COLUMN, by=actor, now=NOW),
        lambda: actions.change_column(column, **fields, by=actor, now=NOW),
        lambda: actions.close_column(column, by=actor, now=NOW),
        lambda: actions.reopen_column(column, by=actor, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Column.objects.filter(slug="talents").exists()
