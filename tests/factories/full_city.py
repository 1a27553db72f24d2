"""A city with something of everything a page can show: for drills that walk all pages."""

from django.utils import timezone

from events import actions as events_actions
from members.models import Organisation
from portal.ground.journal import record
from portal.home import actions
from portal.home.models import Post
from tests.factories import events, posts, societies
from tests.factories.talk import known, reader, say
from tests.outreach import test_branch_actions as branches


def build(city):
    """Posts and comments in every state, a society with members, officers and events, branches in two states."""
    posts.newsroom(city)
    post = posts.published(city, summary="摘要", lead_text="说明")
    posts.own_page(city, byline="作者")
    returned = posts.submitted(city, subtitle="副标题")
    actions.return_post(returned, remark="总的意见", places={}, by=city.colleague, now=timezone.now())
    posts.submitted(city)
    _talk(city, post)
    _society(city)
    branches.filed(city)
    branches.draft(city, name="乙科协")
    return post


def _talk(city, post):
    now = timezone.now()
    old, new = known(reader("杨明", 1), post), reader("石兰", 2)
    first = say(post, old, "看得见的话", now=now)
    say(post, new, "待审核的话", parent=first, now=now)
    hidden = say(post, old, "被隐藏的话", now=now)
    actions.hide_comment(hidden, reason="不当", by=city.official, now=now)
    actions.report_comment(first, reason="other", note="请看", by=new, now=now)
    ban = actions.ban_person(new.person, reason="广告", comment=first, by=city.leader, now=now)
    actions.appeal_ban(ban, text="不是广告", by=new, now=now)
    actions.add_word("代写", kind="replace", replacement="**", source="会议", by=city.official, now=now)
    actions.close_thread(posts.own_page(city), reason="征求意见结束", by=city.official, now=now)


def _society(city):
    society = societies.society(code="A07")
    member_class = societies.member_class(society)
    host = societies.officer(society)
    _events(society, host)
    societies.member(society, reader("会员", 3).person, member_class=member_class)


def _events(society, host):
    """One that people come to, and one that is being reviewed."""
    texts = {"theme": "主题", "speakers": "主讲", "co_hosts": "协办", "contact": "联系"}
    open_one = events.event(society.organisation, host.person, **texts)
    for person in (host, reader("来宾", 4)):
        events_actions.register(open_one, by=person, now=open_one.published_at)
    draft = events.event(society.organisation, host.person, state="draft", submitted_at=None, published_at=None)
    events_actions.submit_event(draft, by=host, now=timezone.now())


def tell(city, text):
    """The text as a remark in the history of every post, comment and branch, which the journal keeps."""
    for model in (Post, Organisation):
        for thing in model.objects.all():
            record("post.returned", thing, by=city.official, remark=text, reason=text)
