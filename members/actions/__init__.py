"""What happens to people, their accounts and offices, and to units: one function per transition."""

from .account import create_account, disable_account, disable_idle_accounts, enable_account, reset_second_factor
from .administrators import create_administrators
from .office import end_office, give_office, hand_over
from .profile import confirm_profile
from .review import change_review_rules, remind_reviewers
from .sign_up import begin_sign_up, complete_sign_up, forget_unfinished_sign_ups, give_consents, set_phone
from .unit import change_credit_code, merge_units, rename_unit, tag_unit
from .wechat import bind_wechat, known_by_wechat, unbind_wechat

__all__ = [
    "begin_sign_up", "bind_wechat", "change_credit_code", "change_review_rules", "complete_sign_up",
    "confirm_profile", "create_account", "create_administrators", "disable_account", "disable_idle_accounts",
    "enable_account", "end_office", "forget_unfinished_sign_ups", "give_consents", "give_office", "hand_over",
    "known_by_wechat", "merge_units", "remind_reviewers", "rename_unit", "reset_second_factor", "set_phone",
    "tag_unit", "unbind_wechat",
]  # fmt: skip
