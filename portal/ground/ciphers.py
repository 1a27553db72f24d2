"""Secrets kept in the database: encrypted with a numbered key that lies outside it, or only comparable by digest.

Everything that encrypts or digests goes through `Cipher`, so that another suite (SM4, SM3) can take its place.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12


class Unreadable(ValueError):
    """The text was not encrypted with any key this portal has, or was changed since."""


class Cipher:
    """AES-256-GCM with numbered keys, the highest number for new texts; HMAC-SHA256 for equality only."""

    def __init__(self, keys):
        """`keys` maps a number to 32 bytes."""
        if not keys or any(len(key) != 32 for key in keys.values()):
            raise ImproperlyConfigured("Every field key must be 32 bytes.")
        self.keys, self.newest = keys, max(keys)

    def encrypt(self, text):
        """A printable text that only `decrypt` can read; never twice the same."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self.keys[self.newest]).encrypt(nonce, text.encode(), None)
        return f"{self.newest}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, sealed):
        """The text again; Unreadable when the key is gone or a character was changed."""
        number, _dot, body = sealed.partition(".")
        try:
            raw, number = base64.urlsafe_b64decode(body), int(number)
            text = AESGCM(self.keys[number]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
        except (KeyError, ValueError, InvalidTag) as error:
            raise Unreadable("Not encrypted with a key of this portal.") from error
        # Base64 and int() overlook strange characters; a sealed text is written one way only.
        if sealed != f"{number}.{base64.urlsafe_b64encode(raw).decode()}":
            raise Unreadable("Not written by this portal.")
        return text

    def blind_index(self, text, *, purpose):
        """Equal texts give equal digests under one purpose; says nothing about the text without the first key."""
        key = hmac.digest(self.keys[min(self.keys)], purpose.encode(), "sha256")
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def fingerprints(self):
        """Number of every key → a digest that tells whether another key is the same, and nothing else about it."""
        return {
            str(number): hmac.new(key, b"fingerprint", hashlib.sha256).hexdigest() for number, key in self.keys.items()
        }


def cipher():
    """The portal's cipher, with the keys of the setting PORTAL_FIELD_KEYS (`1:base64,2:base64`)."""
    return Cipher({int(number): base64.b64decode(key) for number, key in settings.PORTAL_FIELD_KEYS.items()})
