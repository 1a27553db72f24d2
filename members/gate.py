"""The gate of the desk: where from, how long idle, with which second factor somebody in office may come in.

Everybody in office shows a second factor; addresses and idle time are for association offices, whose people sit in
offices. Science workers fill in their papers at the desk too, without any of it. Only a first password stops
everybody: it is known to whoever made the account. Files brought to the desk lie behind the same gate.
"""

import ipaddress
import time
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ground.errors import NotFromHere

from .rules import is_back_office, needs_second_factor

SECOND_FACTOR = "second_factor"
SEEN_AT = "desk_seen_at"
MUST_CONSENT = "must_consent"
ALWAYS_OPEN = ("/accounts/", "/texts/", "/me/consents/", "/static/", "/healthz", "/elder/")
NOTE_EVERY = 60
GUARDED = ("/desk/", "/files/")


class ConsentGateMiddleware:
    """Whoever signed in without the agreements in force reads and answers them first; one can always sign out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Without its cookie the session is not even looked at: pages for everybody stay the same for everybody.
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and not request.path.startswith(ALWAYS_OPEN) and request.session.get(MUST_CONSENT):
            return redirect("my_consents")
        return self.get_response(request)


class DeskGateMiddleware:
    """Stops whoever is in office until the gate's conditions hold; everybody else passes with a password of their own."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.networks = [ipaddress.ip_network(text) for text in settings.PORTAL_DESK_ADDRESSES]

    def __call__(self, request):
        if request.path.startswith(GUARDED) and request.user.is_authenticated:
            stopped = self._stopped(request, is_official=is_back_office(request.offices))
            if stopped:
                return stopped
        return self.get_response(request)

    def _stopped(self, request, *, is_official):
        if is_official and self.networks and not self._comes_from_inside(request):
            raise NotFromHere(_("工作台只能在指定的网络地址登录。"))
        if is_official and _is_idle(request):
            logout(request)
            messages.warning(request, _("超过 30 分钟没有操作，已自动退出，请重新登录。"))
            return _via("account_login", request)
        if request.user.must_change_password:
            messages.info(request, _("请先把初始密码改成自己的密码。"))
            return redirect("account_change_password")
        return _without_second_factor(request) if needs_second_factor(request.offices) else None

    def _comes_from_inside(self, request):
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
        return any(address in network for network in self.networks)


def _via(name, request):
    """To a page of the account and from there back to the page asked for; what was posted is not sent again."""
    following = request.get_full_path() if request.method == "GET" else reverse("desk")
    return redirect(f"{reverse(name)}?{urlencode({'next': following})}")


def _is_idle(request):
    """Was the last step longer ago than allowed? Notes this one, at most once a minute."""
    now, seen_at = int(time.time()), request.session.get(SEEN_AT)
    if seen_at and now - seen_at > settings.PORTAL_DESK_IDLE_SECONDS:
        return True
    if not seen_at or now - seen_at > NOTE_EVERY:
        request.session[SEEN_AT] = now
    return False


def _without_second_factor(request):
    if request.session.get(SECOND_FACTOR) == request.user.pk:
        return None
    shown_on = {
        Authenticator.Type.TOTP: "mfa_reauthenticate",
        Authenticator.Type.WEBAUTHN: "mfa_reauthenticate_webauthn",
    }
    held = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    for kind, page in shown_on.items():
        if kind in held:
            return _via(page, request)
    return redirect("second_factor")
