"""What happens to events and registrations: one function per transition."""

from .declaring import pass_event, publish_event, return_event, save_event, submit_event, withdraw_event
from .filing import (
    accept_dossier,
    file_event,
    pass_dossier,
    remind_of_dossiers,
    return_dossier,
    save_dossier,
    submit_dossier,
)
from .holding import cancel_event, change_capacity, check_in
from .registering import cancel_registration, register

__all__ = [
    "accept_dossier",
    "cancel_event",
    "cancel_registration",
    "change_capacity",
    "check_in",
    "file_event",
    "pass_dossier",
    "pass_event",
    "publish_event",
    "register",
    "remind_of_dossiers",
    "return_dossier",
    "return_event",
    "save_dossier",
    "save_event",
    "submit_dossier",
    "submit_event",
    "withdraw_event",
]
