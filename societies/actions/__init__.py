"""What happens to societies: one function per transition."""

from .invitation import count_opening, follow_invitation, invite_staff_of, make_invitation
from .key import end_key, make_key, note_reading
from .page import change_contacts, pass_page, return_page, save_page, submit_page, withdraw_page
from .registration import correct_society, dissolve_society, register_society
from .roster import take_roster_over

__all__ = [
    "change_contacts",
    "correct_society",
    "count_opening",
    "dissolve_society",
    "end_key",
    "follow_invitation",
    "invite_staff_of",
    "make_invitation",
    "make_key",
    "note_reading",
    "pass_page",
    "register_society",
    "return_page",
    "save_page",
    "submit_page",
    "take_roster_over",
    "withdraw_page",
]
