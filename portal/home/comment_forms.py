"""What readers and moderators type, made clean."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Comment, CommentReport, WordRule


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("评论内容"), max_length=5000, strip=True,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": _("请文明发言，对事不对人。")}),
    )  # fmt: skip
    shown_as = forms.ChoiceField(label=_("署名"), choices=Comment.ShownAs.choices, initial=Comment.ShownAs.NAME)
    parent = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)


class EditForm(forms.Form):
    text = forms.CharField(label=_("评论内容"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label=_("举报原因"), choices=CommentReport.Reason.choices)
    note = forms.CharField(label=_("补充说明"), max_length=200, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)


class DecisionForm(forms.Form):
    """A decision on one comment: the version that was read, and the reason where one is asked."""

    version = forms.IntegerField(min_value=1, max_value=32767)
    reason = forms.CharField(label=_("理由"), max_length=200, required=False)


class BanForm(forms.Form):
    reason = forms.CharField(label=_("禁言原因"), max_length=200)
    days = forms.IntegerField(
        label=_("天数"), min_value=1, max_value=3650, required=False, help_text=_("不填表示直至解除。")
    )


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("申诉理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("一次禁言只能申诉一次，由作出禁言以外的工作人员处理。"),
    )  # fmt: skip


class WordForm(forms.Form):
    word = forms.CharField(label=_("词语"), max_length=40)
    kind = forms.ChoiceField(label=_("处理方式"), choices=WordRule.Kind.choices)
    replacement = forms.CharField(
        label=_("替换为"), max_length=40, required=False, help_text=_("处理方式为“替换”时填写，如 **。")
    )
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件、会议或工作要求。"))


class TryForm(forms.Form):
    sample = forms.CharField(
        label=_("试一段文字"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("看看现有规则怎样处理它，不会保存。"),
    )  # fmt: skip


class BulkForm(forms.Form):
    """Comments and pictures picked in the queue and what is to happen to them."""

    act = forms.ChoiceField(choices=[("approve", _("通过")), ("hide", _("隐藏")), ("delete", _("删除"))])
    reason = forms.CharField(max_length=200, required=False)
    picked = forms.MultipleChoiceField(
        label=_("选中的内容"), choices=(), error_messages={"required": _("请先勾选评论或图片。")}
    )

    def __init__(self, *args, known, **options):
        super().__init__(*args, **options)
        self.fields["picked"].choices = [(key, key) for key in known]
