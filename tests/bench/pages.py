"""Pages of the portal beside the bare site under the same gunicorn: requests a second and p95.

Every request of an uncached round has another address, so that no page is kept.
"""

import tempfile
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache

from members.gate import SECOND_FACTOR
from members.models import Office, Person
from societies.models import Society
from tests.factories.processes import web

from . import load, people, scale, table

LARGE, SMALL = 1_000_000, 10_000
MEMBERS = 100_000
BACKENDS = ("allauth.account.auth_backends.AuthenticationBackend", "django.contrib.auth.backends.ModelBackend")
PUBLIC = (
    ("directory of societies", ">= 0.60 of bare", "/societies/"),
    ("directory of societies, a table", ">= 0.60 of bare", "/societies/?view=list"),
    ("directory of branches", ">= 0.60 of bare", "/branches/"),
    ("news", ">= 0.60 of bare", "/news/"),
    ("front page", ">= 0.40 of bare", "/"),
    ("society", ">= 0.40 of bare", "/societies/Z01/"),
)
ROSTER = "/desk/societies/Z01/members/"
SEARCHED = "王伟"


@contextmanager
def served():
    """(address of the portal, address of the bare site), both under gunicorn on the bench's database."""
    cache.clear()
    bare = {"application": "tests.bench.bare.wsgi:application", "SECRET_KEY": settings.SECRET_KEY}
    with (
        tempfile.TemporaryDirectory() as folder,
        web(Path(folder, "bare.log"), **bare) as beside,
        web(Path(folder, "portal.log")) as portal,
    ):
        yield portal, beside


def asked(address):
    """The address, another one for every request."""
    mark = "&" if "?" in address else "?"
    return lambda number: f"{address}{mark}n={number}"


def officer():
    """The secretary-general of the large society."""
    person = Person.objects.create(username="bench-officer", name="赵秘书", password="!")
    society = Society.objects.get(code="Z01")
    Office.objects.create(
        person=person, organisation_id=society.pk, title=Office.Title.SECRETARY_GENERAL, start_on="2020-01-01"
    )
    return person


def signed_in(person):
    """The cookies of somebody signed in at the portal, and of the same person at the bare site."""
    return [_cookie(person, backend) for backend in BACKENDS]


def _cookie(person, backend):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update({
        SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: backend, HASH_SESSION_KEY: person.get_session_auth_hash(),
        SECOND_FACTOR: person.pk,
    })  # fmt: skip
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def measure():
    people.societies()
    people.members("Z01", SMALL)
    with served() as (portal, bare):
        _public(portal, bare)
        desk = _Desk(portal, bare)
        few = {address: desk.rate(address) for address in desk.LISTS}
        people.members("Z01", MEMBERS - SMALL)
        cache.clear()
        desk.compare()
        _search(portal, bare)
        people.members("Z02", max(scale.of(LARGE) - MEMBERS, 0))
        cache.clear()
        desk.grown(few)


def _public(portal, bare):
    beside = load.Site(bare, lambda number: "/")
    for work, goal, address in PUBLIC:
        load.lines(work, goal, load.Site(portal, asked(address)), beside)
    for work, _goal, address in PUBLIC:
        kept = load.Site(portal, lambda number, address=address: address)
        load.lines(f"{work}, kept for visitors", ">= 1.00 of bare", kept, beside)


def _search(portal, bare):
    """The one search by a name, and by a word that stands in most entries."""
    beside = load.Site(bare, lambda number: "/")
    for what, text in (("a word inside a name", "第7学"), ("a word of most names", "科学技术协会")):
        site = load.Site(portal, asked(f"/search/?q={_quoted(text)}"))
        load.lines(f"search page, {what}", ">= 0.30 of bare", site, beside, p95_goal="<= 5 x bare")


def _quoted(text):
    return "".join(f"%{byte:02X}" for byte in text.encode())


class _Desk:
    """The roster of a large society and its search, for its officer, beside the bare roster for the same person."""

    LISTS = {
        "roster": (ROSTER, ">= 0.40 of bare", "<= 2.5 x bare"),
        "roster, filtered": (f"{ROSTER}?member_class={_quoted('普通会员')}", ">= 0.40 of bare", "<= 2.5 x bare"),
        "roster, sorted by name": (f"{ROSTER}?sort=membership__person__name", ">= 0.40 of bare", "<= 2.5 x bare"),
        "roster, searched": (f"{ROSTER}?q={_quoted(SEARCHED)}", ">= 0.30 of bare", "<= 5 x bare"),
    }

    def __init__(self, portal, bare):
        self.person = officer()
        self.cookies, beside = signed_in(self.person)
        self.portal = portal
        self.bare = load.Site(bare, lambda number: "/roster/Z01/", beside)

    def _site(self, name):
        return load.Site(self.portal, asked(self.LISTS[name][0]), self.cookies)

    def rate(self, name):
        """The rate of a list now."""
        return load.alone(self._site(name))

    def compare(self):
        for name, (_address, goal, late) in self.LISTS.items():
            load.lines(f"{name}, {MEMBERS:,} members", goal, self._site(name), self.bare, p95_goal=late)

    def grown(self, few):
        """p95 of every list with many people beside the same with few."""
        count = Person.objects.count()
        for name, before in few.items():
            now = self.rate(name)
            work = f"{name}: p95 at {count:,} beside {SMALL:,}"
            table.line(work, "<= 1.5 x", f"{now.p95:.0f} ms", f"{before.p95:.0f} ms", now.p95 / before.p95)
