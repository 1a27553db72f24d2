"""What happens to people, their accounts and offices, to units and to memberships: one function per transition."""

from .account import create_account, disable_account, disable_idle_accounts, enable_account, reset_second_factor
from .administrators import create_administrators
from .admission import admit_application, admit_by_minutes, pass_application, reject_application, return_application
from .application import bring_application_papers, save_application, submit_application, withdraw_application
from .bulk_renewal import change_renewal_terms, renew_many
from .channel import choose_channels
from .closing import close_applications
from .consent import give_consent, give_consents, withdraw_consent
from .death import correct_death, record_death
from .delegate import end_representative, hand_contact_on, name_representative, state_workforce
from .deputy import end_deputy, name_deputy
from .dissolution import end_memberships
from .ending import record_withdrawal, take_back_withdrawal, withdraw_membership
from .escalation import escalate_overdue_reviews
from .expulsion import answer_appeal, appeal_expulsion, decide_expulsion, make_statement, open_expulsion
from .forgetting import forget_old_notices
from .group import (
    admit_group_member,
    apply_as_group,
    end_group_membership,
    end_with_organisation,
    leave_as_group,
    record_group_dues,
)
from .guardian import (
    give_child_consent,
    hand_child_over,
    register_child,
    tell_of_grown_children,
    withdraw_child_consent,
)
from .helped import claim_helped, issue_slip, register_helped
from .identity import check_identities, claim_identity, decide_identity_case
from .leaving import close_account, end_guardianship, forget_closed_accounts
from .mark import confirm_unit, revoke_mark, show_phone
from .member_class import change_admission, change_member_class
from .merge import ask_merge, confirm_merge, decline_merge, say_distinct, try_merge, undo_merge
from .office import end_office, give_office, hand_over
from .own_data import ask_own_data, erase_untaken_data, take_own_data
from .profile import confirm_profile
from .recovery import (
    ask_recovery,
    cancel_recovery,
    confirm_recovery,
    finish_recoveries,
    forget_open_recoveries,
    open_recovery,
)
from .reminding import remind_members
from .renewal import (
    confirm_dues,
    confirm_renewal,
    record_payment,
    refuse_renewal,
    renew_membership,
    tell_payment,
    withdraw_renewal,
)
from .review import change_review_rules, remind_reviewers
from .sign_up import (
    begin_sign_up,
    begin_sign_up_by_email,
    complete_sign_up,
    forget_unfinished_sign_ups,
    note_email_verified,
    set_phone,
)
from .statement import forget_old_statements, forget_statements, keep_statement
from .unit import change_credit_code, merge_units, rename_unit, tag_unit
from .unit_application import apply_for_unit
from .wechat import bind_wechat, known_by_wechat, unbind_wechat

__all__ = [
    "admit_application", "admit_by_minutes", "admit_group_member", "answer_appeal", "apply_as_group", "apply_for_unit", "appeal_expulsion", "ask_merge", "ask_own_data",
    "ask_recovery", "begin_sign_up", "begin_sign_up_by_email", "bind_wechat", "bring_application_papers",
    "cancel_recovery", "change_admission", "change_credit_code", "change_member_class", "change_renewal_terms",
    "change_review_rules", "check_identities", "choose_channels", "claim_helped", "claim_identity", "close_account",
    "close_applications", "complete_sign_up", "confirm_dues", "confirm_merge", "confirm_profile", "confirm_recovery",
    "confirm_renewal", "confirm_unit", "correct_death", "create_account", "create_administrators", "decide_expulsion",
    "decide_identity_case", "decline_merge", "disable_account", "disable_idle_accounts", "enable_account",
    "end_deputy", "end_group_membership", "end_guardianship", "end_memberships", "end_office", "end_representative", "end_with_organisation", "erase_untaken_data",
    "escalate_overdue_reviews", "finish_recoveries",
    "forget_closed_accounts", "forget_old_notices", "forget_old_statements", "forget_open_recoveries",
    "forget_statements", "forget_unfinished_sign_ups", "give_child_consent", "give_consent", "give_consents",
    "give_office", "hand_child_over", "hand_contact_on", "hand_over", "issue_slip", "leave_as_group", "keep_statement", "known_by_wechat", "make_statement",
    "merge_units", "name_deputy", "name_representative", "note_email_verified", "open_expulsion", "open_recovery", "pass_application",
    "record_death", "record_group_dues", "record_payment", "record_withdrawal", "refuse_renewal", "register_child", "register_helped",
    "reject_application", "remind_members", "remind_reviewers", "rename_unit", "renew_many", "renew_membership",
    "reset_second_factor", "return_application", "revoke_mark", "save_application", "say_distinct", "set_phone",
    "show_phone", "state_workforce", "submit_application", "tag_unit", "take_back_withdrawal", "take_own_data", "tell_of_grown_children",
    "tell_payment", "try_merge", "unbind_wechat", "undo_merge", "withdraw_application", "withdraw_child_consent",
    "withdraw_consent", "withdraw_membership", "withdraw_renewal",
]  # fmt: skip
