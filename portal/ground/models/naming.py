"""Names for addresses."""

import secrets


def new_public_id():
    """A random name for URLs: says nothing about how many there are."""
    return secrets.token_urlsafe(9)
