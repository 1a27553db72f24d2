"""Posts and their columns, comments and what moderators decide about them."""

from .column import Column
from .comment import ClosedThread, Comment, CommentEdit, CommentReport
from .link import PostLink
from .moderation import Ban, BanAppeal, Decision, WordRule
from .post import TEXT_FIELDS, Place, Post, PostRemark, PostText, PostVersion
from .reading import ReadCount

__all__ = [
    "TEXT_FIELDS", "Ban", "BanAppeal", "ClosedThread", "Column", "Comment", "CommentEdit", "CommentReport", "Decision",
    "Place", "Post", "PostLink", "PostRemark", "PostText", "PostVersion", "ReadCount", "WordRule",
]  # fmt: skip
