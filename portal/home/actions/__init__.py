"""What happens to posts and comments: one function per transition."""

from .column import add_column, change_column, close_column, reopen_column
from .post import (
    Stale,
    begin_post,
    correct_post,
    delete_draft,
    drop_correction,
    hand_over_posts,
    restore_version,
    save_post,
    submit_post,
    take_back_post,
)
from .post_file import bring_files, bring_lead_picture, bring_picture, take_out_file
from .post_review import pass_post, return_post
from .publishing import (
    feature_post,
    pin_post,
    publish_due_posts,
    publish_post,
    schedule_post,
    unfeature_post,
    unpin_post,
    withdraw_expired_posts,
    withdraw_post,
)

__all__ = [
    "Stale", "add_column", "begin_post", "bring_files", "bring_lead_picture", "bring_picture", "change_column",
    "close_column", "correct_post", "delete_draft", "drop_correction", "feature_post", "hand_over_posts", "pass_post",
    "pin_post", "publish_due_posts", "publish_post", "reopen_column", "restore_version", "return_post", "save_post",
    "schedule_post", "submit_post", "take_back_post", "take_out_file", "unfeature_post", "unpin_post",
    "withdraw_expired_posts", "withdraw_post",
]  # fmt: skip
