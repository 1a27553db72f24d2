"""What the home keeps about a person: what they wrote, what was decided about it, and what they reported."""

from django.utils.translation import gettext_lazy as _

from members.own_data import IN_OFFICE, own, read
from portal.ground import personal
from portal.ground.personal import Part

from .models import (
    Ban,
    BanAppeal,
    ClosedThread,
    Comment,
    CommentReport,
    Decision,
    Post,
    PostRemark,
    PostVersion,
    WordRule,
)

PARTS = (
    Part(_("评论"), Comment, own(Comment, "author"),
         ((_("内容"), read("text")), (_("状态"), read("state")), (_("属地"), read("place")), (_("发表时间"), read("written_at")),
          (_("处理理由"), read("reason")))),
    Part(_("举报"), CommentReport, own(CommentReport, "reporter"),
         ((_("举报原因"), read("reason")), (_("补充说明"), read("note")), (_("时间"), read("reported_at")), (_("结果"), read("outcome")))),
    Part(_("禁言"), Ban, own(Ban),
         ((_("原因"), read("reason")), (_("开始"), read("start_at")), (_("结束"), read("ends_at")))),
    Part(_("禁言申诉"), BanAppeal, own(BanAppeal, "ban__person"),
         ((_("申诉理由"), read("text")), (_("时间"), read("written_at")), (_("结果"), read("outcome")), (_("答复"), read("reason")))),
    Part(_("文章"), Post, own(Post, "author"),
         ((_("标题"), read("title")), (_("状态"), read("state")), (_("保存时间"), read("saved_at")))),
)  # fmt: skip


def register():
    """Called once, when the app is ready."""
    personal.register(*PARTS)
    personal.exempt(IN_OFFICE, ClosedThread, Decision, PostRemark, PostVersion, WordRule)
