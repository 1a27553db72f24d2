"""What members does when signing in and changing a password is announced."""

from allauth.account.signals import authentication_step_completed, password_changed, password_set
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver

from .gate import SECOND_FACTOR
from .models import Person


@receiver(authentication_step_completed, dispatch_uid="note_second_factor")
def note_second_factor(request, method, user, **kwargs):
    if method == "mfa":
        request.session[SECOND_FACTOR] = user.pk


@receiver(authenticator_added, dispatch_uid="note_new_second_factor")
def note_new_second_factor(request, user, authenticator, **kwargs):
    """Who has just set a second factor up has shown it."""
    if authenticator.type in (authenticator.Type.TOTP, authenticator.Type.WEBAUTHN):
        request.session[SECOND_FACTOR] = user.pk


@receiver([password_changed, password_set], dispatch_uid="own_password")
def note_own_password(user, **kwargs):
    Person.objects.filter(pk=user.pk).update(must_change_password=False)
