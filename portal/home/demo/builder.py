"""A hundred and fifty posts in all columns, some of them in every state on their way."""

import random
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from members.demo import names
from members.models import Actor, Office, Organisation, Person
from outreach.demo import papers
from portal.ground import attachments
from portal.ground.dates import today
from portal.ground.models import Region

from .. import actions
from ..models import TEXT_FIELDS, Column, Place, Post, PostLink, PostVersion, ReadCount
from . import drawing, news, notices, people, science, writing

SEED = 20261101
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS, READ_DAYS = 420, 30
TRIES = 8
T = Office.Title
DEAD = (  # what a text calls the page, its address, what came of opening it
    ("活动专题网页", "https://2025.kepu-guiyang.example.org/", "域名不存在"), ("申报系统", "https://shenbao.example.org/apply/old", "网页不存在"),
    ("省科协通知原文", "http://www.example.org/tongzhi/20251103.html", "没有回应"),
)  # fmt: skip


@transaction.atomic
def build():
    """Fill the columns; people, societies and branches are there already."""
    Builder(random.Random(SEED)).build()  # nosec B311  # a city that is the same every time


class Builder:
    """What every post needs to know of the city."""

    def __init__(self, rng):
        self.rng, self.now, self.titles = rng, timezone.now(), set()
        self.columns = {column.slug: column for column in Column.objects.all()}
        self.official, self.stats = _actor("official"), _actor("stats")
        self.secretary, self.leader = _actor("secretary"), _actor("leader")
        self.association = self.official.office.organisation
        regions = Region.objects.on(today()).within(self.association.region_code)
        self.counties = dict(regions.counties().values_list("code", "name"))
        self.towns = list(regions.filter(level=Region.Level.TOWNSHIP).order_by("code").values_list("code", "name"))
        self.societies = self._with_officer(Organisation.Kind.SOCIETY, (T.ASSISTANT, T.SECRETARY_GENERAL))
        self.branches = self._with_officer(Organisation.Kind.BRANCH, (T.BRANCH_SECRETARY,))

    def _with_officer(self, kind, titles):
        """(organisation, somebody who writes for it), in an order of chance."""
        offices = Office.objects.filter(organisation__kind=kind, title__in=titles, end_on=None)
        found = {one.organisation_id: one for one in offices.select_related("organisation", "person").order_by("pk")}
        pairs = [(one.organisation, one.person) for one in found.values()]
        self.rng.shuffle(pairs)
        return pairs

    def build(self):
        self._keep_models()
        texts = [*self._texts()]
        days = sorted((self.rng.randint(2, DAYS) for _text in texts), reverse=True)
        order = list(range(len(texts)))
        self.rng.shuffle(order)
        published = [self._publish(texts[place], days[number]) for number, place in enumerate(order)]
        self._crown(published)
        self._readers(published)
        self._dead_links(published)
        self._under_way()

    def _keep_models(self):
        """Pictures and files are kept once, like any upload, with a draft of which every other has its copies."""
        draft = actions.begin_post(
            self.association, column=self.columns["work"], title="科普月图片和表格备用", by=self.official, now=self.now
        )
        self.pictures = [self._keep(draft, f"山水{number + 1}.jpg", drawing.hills(number)) for number in range(6)]
        self.portraits = {
            block[0]: self._keep(draft, f"人物{number + 1}.jpg", people.picture_of(number))
            for number, block in enumerate(people.PEOPLE)
        }
        self.files = {
            "docx": self._keep(draft, "申报表.docx", drawing.form("申报表")),
            "xlsx": self._keep(draft, "名册.xlsx", drawing.sheet("名册")),
        }

    def _keep(self, post, name, content):
        how = {"owner_kind": "post", "owner_id": f"{post.public_id}:0", "label": "附件", "by": self.official}
        return attachments.keep(SimpleUploadedFile(name, content), **how, now=self.now)

    def _texts(self):
        """(column, organisation, author, block, kind) of every post to be published."""
        for number in range(30):
            yield "work", self.association, self.official.person, news.WORK[number % len(news.WORK)]
        for number, (society, person) in enumerate(self.societies[:25]):
            yield "societies", society, person, news.SOCIETIES[number % len(news.SOCIETIES)]
        for number, (branch, person) in enumerate(self.branches[:22]):
            yield "grassroots", branch, person, news.GRASSROOTS[number % len(news.GRASSROOTS)]
        for number in range(14):
            yield "notices", self.association, self.stats.person, notices.NOTICES[number % len(notices.NOTICES)]
        for block in science.SCIENCE:
            society, person = self.rng.choice(self.societies)
            yield "science", society, person, block
        for block in people.PEOPLE:
            yield "people", self.association, self.official.person, block
        for title, chapters, purpose in notices.POLICIES:
            lines = writing.policy(title, chapters, purpose, notices.CLAUSES, self.rng)
            yield "policies", self.association, self.stats.person, (title, f"{purpose}。", lines)
        for title, summary, facts, steps in notices.GUIDES:
            yield "guides", self.association, self.official.person, (title, summary, (), facts, steps)
        for title, summary in notices.DOWNLOADS:
            yield "downloads", self.association, self.stats.person, (title, summary, ())

    def _slots(self, day, organisation):
        code, town = self.rng.choice(self.towns)
        kind = organisation.kind
        return writing.slots_for(
            self.rng, day=day, county=self.counties[code[:6]], town=town, person=names.person_name(self.rng),
            society=organisation.name if kind == "society" else self.rng.choice(self.societies)[0].name,
            branch=organisation.name if kind == "branch" else "",
        )  # fmt: skip

    def _new_title(self, title, day, organisation):
        """The day and what fills the text's places, so that no title stands twice; earlier in time when it must."""
        for _try in range(TRIES):
            slots = self._slots(day, organisation)
            if writing.filled(title, slots) not in self.titles:
                break
            day -= timedelta(days=60)
        self.titles.add(writing.filled(title, slots))
        return day, slots

    def _draft(self, text, days):
        """An unsaved post of that day with its text."""
        slug, organisation, author, block = text
        title, summary, lines, *guide = block
        day, slots = self._new_title(title, today() - timedelta(days=days), organisation)
        at = datetime.combine(day, time(self.rng.randint(9, 17), self.rng.choice((5, 12, 20, 36, 48))), SHANGHAI)
        facts, steps = guide or ("", "")
        own = slug in ("societies", "grassroots") and self.rng.random() < 0.45
        return at, Post(
            organisation=organisation, author=author, column=self.columns[slug], saved_by=author, saved_at=at,
            place=Place.OWN if own else Place.PORTAL, title=writing.filled(title, slots)[:80],
            summary=writing.filled(summary, slots), body=writing.body_of(lines, slots), source=organisation.name,
            byline=author.name if slug == "science" else "", editor=self.official.person.name, guide_facts=facts,
            guide_steps=steps, submitted_at=at, department=notices.DEPARTMENTS.get(title, ""),
            keeper=author.name if slug == "guides" else "",
        )  # fmt: skip

    def _publish(self, text, days):
        at, post = self._draft(text, days)
        self._illustrate(post, text[0])
        post.state, post.published_at, post.shown_in = "published", at, post.column
        post.is_on_portal = post.place == Place.PORTAL
        post.save()
        words = {name: getattr(post, name) for name in TEXT_FIELDS}
        post.live = PostVersion.objects.create(
            post=post, number=1, published_by=self.official.person, published_at=at, **words
        )
        post.save(update_fields=["live"])
        return post

    def _illustrate(self, post, slug):
        owner = f"{post.public_id}:0"
        if slug in ("work", "science", "societies", "grassroots") and self.rng.random() < 0.4:
            post.lead_picture = papers.copy(self.rng.choice(self.pictures), owner).public_id
            post.lead_text = "远山如黛，图为本地喀斯特丘峰（示意图）"
        if slug == "people":
            post.lead_picture = papers.copy(self.portraits[post.title], owner).public_id
            post.lead_text = "人物插画（示意图）"
        if slug == "downloads":
            kind = "xlsx" if any(word in post.title for word in ("名册", "评分表", "记录表")) else "docx"
            post.files = [self._file(kind, post.title, owner)]
        if slug == "notices" and "{" not in post.title and self.rng.random() < 0.6:
            post.files = [self._file("docx", "申报表", owner)]

    def _file(self, kind, title, owner):
        kept = papers.copy(self.files[kind], owner)
        kept.name = f"{title}.{kind}"
        kept.save(update_fields=["name"])
        return kept.public_id

    @staticmethod
    def _crown(posts):
        """The newest with a picture leads, the newest notice stands at the top."""
        public = sorted((post for post in posts if post.is_on_portal), key=lambda post: post.published_at)
        leading = [post for post in public if post.lead_picture and post.column.slug == "work"][-3:]
        Post.objects.filter(pk__in=[post.pk for post in leading]).update(is_featured=True)
        pinned = [post for post in public if post.column.slug == "notices"][-1]
        Post.objects.filter(pk=pinned.pk).update(is_pinned=True)

    def _readers(self, posts):
        """How often each was opened in its first weeks and in the last ones; some are read far more than others."""
        last = today()
        ReadCount.objects.bulk_create(
            ReadCount(post=post, day=last - timedelta(days=ago), count=self.rng.randint(1, most))
            for post in posts
            if (most := self.rng.choice((3, 5, 9, 14, 40)))
            for ago in range(READ_DAYS)
            if last - timedelta(days=ago) >= post.published_at.date()
        )

    def _dead_links(self, posts):
        """Some older texts lead to pages that have moved since."""
        for number, (words, url, why) in enumerate(DEAD):
            version = posts[number * 7].live
            version.body += f'\n<p>相关链接：<a href="{url}">{words}</a></p>'
            version.save(update_fields=["body"])
            Post.objects.filter(pk=version.post_id).update(body=version.body)
            since = self.now - timedelta(days=3 + 4 * number)
            PostLink.objects.create(
                version=version,
                place=0,
                url=url,
                looked_at=self.now,
                failures=3 + 4 * number,
                failing_since=since,
                why=why,
            )

    def _under_way(self):
        """Texts in every state between a draft and the public, made by the acts that make them."""
        work = news.WORK
        blocks = [("work", work[number % len(work)]) for number in range(11)]
        blocks += [("notices", notices.NOTICES[number]) for number in (5, 6, 5)]
        reviewers = (self.stats, self.secretary, self.leader)
        ways = ["draft", *["submitted"] * 4, "first", "first", "second", "returned", "returned", "approved", "approved",
                "scheduled", "withdrawn"]  # fmt: skip
        for way, (slug, block) in zip(ways, blocks, strict=True):
            post = self._begin(slug, block, self.official)
            if way != "draft":
                self._go(post, way, reviewers)
        for society, person in self.societies[25:27]:
            by = Actor(person, Office.objects.get(person=person, organisation=society, end_on=None))
            post = self._begin("societies", news.SOCIETIES[self.rng.randrange(len(news.SOCIETIES))], by)
            actions.submit_post(post, by=by, now=self.now)
        self._correct()

    def _begin(self, slug, block, by):
        organisation = by.office.organisation
        _at, text = self._draft((slug, organisation, by.person, block), self.rng.randint(0, 3))
        post = actions.begin_post(organisation, column=text.column, title=text.title, by=by, now=self.now)
        typed = {name: getattr(text, name) for name in TEXT_FIELDS if name not in ("files", "lead_picture")}
        typed |= {"change_note": "", "place": Place.PORTAL}
        return actions.save_post(post, revision=post.revision, by=by, now=self.now, **typed)

    def _go(self, post, way, reviewers):
        post = actions.submit_post(post, by=self.official, now=self.now)
        passes = {"first": 1, "second": 2, "approved": 3, "scheduled": 3, "withdrawn": 3}.get(way, 0)
        for by in reviewers[:passes]:
            post = actions.pass_post(post, revision=post.revision, by=by, now=self.now)
        if way == "returned":
            places = {2: "这里的数字和上次报的不一致，请核实。"}
            actions.return_post(post, remark="标题再短一些，摘要补上时间。", places=places, by=self.stats, now=self.now)
        if way == "scheduled":
            morning = datetime.combine(today() + timedelta(days=1), time(9, 0), SHANGHAI)
            actions.schedule_post(post, at=morning, by=self.official, now=self.now)
        if way == "withdrawn":
            post = actions.publish_post(post, by=self.official, now=self.now)
            actions.withdraw_post(post, reason="活动时间有变，待确认后重新发布", by=self.official, now=self.now)

    def _correct(self):
        """A published text whose correction is under review."""
        post = Post.objects.filter(
            column__slug="work",
            author=self.official.person,
            is_featured=False,
            state="published",
            body__contains="科协",
        ).first()
        post = actions.correct_post(post, by=self.official, now=self.now)
        typed = {name: getattr(post, name) for name in TEXT_FIELDS if name not in ("files", "lead_picture")}
        body = post.body.replace("科协", "科学技术协会", 1)
        post = actions.save_post(
            post,
            revision=post.revision,
            by=self.official,
            now=self.now,
            **typed | {"body": body, "change_note": "补全单位全称"},
        )
        actions.submit_post(post, by=self.official, now=self.now)


def _actor(username):
    person = Person.objects.get(username=username)
    return Actor(person, person.offices.select_related("organisation").first())
