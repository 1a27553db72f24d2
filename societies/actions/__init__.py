"""What happens to societies: one function per transition."""

from .page import change_contacts, pass_page, return_page, save_page, submit_page, withdraw_page

__all__ = ["change_contacts", "pass_page", "return_page", "save_page", "submit_page", "withdraw_page"]
