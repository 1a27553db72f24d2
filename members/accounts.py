"""How allauth and passwords behave here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators and imports; nobody signs up by themselves on this portal's desk."""

    def is_open_for_signup(self, request):
        return False


class LongEnough(MinimumLengthValidator):
    """Django's check of the length, in words its own Chinese catalogue lacks."""

    def get_error_message(self):
        return _("密码太短，至少要有 %(length)s 个字符。") % {"length": self.min_length}
