"""What happens to events and registrations: one function per transition."""

from .declaring import pass_event, publish_event, return_event, save_event, submit_event, withdraw_event
from .holding import cancel_event, change_capacity, check_in
from .registering import cancel_registration, register

__all__ = [
    "cancel_event",
    "cancel_registration",
    "change_capacity",
    "check_in",
    "pass_event",
    "publish_event",
    "register",
    "return_event",
    "save_event",
    "submit_event",
    "withdraw_event",
]
