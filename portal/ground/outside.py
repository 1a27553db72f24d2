"""Asking an outside service: a few seconds of patience, and one kind of failure whatever went wrong."""

import json
import urllib.error
import urllib.request

SECONDS = 5


class NoAnswer(Exception):
    """The service did not answer in time, not at all, or with something that is no JSON."""


def ask(url, *, form=None):
    """The service's JSON answer to a GET, or to a POST of `form` (encoded text); raises NoAnswer.

    Addresses carry keys and codes: they stand in no message, and with it in no log.
    """
    try:
        with urllib.request.urlopen(url, data=form.encode() if form else None, timeout=SECONDS) as answer:  # nosec B310  # an address of the settings
            told = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            raise NoAnswer(f"HTTP {error.code}") from None
    except (urllib.error.URLError, TimeoutError, ValueError, OSError) as error:
        raise NoAnswer(type(error).__name__) from None
    if not isinstance(told, dict):
        raise NoAnswer("JSON")
    return told
