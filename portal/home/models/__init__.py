"""Posts and their columns, comments and what moderators decide about them."""

from .column import Column
from .post import TEXT_FIELDS, Place, Post, PostRemark, PostText, PostVersion

__all__ = ["TEXT_FIELDS", "Column", "Place", "Post", "PostRemark", "PostText", "PostVersion"]
