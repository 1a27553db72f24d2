"""Comments under anything an app opened to them, their earlier texts, reports by readers, and closed threads."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Organisation, Person
from portal.ground.models import new_public_id

HIDDEN_PART = "**"


class CommentQuerySet(models.QuerySet):
    def of(self, thing):
        return self.filter(thing=thing._meta.label_lower, thing_id=str(thing.pk))

    def visible(self):
        """What everybody may read: every list, count, search and message starts here.

        An answer goes with what it answers.
        """
        return self.filter(_readable())

    def seen_by(self, person):
        """What one reader sees: what everybody sees, and what they wrote themselves and waits to be looked at."""
        if person is None:
            return self.visible()
        return self.filter(_readable() | (Q(author=person, state=Comment.State.HELD) & _under_something_shown()))

    def waiting(self):
        """What a moderator has to look at: held, or reported."""
        return self.filter(waiting_since__isnull=False)


def _readable():
    return Q(state=Comment.State.SHOWN) & _under_something_shown()


def _under_something_shown():
    return Q(parent=None) | Q(parent__state=Comment.State.SHOWN)


class Comment(models.Model):
    """What somebody said about a thing. It keeps the place it was written from, never the address."""

    class State(models.TextChoices):
        SHOWN = "shown", _("已显示")
        HELD = "held", _("待审核")
        HIDDEN = "hidden", _("已隐藏")
        DELETED = "deleted", _("已删除")
        WITHDRAWN = "withdrawn", _("作者已删除")

    class ShownAs(models.TextChoices):
        NAME = "name", _("姓名")
        SURNAME = "surname", _("只显示姓")

    class Held(models.TextChoices):
        NEW = "new", _("新用户")
        WORD = "word", _("含需审核的词")
        LINK = "link", _("含链接")
        REPORTS = "reports", _("多人举报")

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    thing = models.CharField(max_length=60)
    thing_id = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="comments")
    shown_as = models.CharField(_("署名"), max_length=8, choices=ShownAs.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers")
    text = models.TextField(_("评论内容"))
    digest = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)
    place = models.CharField(_("属地"), max_length=20)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices)
    held_for = models.JSONField(default=list)
    reason = models.CharField(_("处理理由"), max_length=200, blank=True)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("评论")
        constraints = [
            models.CheckConstraint(
                name="held_comments_wait", condition=~Q(state="held") | Q(waiting_since__isnull=False)
            ),
            models.CheckConstraint(
                name="waiting_comments_are_due",
                condition=Q(waiting_since=None, due_on=None) | Q(waiting_since__isnull=False, due_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["thing", "thing_id", "-written_at"], name="comment_by_thing"),
            models.Index(fields=["author", "-written_at"], name="comment_by_author"),
            models.Index(fields=["waiting_since"], name="comment_waiting", condition=Q(waiting_since__isnull=False)),
        ]

    def __str__(self):
        return self.text[:40]

    @property
    def shown_name(self):
        """The author as readers see them."""
        name = self.author.name
        return name if self.shown_as == self.ShownAs.NAME or name == Person.FORGOTTEN else name[:1] + HIDDEN_PART

    @property
    def held_words(self):
        """Why it waits, in words."""
        return [self.Held(reason).label for reason in self.held_for]

    @property
    def is_waiting(self):
        return self.waiting_since is not None


class CommentEdit(models.Model):
    """What a comment said before it was edited; only moderators see it."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="edits")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    until_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "version"], name="one_comment_edit_per_version")]


class CommentReport(models.Model):
    """A reader says that a comment should not stand."""

    class Reason(models.TextChoices):
        UNLAWFUL = "unlawful", _("违法违规")
        FALSE = "false", _("虚假不实")
        ABUSE = "abuse", _("辱骂攻击")
        ADVERTISEMENT = "advertisement", _("广告营销")
        PRIVACY = "privacy", _("泄露他人信息")
        OTHER = "other", _("其他")

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("举报成立")
        DISMISSED = "dismissed", _("举报不成立")
        MOOT = "moot", _("作者已删除")

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(_("举报原因"), max_length=14, choices=Reason.choices)
    note = models.CharField(_("补充说明"), max_length=200, blank=True)
    reported_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "reporter"], name="one_comment_report_each")]
        indexes = [models.Index(fields=["comment"], name="comment_report_open", condition=Q(outcome=""))]


class ClosedThread(models.Model):
    """A thing that takes no more comments, closed by a moderator."""

    thing = models.CharField(max_length=60)
    thing_id = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)
    closed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thing", "thing_id"], name="one_closing_per_thread")]
