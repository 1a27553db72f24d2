"""What the lists of the moderation desk can be filtered by."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.lists import search
from portal.ground.models import Attachment

from .models import Ban, Comment, WordRule


class CommentFilter(django_filters.FilterSet):
    q = search(_("内容或作者"), "named")
    state = django_filters.ChoiceFilter(choices=Comment.State.choices, label=_("状态"), empty_label=_("全部状态"))

    class Meta:
        model = Comment
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(Q(text__icontains=value) | Q(author__name=value))


class PictureFilter(django_filters.FilterSet):
    q = search(_("文件名或上传人"), "named")
    state = django_filters.ChoiceFilter(
        choices=[("shown", _("已显示")), *((one, one.label) for one in Attachment.State if one)], label=_("状态"),
        empty_label=_("全部状态"), method="standing",
    )  # fmt: skip

    class Meta:
        model = Attachment
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(Q(name__icontains=value) | Q(uploaded_by__name=value))

    def standing(self, queryset, name, value):
        return queryset.filter(state=Attachment.State.SHOWN if value == "shown" else value)


class BanFilter(django_filters.FilterSet):
    q = search(_("姓名"), "named")

    class Meta:
        model = Ban
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(person__name__icontains=value)


class WordFilter(django_filters.FilterSet):
    q = search(_("词语"), "named")
    kind = django_filters.ChoiceFilter(
        choices=WordRule.Kind.choices, label=_("处理方式"), empty_label=_("全部处理方式")
    )

    class Meta:
        model = WordRule
        fields = []

    def named(self, queryset, name, value):
        return queryset.filter(Q(word__icontains=value) | Q(normal__icontains=value))
