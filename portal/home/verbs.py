"""What the journal's verbs of the home are called."""

POSTS = {
    "column.added": "增设栏目", "column.changed": "修改栏目", "column.closed": "停用栏目", "column.reopened": "恢复栏目",
    "post.begun": "新建稿件", "post.edited": "参与修改", "post.submitted": "提交审核", "post.taken_back": "撤回修改",
    "post.passed": "审核通过", "post.returned": "退回修改", "post.published": "发布", "post.corrected": "发布更正",
    "post.scheduled": "定时发布", "post.withdrawn": "撤下", "post.correction_begun": "开始修改", "post.correction_dropped": "放弃更正",
    "post.version_restored": "恢复旧版本", "post.confirmed": "复核仍然有效", "post.deleted": "删除草稿", "post.handed_over": "移交稿件", "post.pinned": "置顶",
    "post.unpinned": "取消置顶", "post.featured": "设为头条", "post.unfeatured": "取消头条",
}  # fmt: skip
SITE = {"site.changed": "修改门户设置"}
COMMENTS = {
    "comment.written": "发表评论", "comment.edited": "修改评论", "comment.withdrawn": "作者删除评论",
    "comment.reported": "举报评论", "comment.approved": "通过评论", "comment.hidden": "隐藏评论",
    "comment.restored": "恢复评论", "comment.deleted": "删除评论", "thread.closed": "关闭评论", "thread.opened": "开放评论",
    "ban.given": "禁言", "ban.lifted": "解除禁言", "ban.appealed": "禁言申诉", "ban.upheld": "维持禁言",
    "picture.approved": "通过图片", "picture.hidden": "隐藏图片",
    "word.added": "增加词语规则", "word.ended": "停用词语规则",
}  # fmt: skip
WORDS = {**POSTS, **COMMENTS, **SITE}
