"""Pages of the way in with WeChat."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground import wechat as service
from portal.ground.errors import Refused

from .. import actions, wechat
from ..joining import WechatForm


@login_not_required
@require_safe
def account_wechat(request):
    """Off to WeChat; whoever is signed in binds their account this way."""
    following = request.GET.get("next", "")
    return wechat.leave(request, following=following if get_adapter().is_safe_url(following) else "")


@login_not_required
@require_safe
def account_wechat_callback(request):
    """Back from WeChat: known, so signed in; signed in already, so bound; else asked for a phone once."""
    noted, code = wechat.come_back(request), request.GET.get("code", "")
    if noted is None or not code:
        return _again(request, _("您取消了微信登录，或停留太久。请再试一次，也可以用手机号登录。"))
    try:
        identity = service.identify(noted["kind"], code)
    except service.CodeSpent:
        return _again(request, _("微信授权已失效，请再点一次微信登录。"))
    except service.WechatFailed:
        return _again(request, _("微信暂时没有应答，请稍后再试，或用手机号登录。"))
    if request.user.is_authenticated:
        return _bind(request, identity)
    person = actions.known_by_wechat(identity, now=timezone.now())
    if person is not None:
        record_authentication(request, person, "wechat")
        return perform_login(request, Login(user=person, redirect_url=noted["next"] or None))
    if noted["scope"] == service.SILENT:
        return wechat.leave(request, following=noted["next"], scope=service.NAMED)
    wechat.keep_waiting(request, identity, following=noted["next"], now=timezone.now())
    return redirect("account_wechat_first")


def _again(request, sentence):
    if request.user.is_authenticated:
        messages.error(request, sentence)
        return redirect("my_security")
    messages.error(request, sentence)
    return redirect("account_login")


def _bind(request, identity):
    try:
        actions.bind_wechat(request.user, identity, by=request.actor, now=timezone.now())
        messages.success(request, _("已绑定微信，下次可以用它登录。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("my_security")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_wechat_first(request):
    """Who comes by WeChat for the first time says once who they are; the code to their phone lets them in.

    A phone that has an account gets the same page and the same code as one that has none.
    """
    waiting = wechat.waiting(request, now=timezone.now())
    if waiting is None or request.user.is_authenticated:
        return redirect("account_login")
    identity, following = waiting
    form = WechatForm(request.POST or None)
    if form.is_valid():
        ratelimit.consume(request, action="signup", raise_exception=True)
        phone = form.cleaned_data["phone"]
        person = get_adapter().get_user_by_phone(phone)
        if person is None:
            person = actions.begin_sign_up(**form.said, now=timezone.now())
        LoginCodeVerificationProcess.initiate(request=request, user=person, phone=phone)
        query = f"?{urlencode({'next': following})}" if following else ""
        return redirect(reverse("account_confirm_login_code") + query)
    return render(request, "members/wechat_first.html", {"form": form, "nickname": identity.nickname})


@login_not_required
@require_POST
def account_wechat_forget(request):
    """Not with this WeChat account after all."""
    wechat.forget(request)
    return redirect("account_login")


@require_POST
def unbind_wechat(request):
    """WeChat lets this person in no more."""
    try:
        actions.unbind_wechat(request.user, by=request.actor)
        messages.success(request, _("已解除绑定，微信不能再登录这个账号。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("my_security")
