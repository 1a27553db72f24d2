"""Posts: a text being worked on, and every text of it that was ever published."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Organisation, Person
from portal.ground.models import new_public_id

from .column import Column


class Place(models.TextChoices):
    OWN = "own", _("本组织主页")
    PORTAL = "portal", _("门户栏目和本组织主页")


class PostText(models.Model):
    """What a post says. The body is clean HTML; pictures and files are named by their attachment's public id."""

    column = models.ForeignKey(Column, models.PROTECT, related_name="+", verbose_name=_("栏目"))
    place = models.CharField(_("显示在"), max_length=6, choices=Place.choices, default=Place.PORTAL)
    title = models.CharField(_("标题"), max_length=80)
    subtitle = models.CharField(_("副标题"), max_length=80, blank=True)
    summary = models.CharField(_("摘要"), max_length=200, blank=True)
    body = models.TextField(_("正文"), blank=True)
    lead_picture = models.CharField(_("题图"), max_length=16, blank=True)
    lead_text = models.CharField(_("题图说明"), max_length=100, blank=True)
    source = models.CharField(_("来源"), max_length=60, blank=True)
    byline = models.CharField(_("作者"), max_length=60, blank=True)
    editor = models.CharField(_("责任编辑"), max_length=30, blank=True)
    department = models.CharField(_("责任部门"), max_length=60, blank=True, default="", db_default="")
    keeper = models.CharField(_("责任人"), max_length=30, blank=True, default="", db_default="")
    guide_facts = models.TextField(_("办事要点"), blank=True)
    guide_steps = models.TextField(_("办理步骤"), blank=True)
    files = ArrayField(models.CharField(max_length=16), default=list, blank=True, verbose_name=_("附件"))
    expires_at = models.DateTimeField(_("到期撤下"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.title


TEXT_FIELDS = tuple(field.name for field in PostText._meta.fields)


class PostQuerySet(models.QuerySet):
    def public(self, now):
        """Posts everybody may read now, on their organisation's page or in the portal's columns."""
        return self.filter(live__isnull=False).filter(Q(live__expires_at=None) | Q(live__expires_at__gt=now))

    def on_portal(self, now):
        """Those that stand in the portal's columns, which the association has reviewed."""
        return self.public(now).filter(is_on_portal=True)


class Post(PostText):
    """One post: its own fields are the text being worked on, `live` is the text the public reads."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("审核中")
        RETURNED = "returned", _("退回修改")
        APPROVED = "approved", _("待发布")
        SCHEDULED = "scheduled", _("定时发布")
        PUBLISHED = "published", _("已发布")
        WITHDRAWN = "withdrawn", _("已撤下")

    EDITABLE = (State.DRAFT, State.RETURNED)

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts", verbose_name=_("发布组织"))
    author = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name=_("撰稿人"))
    writers = models.ManyToManyField(Person, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    is_typo = models.BooleanField(default=False)
    change_note = models.CharField(_("更正说明"), max_length=200, blank=True)
    scheduled_at = models.DateTimeField(_("定时发布"), null=True, blank=True)
    live = models.OneToOneField("PostVersion", models.PROTECT, null=True, related_name="+")
    shown_in = models.ForeignKey(Column, models.PROTECT, null=True, related_name="+")
    is_on_portal = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    is_pinned = models.BooleanField(_("置顶"), default=False)
    is_featured = models.BooleanField(_("头条"), default=False)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(_("撤下原因"), max_length=200, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("稿件")
        constraints = [
            models.CheckConstraint(
                name="public_post_has_day_and_column",
                condition=Q(live=None) | Q(published_at__isnull=False, shown_in__isnull=False),
            ),
            models.CheckConstraint(
                name="scheduled_post_has_a_moment", condition=~Q(state="scheduled") | Q(scheduled_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["shown_in", "-published_at"], name="post_in_column", condition=Q(live__isnull=False)),
            models.Index(
                fields=["organisation", "-published_at"], name="post_of_organisation", condition=Q(live__isnull=False)
            ),
            models.Index(fields=["-published_at"], name="post_newest", condition=Q(live__isnull=False)),
            models.Index(fields=["scheduled_at"], name="post_scheduled", condition=Q(state="scheduled")),
        ]


class PostVersion(PostText):
    """A text of a post as it was published; never changed."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.CharField(_("更正说明"), max_length=200, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="one_post_version_per_number")]


class PostRemark(models.Model):
    """What a reviewer asks to change: about one paragraph, quoted as it stood, or about the whole."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="remarks")
    round = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=20)
    paragraph = models.PositiveSmallIntegerField(null=True)
    quote = models.CharField(max_length=60, blank=True)
    text = models.CharField(_("意见"), max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
