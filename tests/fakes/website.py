"""Somebody else's website: pages that are there, gone, moved, or never finished."""

import time

import pytest

from portal.ground import visiting

from .serving import Answering, Serving, served

PAGES = {"/there": 200, "/gone": 404, "/closed": 403, "/broken": 500}


class _Site(Answering):
    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path in self.server.moved:
            self.send_response(302)
            self.send_header("Location", self.server.moved[self.path])
            self.end_headers()
        elif self.path == "/drip":
            while not self.wfile.closed and self._letter():
                time.sleep(0.05)
        else:
            self.say(PAGES.get(self.path, 404), b"", "text/html")

    def _letter(self):
        try:
            self.wfile.write(b"H")
        except OSError:
            return False
        return True


class Website(Serving):
    """`moved` says where pages lead on to; `asked` which were opened."""

    handler = _Site

    def __init__(self):
        super().__init__()
        self.moved = {"/moved": "/there", "/round": "/round", "/inside": "http://10.255.255.1/"}
        self.asked = []


@pytest.fixture
def website(settings, monkeypatch):
    """One on a port of this machine, which may be opened for the length of a test, with little patience."""
    settings.PORTAL_LINK_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(visiting, "SECONDS", 0.4)
    with served(Website()) as site:
        yield site
