"""The one question before what cannot be taken back: the password, or a code sent just now."""

from allauth.core import ratelimit
from django import forms
from django.utils.translation import gettext_lazy as _

from .account_forms import CODE
from .proving import Oneself


class OneselfForm(forms.Form):
    """The password of whoever has one, else the code to their number or address."""

    def __init__(self, request, *args, **options):
        super().__init__(*args, **options)
        self.request, self.by_password = request, request.user.has_usable_password()
        if self.by_password:
            widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
            self.fields["password"] = forms.CharField(label=_("登录密码"), widget=widget, strip=False)
        else:
            self.fields["code"] = forms.CharField(label=_("验证码"), max_length=6, widget=forms.TextInput(attrs=CODE))

    @property
    def sent_to(self):
        """The number or address a code is on its way to, or nothing."""
        proof = None if self.by_password else Oneself.of(self.request)
        return (proof.state.get("phone") or proof.state.get("email")) if proof else ""

    def clean_password(self):
        ratelimit.consume(self.request, action="reauthenticate", user=self.request.user, raise_exception=True)
        if not self.request.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("密码不对，请核对后再填。"))

    def clean_code(self):
        proof = Oneself.of(self.request)
        if proof is None:
            raise forms.ValidationError(_("请先获取验证码。"))
        if not proof.accepts(self.cleaned_data["code"].strip()):
            raise forms.ValidationError(_("验证码不对，请核对后再填。"))
        proof.abort()
