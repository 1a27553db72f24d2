"""The way in with WeChat: there and back with a state of one's own, then known, named or bound.

Whom WeChat vouched for and nobody here knows yet waits in the session for a quarter of an hour, until a phone was
verified or somebody signed in another way; then it is bound.
"""

import secrets
from dataclasses import asdict
from datetime import datetime, timedelta

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from portal.ground import wechat

from .browsers import is_wechat

ON_THE_WAY, WAITING = "wechat_on_the_way", "wechat_waiting"
PATIENCE = timedelta(minutes=15)


def kind_of(request):
    """The application this browser can use."""
    return wechat.IN_APP if is_wechat(request) else wechat.WEB


def is_offered(request):
    """May this browser sign in with WeChat?"""
    return wechat.is_offered(kind_of(request))


def leave(request, *, following, scope=None):
    """To WeChat; inside it silently first, so that whom we know already is not asked anything."""
    kind = kind_of(request)
    if not wechat.is_offered(kind):
        raise Http404
    scope = scope or (wechat.SILENT if kind == wechat.IN_APP else wechat.SCANNED)
    state = secrets.token_urlsafe(18)
    request.session[ON_THE_WAY] = {"state": state, "kind": kind, "scope": scope, "next": following}
    back_to = request.build_absolute_uri(reverse("account_wechat_callback"))
    return redirect(wechat.address(kind, back_to=back_to, state=state, scope=scope))


def come_back(request):
    """What was noted when this browser left, once; None when it never did or somebody else's state came back."""
    noted = request.session.pop(ON_THE_WAY, None)
    state = request.GET.get("state", "")
    return noted if noted and secrets.compare_digest(noted["state"].encode(), state.encode()) else None


def keep_waiting(request, identity, *, following, now):
    """Nobody knows this WeChat account yet."""
    request.session[WAITING] = asdict(identity) | {"at": now.isoformat(), "next": following}


def waiting(request, *, now):
    """(identity, where to go afterwards) of the WeChat account that waits to be bound, or None."""
    noted = dict(request.session.get(WAITING) or {})
    if not noted or datetime.fromisoformat(noted.pop("at")) < now - PATIENCE:
        return None
    following = noted.pop("next")
    return wechat.Identity(**noted), following


def forget(request):
    request.session.pop(WAITING, None)
