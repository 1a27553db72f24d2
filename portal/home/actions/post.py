"""A post being written: begun, saved, handed in, taken back, corrected, an older text brought back, a draft given up."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from members import reviews
from members.notifications import deciders
from portal.ground import attachments, dated
from portal.ground.dates import local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.models import Attachment

from .. import bodies, post_notifications, post_rules
from ..models import TEXT_FIELDS, Column, Place, Post
from ..post_values import TYPO_CHARACTERS
from ..shipped import OWN, TYPO

State = Post.State
TYPED = (
    "column", "place", "title", "subtitle", "summary", "body", "lead_text", "source", "byline", "editor",
    "department", "keeper", "guide_facts", "guide_steps", "expires_at", "change_note",
)  # fmt: skip
WORDS = (
    "title", "subtitle", "summary", "lead_text", "source", "byline", "editor", "department", "keeper", "guide_facts",
    "guide_steps",
)  # fmt: skip
KEPT = ("department", "keeper")  # who answers for a guide


class Stale(Refused):
    """Somebody else saved since the text was opened; `post` is the text as it stands now."""

    def __init__(self, message, post):
        super().__init__(message)
        self.post = post


def locked(post):
    """The post's row for the length of the transaction."""
    found = Post.objects.select_for_update(of=("self",)).select_related("organisation", "author", "column", "live")
    return found.get(pk=post.pk)


def refuse_unless(post, *states):
    """Raises Refused with the state in words when it is none of these."""
    if post.state not in states:
        raise Refused(_("稿件现在的状态是“%(state)s”，不能办理这一步。") % {"state": post.get_state_display()})


@transaction.atomic
def begin_post(organisation, *, column, title, by, now):
    """A new draft that speaks for the organisation."""
    require(post_rules.may_write(by, organisation))
    _refuse_column(organisation, column)
    post = Post.objects.create(
        organisation=organisation, column=column, title=title, author=by.person, saved_by=by.person, saved_at=now,
        source=organisation.name, editor=by.person.name, department=organisation.name, keeper=by.person.name,
    )  # fmt: skip
    post.writers.add(by.person)
    record("post.begun", post, by=by)
    return post


def _refuse_column(organisation, column):
    if not post_rules.columns_open_to(organisation).filter(pk=column.pk).exists():
        raise Refused(_("“%(column)s”栏目不接收这类组织的稿件。") % {"column": column.name})


@transaction.atomic
def save_post(post, *, revision, by, now, **text):
    """Keep what was typed; Refused (`Stale`) when somebody else saved since `revision` was opened."""
    post = locked(post)
    require(post_rules.may_edit_post(by, post))
    refuse_unless(post, *Post.EDITABLE)
    if revision != post.revision:
        raise Stale(_("%(who)s在您之后保存过这篇稿件，您的改动没有保存。") % {"who": post.saved_by.name}, post)
    _refuse_column(post.organisation, text["column"])
    if len(text["body"]) > bodies.MOST:
        raise Refused(_("正文过长，请分成几篇。"))
    for field in TYPED:
        setattr(post, field, text[field])
    post.body = bodies.clean(post.body)
    if post.saved_by_id != by.person.pk:
        record("post.edited", post, by=by)
    post.revision += 1
    post.saved_by, post.saved_at = by.person, now
    post.save(update_fields=[*TYPED, "revision", "saved_by", "saved_at"])
    post.writers.add(by.person)
    return post


@transaction.atomic
def submit_post(post, *, by, now):
    """Hand the text in: the steps of its column, of its organisation's own page, or of a correction are copied onto it."""
    post = locked(post)
    require(post_rules.may_edit_post(by, post))
    refuse_unless(post, *Post.EDITABLE)
    _refuse_column(post.organisation, post.column)
    _refuse_incomplete(post, now=now)
    kind = _review_of(post, on=local_day(now))
    post.writers.add(by.person)
    steps = _start(post, kind, now=now)
    post.state, post.submitted_at, post.is_typo = State.SUBMITTED, now, kind == TYPO
    post.save(update_fields=["state", "submitted_at", "is_typo"])
    record("post.submitted", post, by=by, round=steps[0].round)
    post_notifications.post_waits(post, steps[0], now=now)
    return post


def _refuse_incomplete(post, *, now):
    missing = []
    if not (post.body or post.guide_steps or (post.files and post.column.kind == Column.Kind.DOWNLOAD)):
        missing.append(_("正文"))
    if post.column.kind == Column.Kind.GUIDE:
        missing += [Post._meta.get_field(name).verbose_name for name in KEPT if not getattr(post, name)]
    if post.lead_picture and not post.lead_text:
        missing.append(_("题图说明"))
    if post.live_id and not post.change_note:
        missing.append(_("更正说明"))
    unsaid = bodies.pictures_unsaid(post.body)
    if unsaid:
        missing.append(_("正文中 %(count)s 张图片的文字说明（选中图片，填“替代文字”）") % {"count": unsaid})
    if missing:
        raise Refused(_("还没有填写：%(fields)s。") % {"fields": "、".join(map(str, missing))})
    if post.expires_at and post.expires_at <= now:
        raise Refused(_("到期撤下的时间已经过去，请改晚一些或留空。"))
    if post.live_id and not changes(post):
        raise Refused(_("与已发布的内容没有不同，不用提交。"))
    shown = set(bodies.pictures(post.body))
    kept = Attachment.objects.filter(owner_kind="post", owner_id__startswith=f"{post.public_id}:", public_id__in=shown)
    gone = len(shown) - kept.count()
    if gone:
        raise Refused(_("正文里有 %(count)s 张图片已经删除，请先从正文中去掉。") % {"count": gone})


def changes(post):
    """Names of the fields in which the text being worked on differs from the published one."""
    return [name for name in TEXT_FIELDS if getattr(post, name) != getattr(post.live, name)]


def _review_of(post, *, on):
    """The kind of review: short for typos, the column's for the portal, its own officers' for an own page."""
    if post.place == Place.OWN:
        return OWN
    if post.live_id and post.live.place == Place.PORTAL and set(changes(post)) <= {"body", *WORDS}:
        changed = sum(bodies.count_changed(getattr(post.live, name), getattr(post, name)) for name in WORDS)
        changed += bodies.count_changed(bodies.plain(post.live.body), bodies.plain(post.body))
        if changed <= dated.value(TYPO_CHARACTERS, on=on) and _shows_the_same(post):
            return TYPO
    return post.column.review


def _shows_the_same(post):
    """A typo changes letters: no picture, no link, no table comes or goes."""
    return bodies.frame(post.body) == bodies.frame(post.live.body)


def _start(post, kind, *, now):
    own = post.organisation if kind == OWN else None
    region = post.organisation.region_code if own else settings.PORTAL_CITY
    steps = reviews.start(post, kind=kind, region_code=region, organisation=own, now=now)
    writers = post.writers.values("pk")
    if own and not deciders(steps[0], on=local_day(now)).exclude(pk__in=writers).exists():
        raise Refused(_("本组织还没有另一位可以审核的人员：请联系科协登记任职，或改为投稿到门户栏目。"))
    return steps


@transaction.atomic
def take_back_post(post, *, by, now):
    """撤回修改: before it is public the text goes back to its writers; what was decided so far counts no more."""
    post = locked(post)
    require(post_rules.may_edit_post(by, post))
    refuse_unless(post, State.SUBMITTED, State.APPROVED, State.SCHEDULED)
    reviews.cancel(post)
    post.state, post.scheduled_at = State.DRAFT, None
    post.save(update_fields=["state", "scheduled_at"])
    record("post.taken_back", post, by=by)
    return post


@transaction.atomic
def correct_post(post, *, by, now):
    """Work on the text again; what is published stays as it is until the new text has passed its review."""
    post = locked(post)
    require(post_rules.may_edit_post(by, post))
    refuse_unless(post, State.PUBLISHED, State.WITHDRAWN)
    post.state = State.DRAFT
    post.save(update_fields=["state"])
    record("post.correction_begun", post, by=by)
    return post


@transaction.atomic
def drop_correction(post, *, by, now):
    """Give a correction up: the text being worked on is the published one again."""
    post = locked(post)
    require(post_rules.may_edit_post(by, post))
    if not post.live_id:
        raise Refused(_("这篇稿件没有已发布的内容，不能放弃更正。"))
    refuse_unless(post, *Post.EDITABLE)
    _take_text(post, post.live)
    post.state, post.change_note = State.PUBLISHED, ""
    post.revision += 1
    post.save(update_fields=[*TEXT_FIELDS, "state", "change_note", "revision"])
    post.writers.clear()
    record("post.correction_dropped", post, by=by)
    return post


@transaction.atomic
def restore_version(version, *, by, now):
    """Bring an earlier text back into the text being worked on; it goes through review like any other."""
    post = locked(version.post)
    require(post_rules.may_edit_post(by, post))
    refuse_unless(post, *Post.EDITABLE, State.PUBLISHED, State.WITHDRAWN)
    _take_text(post, version)
    post.state = State.RETURNED if post.state == State.RETURNED else State.DRAFT
    post.change_note = _("恢复第 %(number)s 版") % {"number": version.number} if post.live_id else ""
    post.revision += 1
    post.saved_by, post.saved_at = by.person, now
    post.save(update_fields=[*TEXT_FIELDS, "state", "change_note", "revision", "saved_by", "saved_at"])
    post.writers.add(by.person)
    record("post.version_restored", post, by=by, number=version.number)
    return post


def _take_text(post, text):
    for name in TEXT_FIELDS:
        setattr(post, name, getattr(text, name))


@transaction.atomic
def delete_draft(post, *, by, now):
    """A draft that was never handed in goes with its files; only whoever began it gives it up."""
    post = locked(post)
    require(post_rules.may_edit_post(by, post) and post.author_id == by.person.pk)
    if post.state != State.DRAFT or post.submitted_at or post.versions.exists():
        raise Refused(_("提交过的稿件要留底，不能删除。"))
    for attachment in attachments.of("post", post_rules.owner_of(post)):
        attachments.remove(attachment, by=by, now=now)
    record("post.deleted", post, by=by, title=post.title)
    post.delete()


@transaction.atomic
def hand_over_posts(office, successor, *, by):
    """Texts that are not public yet become those of whoever takes the office over."""
    left = Post.objects.select_for_update().filter(
        author=office.person, organisation=office.organisation, live=None, state__in=[State.DRAFT, State.RETURNED]
    )
    for post in left:
        post.author = successor.person
        post.save(update_fields=["author"])
        record("post.handed_over", post, by=by, to=successor.person.name)
