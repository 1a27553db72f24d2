"""allauth's forms in our words."""

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, SignupForm, VerifyPhoneForm
from django.utils.translation import gettext_lazy as _

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "placeholder": _("6 位数字")}


class SignUpForm(SignupForm):
    """The page to sign up, with our questions (`joining.AboutMe`): the phone first, no password; who wants one sets it later."""

    field_order = ["phone", "name", "unit_name", "is_of_age", "agrees"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields.pop("password1", None)
        self.fields["phone"].required = True


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
