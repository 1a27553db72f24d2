"""What posts can be filtered by, and the columns of their lists."""

import django_filters
from django.db.models import Q
from django.forms import TextInput
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.ground import kept
from portal.ground.dates import local_day
from portal.ground.lists import Column as ListColumn

from .models import Column, Place, Post

STATE_TAGS = {
    "published": "ok", "submitted": "wait", "approved": "wait", "scheduled": "wait", "returned": "warm",
    "withdrawn": "bad", "draft": "plain",
}  # fmt: skip


def _words(placeholder):
    return TextInput(attrs={"placeholder": placeholder, "aria-label": placeholder})


def _years():
    shown = Post.objects.filter(live__isnull=False, is_on_portal=True).dates("published_at", "year", order="DESC")
    years = kept.get(kept.PAGES, "years-of-posts", lambda: [day.year for day in shown])
    return [(year, f"{year}年") for year in years]


class PublicPostFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="saying", label=_("标题、摘要"), widget=_words(_("标题、摘要")))
    year = django_filters.ChoiceFilter(
        field_name="published_at__year", label=_("年份"), empty_label=_("全部年份"), choices=_years
    )

    class Meta:
        model = Post
        fields = []

    def saying(self, queryset, name, value):
        return queryset.filter(Q(live__title__icontains=value) | Q(live__summary__icontains=value))


class PostFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        field_name="title", lookup_expr="icontains", label=_("标题"), widget=_words(_("标题"))
    )
    state = django_filters.ChoiceFilter(label=_("状态"), choices=Post.State.choices, empty_label=_("全部状态"))
    column = django_filters.ModelChoiceFilter(
        queryset=Column.objects.all(), label=_("栏目"), empty_label=_("全部栏目"), to_field_name="slug"
    )
    place = django_filters.ChoiceFilter(label=_("显示在"), choices=Place.choices, empty_label=_("不限"))
    mine = django_filters.ChoiceFilter(
        label=_("范围"), method="of_mine", empty_label=_("全部稿件"), choices=[("1", _("我写的"))]
    )

    class Meta:
        model = Post
        fields = []

    def of_mine(self, queryset, name, value):
        return queryset.filter(author=self.request.user) if self.request else queryset


def post_url(post):
    return reverse("post_detail", args=[post.public_id])


def state_of(post):
    """The state in words; a published text that is being corrected says both."""
    said = post.get_state_display()
    return f"已发布，更正{said}" if post.live_id and post.state != Post.State.PUBLISHED else said


POST_COLUMNS = (
    ListColumn("标题", lambda post: post.title, "title", post_url, width=40),
    ListColumn("栏目", lambda post: post.column.name, "column__order"),
    ListColumn("发布组织", lambda post: post.organisation.name, "organisation__name", width=30),
    ListColumn("状态", state_of, "state", tag=lambda post: STATE_TAGS[post.state]),
    ListColumn("撰稿人", lambda post: post.author.name, "author__name"),
    ListColumn("最近保存", lambda post: local_day(post.saved_at), "saved_at", kind="date"),
    ListColumn(
        "发布日期", lambda post: local_day(post.published_at) if post.live_id else None, "published_at", kind="date"
    ),
)
