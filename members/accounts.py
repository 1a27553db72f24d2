"""How allauth and passwords behave here."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _

from portal.ground.ciphers import cipher


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators and imports; nobody signs up by themselves on this portal's desk."""

    def is_open_for_signup(self, request):
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted in the database, the key outside it."""

    def encrypt(self, text):
        return cipher().encrypt(text)

    def decrypt(self, encrypted_text):
        return cipher().decrypt(encrypted_text)


class LongEnough(MinimumLengthValidator):
    """Django's check of the length, in words its own Chinese catalogue lacks."""

    def get_error_message(self):
        return _("密码太短，至少要有 %(length)s 个字符。") % {"length": self.min_length}
