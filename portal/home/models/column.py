"""Columns: where posts stand, who may post there, and which review they go through."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Organisation


class ColumnQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_on=None)

    def for_posts(self):
        """Columns a post may be put into: open ones that no other column stands under."""
        return self.open().exclude(models.Exists(Column.objects.open().filter(parent=models.OuterRef("pk"))))


class Column(models.Model):
    """栏目: a place for posts of one kind, in a tree of two levels or more."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("文章")
        GUIDE = "guide", _("办事指南")
        DOWNLOAD = "download", _("下载")

    class Review(models.TextChoices):
        FULL = "post", _("初审、复审、终审")
        SHORT = "post_short", _("一次审核")

    slug = models.SlugField(
        _("网址中的名称"), max_length=40, unique=True, help_text=_("小写字母、数字和连字符，定后不改。")
    )
    name = models.CharField(_("栏目名称"), max_length=20)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级栏目")
    )
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices, default=Kind.ARTICLE)
    description = models.CharField(_("说明"), max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(_("次序"), default=100, help_text=_("小的排在前面。"))
    posters = ArrayField(
        models.CharField(max_length=12, choices=Organisation.Kind.choices), verbose_name=_("哪些组织可以投稿")
    )
    review = models.CharField(_("审核"), max_length=10, choices=Review.choices, default=Review.FULL)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    objects = ColumnQuerySet.as_manager()

    class Meta:
        verbose_name = _("栏目")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="one_column_of_a_name", nulls_distinct=False),
            models.CheckConstraint(name="column_is_not_its_own_parent", condition=~Q(parent=models.F("id"))),
        ]

    def __str__(self):
        return self.name
