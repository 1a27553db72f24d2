"""What happens to posts and comments: one function per transition."""

from .ban import appeal_ban, ban_person, lift_ban, lift_on_appeal, uphold_ban
from .column import add_column, change_column, close_column, reopen_column
from .comment import edit_comment, may_still_edit, report_comment, withdraw_comment, write_comment
from .link import check_links, note_links
from .moderation import (
    approve_comment,
    close_thread,
    decide_many,
    delete_comment,
    hide_comment,
    open_thread,
    restore_comment,
)
from .picture import approve_picture, hide_picture
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
from .reading import confirm_post, take_reads
from .site import EMBLEM, bring_emblem, change_site, remove_emblem
from .word import add_word, end_word

__all__ = [
    "EMBLEM", "bring_emblem", "change_site", "remove_emblem",
    "Stale", "add_column", "add_word", "appeal_ban", "approve_comment", "ban_person", "begin_post", "bring_files",
    "bring_lead_picture", "bring_picture", "change_column", "check_links", "close_column", "close_thread", "confirm_post", "take_reads", "correct_post",
    "decide_many", "delete_comment", "delete_draft", "drop_correction", "edit_comment", "end_word", "feature_post",
    "hand_over_posts", "hide_comment", "lift_ban", "lift_on_appeal", "may_still_edit", "note_links", "open_thread", "pass_post", "approve_picture", "hide_picture",
    "pin_post", "publish_due_posts", "publish_post", "reopen_column", "report_comment", "restore_comment",
    "restore_version", "return_post", "save_post", "schedule_post", "submit_post", "take_back_post", "take_out_file",
    "unfeature_post", "unpin_post", "uphold_ban", "withdraw_comment", "withdraw_expired_posts", "withdraw_post",
    "write_comment",
]  # fmt: skip
