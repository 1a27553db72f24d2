"""What happens to societies: one function per transition."""

from .page import change_contacts, pass_page, return_page, save_page, submit_page, withdraw_page
from .roster import take_roster_over

__all__ = [
    "change_contacts",
    "pass_page",
    "return_page",
    "save_page",
    "submit_page",
    "take_roster_over",
    "withdraw_page",
]
