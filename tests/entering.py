"""Signing in as somebody in a test: with the second factor shown, as an official would."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from members.accounts import SecondFactorAdapter
from members.gate import SECOND_FACTOR

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PERIOD = 30


def enter(client, actor):
    """The client signed in as the actor's person."""
    client.force_login(actor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[SECOND_FACTOR] = actor.person.pk
    session.save()
    return client


def give_second_factor(person):
    """A time-based code generator whose secret the tests know."""
    return Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": SecondFactorAdapter().encrypt(SECRET)}
    )


def give_passkey(person):
    """A passkey in name only: no browser of a test can show it."""
    return Authenticator.objects.create(
        user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "手机", "credential": {}}
    )


def code_now(secret=SECRET):
    """What the generator of this secret shows at this moment."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))
