"""allauth's forms in our words."""

from allauth.account import forms as account
from allauth.account.fields import EmailField
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, SignupForm, VerifyPhoneForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core import context, ratelimit
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import actions
from .models import Person

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "placeholder": _("6 位数字")}


class SignUpForm(SignupForm):
    """The page to sign up, with our questions (`joining.AboutMe`): the phone first, no password; who wants one sets it later.

    Whoever chose to (`?by=email`) is asked for an address in place of the phone.
    """

    field_order = ["phone", "email", "name", "unit_name", "is_of_age", "agrees"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields.pop("password1", None)
        self.is_by_email = context.request.GET.get("by") == "email"
        if self.is_by_email:
            del self.fields["phone"]
            self.fields["email"] = EmailField(label=_("电子邮箱"))
            self.fields["email"].widget.attrs.pop("placeholder")
            self.order_fields(self.field_order)
        else:
            self.fields["phone"].required = True

    def clean_email(self):
        """Whether somebody has the address already is told by the letter alone, to whoever reads its letters."""
        return self.cleaned_data["email"]

    def try_save(self, request):
        if not self.is_by_email:
            return super().try_save(request)
        email = self.cleaned_data["email"]
        ratelimit.consume(request, action="request_login_code", key=email, raise_exception=True)
        person = actions.begin_sign_up_by_email(**self.said, now=timezone.now())
        LoginCodeVerificationProcess.initiate(request=request, user=person, email=email)
        code_page = reverse("account_confirm_login_code")
        return person, redirect(passthrough_next_redirect_url(request, code_page, REDIRECT_FIELD_NAME))


class SignInForm(LoginForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["login"].label = _("手机号、邮箱或登录名")
        self.fields["login"].widget.attrs |= {"placeholder": "", "autocomplete": "username"}
        self.fields["password"].widget.attrs["placeholder"] = ""


class SignInCodeForm(ConfirmLoginCodeForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["code"].label = _("验证码")
        self.fields["code"].widget.attrs |= CODE


class PhoneCodeForm(VerifyPhoneForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["code"].label = _("验证码")
        self.fields["code"].widget.attrs |= CODE


def owners_of(email, *, has_password=False):
    """People this address lets in: who verified it; for a new password also who has one and was entered with it."""
    verified = EmailAddress.objects.filter(email=email.lower(), verified=True, user__is_active=True)
    people = [address.user for address in verified.select_related("user")]
    if not people and has_password:
        entered = Person.objects.filter(email__iexact=email, is_active=True).order_by("pk")
        people = [person for person in entered if person.has_usable_password()]
    return people


class AskForCodeForm(account.RequestLoginCodeForm):
    """A code for one's phone, or for an address one has verified; an address somebody only typed gets none."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.order_fields(["phone", "email"])
        self.fields["email"].label = _("或已验证的电子邮箱")
        self.fields["email"].widget.attrs["placeholder"] = ""

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("phone") and not data.get("email"):
            raise forms.ValidationError(_("请填手机号或电子邮箱。"))
        return data

    def clean_email(self):
        email = super().clean_email()
        if email:
            owners = owners_of(email)
            self._user = owners[0] if owners else None
        return email


class ResetPasswordForm(account.ResetPasswordForm):
    def clean_email(self):
        email = super().clean_email()
        self.users = owners_of(email, has_password=True)
        return email
