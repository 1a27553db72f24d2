"""allauth's forms of passkeys in our words; what no browser would send is met with a sentence, too."""

from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


def _read(clean):
    """The answer of a browser as allauth reads it; it trusts the form of what is sent, which we do not."""
    try:
        return clean()
    except ValidationError:
        raise
    except UNREADABLE as error:
        raise ValidationError(_("没有认出这个通行密钥，请再试一次，或换一种方式。")) from error


class LoginForm(webauthn.LoginWebAuthnForm):
    def clean_credential(self):
        return _read(super().clean_credential)


class SecondFactorForm(webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self):
        return _read(super().clean_credential)


class ConfirmForm(webauthn.ReauthenticateWebAuthnForm):
    def clean_credential(self):
        return _read(super().clean_credential)


class AddForm(webauthn.AddWebAuthnForm):
    """A passkey is kept by the phone or the computer and opened by its screen lock; it always lets in by itself."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["name"].label = _("名称")
        self.fields["name"].help_text = _("方便您以后认出是哪台设备。")
        self.fields["passwordless"].label = _("可以直接用它登录")
        self.fields["passwordless"].help_text = _("登录时用这台设备的指纹、面容或锁屏密码确认，不用再填验证码。")
        self.fields["passwordless"].initial = True

    def clean(self):
        return _read(super().clean)
