"""How one's own account is guarded, on one page: every way in, and where one is signed in."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..models import PhoneRecovery, WechatIdentity


@require_safe
def second_factor(request):
    """Before the first work in office: two ways to show that it is oneself, in plain words, set up once."""
    shown = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    held = Authenticator.objects.filter(user=request.user, type__in=shown)
    return render(request, "members/second_factor.html", {"is_set_up": held.exists()})


@require_safe
def my_security(request):
    """What lets this person in, and what is missing for the day a phone is lost."""
    kinds = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    addresses = list(EmailAddress.objects.filter(user=request.user).order_by("-primary", "pk"))
    return render(request, "members/my_security.html", {
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN), "has_totp": Authenticator.Type.TOTP in kinds,
        "addresses": addresses, "sessions": len(UserSession.objects.purge_and_list(request.user)),
        "wechat": WechatIdentity.objects.filter(person=request.user).order_by("-nickname").first(),
        "recovery": PhoneRecovery.objects.filter(person=request.user, state__in=PhoneRecovery.RUNNING).first(),
        "has_second_way": Authenticator.Type.WEBAUTHN in kinds or any(address.verified for address in addresses),
    })  # fmt: skip
