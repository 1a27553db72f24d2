"""What happens to societies: one function per transition."""

from .invitation import count_opening, follow_invitation, make_invitation
from .page import change_contacts, pass_page, return_page, save_page, submit_page, withdraw_page
from .roster import take_roster_over

__all__ = [
    "change_contacts",
    "count_opening",
    "follow_invitation",
    "make_invitation",
    "pass_page",
    "return_page",
    "save_page",
    "submit_page",
    "take_roster_over",
    "withdraw_page",
]
