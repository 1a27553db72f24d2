"""What happens to societies: one function per transition."""

from .invitation import count_opening, follow_invitation, make_invitation
from .page import change_contacts, pass_page, return_page, save_page, submit_page, withdraw_page
from .registration import correct_society, dissolve_society, register_society
from .roster import take_roster_over

__all__ = [
    "change_contacts",
    "correct_society",
    "count_opening",
    "dissolve_society",
    "follow_invitation",
    "make_invitation",
    "pass_page",
    "register_society",
    "return_page",
    "save_page",
    "submit_page",
    "take_roster_over",
    "withdraw_page",
]
