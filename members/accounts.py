"""How allauth and passwords behave here."""

import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.ground import sms
from portal.ground.ciphers import cipher
from portal.ground.dates import today
from portal.ground.errors import Refused

from . import actions, browsers, rules
from .joining import PhoneField
from .models import Office, Person

CODE_DIGITS = 6


class AccountAdapter(DefaultAccountAdapter):
    """Science workers sign up with their phone or an address; accounts of officials are made by administrators."""

    def is_open_for_signup(self, request):
        return settings.PORTAL_SIGN_UP

    def get_login_redirect_url(self, request):
        """Officials go to their desk, everybody else home."""
        if Office.objects.filter(person=request.user).exists():
            return reverse("desk")
        return reverse("home")

    def save_user(self, request, user, form, commit=True):
        """The record somebody imported is claimed, a sign-up begun before is taken up again, else a new one is made."""
        return actions.begin_sign_up(**form.said, now=timezone.now())

    def phone_form_field(self, **options):
        options["label"] = _("手机号")
        return PhoneField(**options)

    def get_phone(self, user):
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user, phone, verified):
        actions.set_phone(user, phone, verified=verified, now=timezone.now())

    def set_phone_verified(self, user, phone):
        actions.set_phone(user, phone, verified=True, now=timezone.now())

    def get_user_by_phone(self, phone):
        return Person.objects.filter(phone=phone, phone_verified_at__isnull=False).first()

    def generate_phone_verification_code(self, *, user, phone):
        return _digits()

    def generate_login_code(self):
        return _digits()

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        self._send(phone, code, sms.CODE)

    def send_unknown_account_sms(self, phone, **kwargs):
        self._send(phone, _("这个手机号还没有注册，请先注册。"), sms.NOTICE)

    def send_account_already_exists_sms(self, phone):
        self._send(phone, _("这个手机号已经注册过，请直接登录。"), sms.NOTICE)

    def send_mail(self, template_prefix, email, context):
        """On a demo portal no letter leaves the machine either: the page that asks for its code shows it."""
        if "code" in context and settings.PORTAL_SHOW_DEMO_CODE:
            sms.show_code(email, context["code"])
        super().send_mail(template_prefix, email, context)

    def _send(self, phone, text, kind):
        """What stops a message is said on the page; the page itself stays, so that it can be asked for again."""
        try:
            sms.send_now(phone, text, kind=kind, now=timezone.now())
        except Refused as refusal:
            messages.error(self.request, str(refusal))


def _digits():
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted in the database, the key outside it."""

    def encrypt(self, text):
        return cipher().encrypt(text)

    def decrypt(self, encrypted_text):
        return cipher().decrypt(encrypted_text)

    def is_mfa_enabled(self, user, types=None):
        """A passkey is a way in of its own; only officials have to show it when they came in another way.

        Who lost the phone it was on could otherwise neither come in nor take it away.
        """
        if types and Authenticator.Type.WEBAUTHN in types and not user.is_anonymous:
            offices = Office.objects.on(today()).filter(person=user).select_related("organisation")
            if not rules.is_back_office(offices):
                types = [kind for kind in types if kind != Authenticator.Type.WEBAUTHN]
        return super().is_mfa_enabled(user, types)

    def generate_authenticator_name(self, user, type):
        return browsers.device(context.request.META.get("HTTP_USER_AGENT", ""))


class LongEnough(MinimumLengthValidator):
    """Django's check of the length, in words its own Chinese catalogue lacks."""

    def get_error_message(self):
        return _("密码太短，至少要有 %(length)s 个字符。") % {"length": self.min_length}
