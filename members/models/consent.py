"""The texts people agree to, and that they did: rows that are only ever added."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .person import Person


class ConsentTextQuerySet(models.QuerySet):
    def on(self, kind, day):
        """The version of a text in force on a day, or None."""
        return self.filter(kind=kind, valid_from__lte=day).order_by("-valid_from", "-version").first()


class ConsentText(models.Model):
    """One version of a text somebody agrees to; a change is a new version."""

    class Kind(models.TextChoices):
        TERMS = "terms", _("用户服务协议")
        PRIVACY = "privacy", _("个人信息保护说明")
        DIRECTORY = "directory", _("在站内搜索中被找到")
        CHILD = "child", _("儿童个人信息处理规则")
        CHILD_EVENTS = "child_events", _("为孩子报名参加活动")
        CHILD_SHOW = "child_show", _("公开展示孩子的作品和照片")

    REQUIRED = (Kind.TERMS, Kind.PRIVACY)
    OF_ADULTS = (*REQUIRED, Kind.DIRECTORY)
    PURPOSES_OF_CHILDREN = (Kind.CHILD_EVENTS, Kind.CHILD_SHOW)
    OF_CHILDREN = (Kind.CHILD, *PURPOSES_OF_CHILDREN)

    kind = models.CharField(max_length=12, choices=Kind.choices)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    valid_from = models.DateField()

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="one_consent_text_per_version")]

    def __str__(self):
        return self.get_kind_display()


class ConsentQuerySet(models.QuerySet):
    def in_force(self, person, kind):
        """The last row of a kind when it is an agreement, in whatever version, or None."""
        last = self.filter(person=person, text__kind=kind).order_by("-at", "-pk").select_related("text").first()
        return last if last and last.act == Consent.Act.GIVEN else None


class Consent(models.Model):
    """A person agreed to a version of a text, or took it back; nothing here is ever changed."""

    class Act(models.TextChoices):
        GIVEN = "given", _("同意")
        WITHDRAWN = "withdrawn", _("撤回")

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    at = models.DateTimeField()
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # a guardian; else the person

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="consent_by_person")]
