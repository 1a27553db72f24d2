"""What was typed about posts and columns, made clean."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Organisation
from portal.ground.uploads import FilesField

from . import post_rules
from .models import Column, Post


class MomentField(forms.DateTimeField):
    """A day and a time of day in Shanghai, with the phone's own calendar."""

    def __init__(self, **options):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **options)


class ColumnField(forms.ModelChoiceField):
    """A column, named with what it stands under."""

    def label_from_instance(self, column):
        return f"{column.parent} / {column}" if column.parent_id else str(column)


def _columns(organisation):
    return post_rules.columns_open_to(organisation).select_related("parent")


class BeginForm(forms.Form):
    """Where a new post goes and what it is called; everything else follows on the next page."""

    title = forms.CharField(label=_("标题"), max_length=80)
    column = ColumnField(label=_("栏目"), queryset=Column.objects.none(), empty_label=_("请选择"))

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["column"].queryset = _columns(organisation)


class PostForm(forms.ModelForm):
    """The text being worked on."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    column = ColumnField(label=_("栏目"), queryset=Column.objects.none())
    body = forms.CharField(
        label=_("正文"), required=False, widget=forms.Textarea(attrs={"rows": 18, "data-editor": ""}),
        help_text=_("可以直接粘贴 Word 里的文字和表格。图片请上传后插入。"),
    )  # fmt: skip
    guide_facts = forms.CharField(
        label=_("办事要点"), required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("每行一条，如“办理对象：全市科技工作者”“办理时限：10 个工作日”。"),
    )  # fmt: skip
    guide_steps = forms.CharField(
        label=_("办理步骤"), required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("每行一步，如“提交申请：登录后在线填写”。"),
    )  # fmt: skip
    expires_at = MomentField(label=_("到期撤下"), required=False, help_text=_("到时自动撤下，长期有效的不填。"))

    class Meta:
        model = Post
        fields = [
            "title", "subtitle", "column", "place", "body", "summary", "lead_text", "source", "byline", "editor",
            "department", "keeper", "guide_facts", "guide_steps", "expires_at", "change_note",
        ]  # fmt: skip
        widgets = {"summary": forms.Textarea(attrs={"rows": 3}), "change_note": forms.TextInput}
        help_texts = {
            "summary": _("显示在列表和分享卡片里，200 字以内。"),
            "lead_text": _("说清图中是什么，读屏软件会读出来。"),
            "keeper": _("内容过时了找谁改，读者能看到。"),
            "change_note": _("发布后读者会看到改了什么，如“更正第二段活动日期”。"),
        }

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, instance=post, **kwargs)
        self.fields["column"].queryset = _columns(post.organisation)
        self.initial["revision"] = post.revision
        if not post.live_id:
            del self.fields["change_note"]

    def _post_clean(self):
        """Nothing is written into the post here: its action does that, on the row as it is then."""

    def typed(self):
        """What the action takes; fields that were not asked for keep their value."""
        data = {name: self.cleaned_data.get(name, getattr(self.instance, name)) for name in self._meta.fields}
        return data | {"revision": self.cleaned_data["revision"]}


class FilesForm(forms.Form):
    files = FilesField(label=_("文件"))


class PassForm(forms.Form):
    """The text that was read."""

    revision = forms.IntegerField(min_value=1)


class ReturnForm(forms.Form):
    """A remark about the whole; remarks about paragraphs come as `place-<number>`."""

    remark = forms.CharField(
        label=_("总的意见"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def places(self):
        """Number of a paragraph → remark, of those that were written."""
        found = {}
        for name, value in self.data.items():
            number = name.removeprefix("place-")
            if name.startswith("place-") and number.isascii() and number.isdigit() and value.strip():
                found[int(number)] = value.strip()[:300]
        return found


class ScheduleForm(forms.Form):
    at = MomentField(label=_("发布时间"))


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("撤下原因"), max_length=200)


class ColumnForm(forms.ModelForm):
    """A column's place in the tree, its posters and its review."""

    parent = ColumnField(
        label=_("上级栏目"), queryset=Column.objects.open().select_related("parent"), required=False,
        empty_label=_("没有（一级栏目）"),
    )  # fmt: skip
    posters = forms.MultipleChoiceField(
        label=_("哪些组织可以投稿"), choices=Organisation.Kind.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Column
        fields = ["name", "slug", "parent", "kind", "description", "order", "posters", "review"]

    def _post_clean(self):
        """Nothing is written into the column here: its action does that."""
