"""Many people signed in, who post at the same time over connections that are kept."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import local
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from members.models import Person

PORTAL_WAY = "allauth.account.auth_backends.AuthenticationBackend"
TOKEN = "c" * 32
PATIENCE = 120


def people(number, prefix):
    """So many people without anything but a name."""
    return Person.objects.bulk_create(
        [Person(username=f"{prefix}{one}", name=f"来宾{one}", password="!") for one in range(number)]
    )


def cookies(someone, backend=PORTAL_WAY):
    """What the browser of somebody signed in sends along."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    hashed = someone.get_session_auth_hash()
    session.update({SESSION_KEY: str(someone.pk), BACKEND_SESSION_KEY: backend, HASH_SESSION_KEY: hashed})
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={TOKEN}"


class Crowd:
    """So many kept connections to one server; whoever's turn it is posts over the next one that is free."""

    def __init__(self, address, connections):
        self._at, self._connections = urlsplit(address), connections

    def post(self, posts):
        """Post to each (path, cookies) of `posts`; the statuses in the order of `posts`."""
        opened, here = [], local()

        def one(post):
            if not hasattr(here, "kept"):
                here.kept = http.client.HTTPConnection(self._at.hostname, self._at.port, timeout=PATIENCE)
                opened.append(here.kept)
            return _status(here.kept, *post)

        try:
            with ThreadPoolExecutor(self._connections) as threads:
                return list(threads.map(one, posts))
        finally:
            for kept in opened:
                kept.close()


def _status(kept, path, cookies):
    """Once more where the server had ended a connection that nobody used, or renewed its worker."""
    headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Length": "0"}
    for is_last in (False, False, True):
        try:
            kept.request("POST", path, headers=headers)
            answer = kept.getresponse()
            answer.read()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            kept.close()
            if is_last:
                raise
        else:
            return answer.status
    raise AssertionError
