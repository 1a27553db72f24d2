"""What members does when signing in and changing a password is announced."""

from allauth.account.signals import (
    authentication_step_completed,
    email_confirmed,
    password_changed,
    password_set,
    user_logged_in,
)
from allauth.mfa.signals import authenticator_added
from django.contrib import messages
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.ground.dates import today
from portal.ground.errors import Refused

from . import actions, wechat
from .consents import missing
from .gate import MUST_CONSENT, SECOND_FACTOR
from .models import Actor, Person


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


@receiver(email_confirmed, dispatch_uid="note_email_verified")
def note_email_verified(email_address, **kwargs):
    actions.note_email_verified(email_address.user, now=timezone.now())


@receiver(user_logged_in, dispatch_uid="ask_for_consent")
def ask_for_consent(request, user, **kwargs):
    """Who took an agreement back, or agreed to an older version, is asked before anything else (`ConsentGateMiddleware`)."""
    request.session[MUST_CONSENT] = bool(missing(user, on=today()))


@receiver(user_logged_in, dispatch_uid="bind_waiting_wechat")
def bind_waiting_wechat(request, user, **kwargs):
    """Who came by WeChat and has proved a phone, or signed in another way, need not do so again."""
    now = timezone.now()
    waiting = wechat.waiting(request, now=now)
    wechat.forget(request)
    if waiting is None:
        return
    try:
        actions.bind_wechat(user, waiting[0], by=Actor(user), now=now)
        messages.success(request, _("已绑定微信，下次在微信里点一下就能登录。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
