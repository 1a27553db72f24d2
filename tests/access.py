"""The access table (drill A1): every address × method × role × own or foreign thing, each declared once.

A floor declares its addresses in `ADDRESSES` of its own `tests/<floor>/access.py`; `tests/test_access.py` walks them all
and fails for an address nobody declared. To add a page, add one line:

    page("post_list", DESK)                                    GET for these, 403 for the others, visitors sign in
    page("post_detail", CITY | COUNTY, thing=a_post, unknown=OTHER_COUNTY | ABROAD)     404 for whom it does not exist
    form("post_new", CITY, typed={"title": "x"})               GET and POST; what is typed must be taken
    act("post_act", "publish", CITY, thing=a_post)             POST only; it must leave something in the journal
    public("post_page", thing=a_published_post)                GET for everybody

`thing` makes the row and gives the address's arguments; things lie in 红花岗区 (520302), so that 汇川区 (`huichuan`) and
the other city (`abroad`, `abroad_stats`) are the strangers; of societies, those of A06 are met by `other_general`. A floor with roles of its own adds them to `ROLES` below; whoever is not named in an entry is expected to get 403.
"""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.db import transaction
from django.test import Client
from django.urls import reverse

from members.models import Actor, Office, Organisation, Person
from portal.ground import regions
from portal.ground.models import JournalEntry
from tests.entering import enter, give_second_factor
from tests.factories import joining

ABROAD_CODE = "5204"
ABROAD_REGIONS = [("5204", "安顺市"), ("520402", "西秀区")]
BEGINNING = date(2020, 1, 1)
LOGIN = "login"
CIVIL = "civil"  # any answer but a fault: what it is depends on the state of one's own account, and on nothing else
REFUSED = "refused"  # a page with a sentence that says why not, and nothing done
NEVER = ("PUT", "PATCH", "DELETE")

# Who asks: each makes somebody in the small city; the city's own people are there already.
ROLES = {
    "visitor": lambda city: None,
    "stranger": lambda city: Actor(Person.objects.create_user("stranger", name="石秀英")),
    "contact": lambda city: _contact(),
    "abroad": lambda city: _abroad("abroad", Office.Title.CHAIR),
    "abroad_stats": lambda city: _abroad("abroad_stats", Office.Title.STATISTICIAN),
    "assistant": lambda city: _of_a_society(city, "assistant"),
    "general": lambda city: _of_a_society(city, "general"),
    "president": lambda city: _of_a_society(city, "president"),
    "other_general": lambda city: _of_a_society(city, "B01-general"),
    **{
        name: lambda city, name=name: city.actors[name]
        for name in (
            "worker", "honghua", "honghua_head", "huichuan", "stats", "official", "leader", "system", "security", "audit",
        )
    },
}  # fmt: skip

VISITOR = frozenset({"visitor"})
COUNTY = frozenset({"honghua", "honghua_head"})
OTHER_COUNTY = frozenset({"huichuan"})
CITY = frozenset({"stats", "official", "leader"})
SOCIETY = frozenset({"assistant", "general", "president"})
OTHER_SOCIETY = frozenset({"other_general"})
ABROAD = frozenset({"abroad", "abroad_stats"})
ADMINISTRATORS = frozenset({"system", "security", "audit"})
DESK = COUNTY | OTHER_COUNTY | CITY | ABROAD
NOBODY = frozenset()


def everybody():
    return frozenset(ROLES)


def signed_in():
    return everybody() - VISITOR


def _contact():
    """The contact of a branch; `serve` says of which."""
    organisation = Organisation.objects.create(kind="branch", name="联络员的科协", region_code="520302")
    person = Person.objects.create_user("contact", name="吴桂英")
    title = Office.Title.BRANCH_SECRETARY
    give_second_factor(person)
    return Actor(
        person, Office.objects.create(person=person, organisation=organisation, title=title, start_on=BEGINNING)
    )


def serve(organisation):
    """Make the contact an officer of this organisation."""
    Office.objects.filter(person__username="contact").update(organisation=organisation)


def _abroad(username, title):
    regions.load(ABROAD_REGIONS, prefix=ABROAD_CODE, edition="测试版", start_on=BEGINNING)
    association, _made = Organisation.objects.get_or_create(
        kind="association", region_code=ABROAD_CODE, defaults={"name": "安顺市科协"}
    )
    person = Person.objects.create_user(username, name=username)
    give_second_factor(person)
    return Actor(
        person, Office.objects.create(person=person, organisation=association, title=title, start_on=BEGINNING)
    )


def _of_a_society(city, name):
    """An officer of the society A06, or, with B01 in front, of another one."""
    if name not in city.actors:
        joining.society(city, is_by_minutes=True)
        joining.society(city, code="B01", name="遵义市化学会")
    return city.actors[name]


@dataclass(frozen=True)
class Address:
    """What one address answers: status → roles, for each method; whoever is not named gets 403, visitors sign in."""

    name: str
    get: Mapping = field(default_factory=dict)
    post: Mapping = field(default_factory=dict)
    thing: Callable | None = None
    other: Mapping = field(default_factory=dict)
    typed: Mapping | Callable = field(default_factory=dict)
    is_recorded: bool = True
    needs_token: bool = True
    fixed: Mapping = field(default_factory=dict)

    def __str__(self):
        return "-".join((self.name, *self.fixed.values()))

    def expected(self, method, role):
        answers = {"GET": self.get, "POST": self.post}.get(method, self.other)
        is_open = any("visitor" in roles for roles in (*self.get.values(), *self.post.values()))
        if role == "visitor" and not is_open:
            return LOGIN
        if not answers:
            return 405
        return next((status for status, roles in answers.items() if role in roles), LOGIN if role == "visitor" else 403)


def public(name, *, status=200, **options):
    """A page for everybody."""
    return Address(name, get={status: everybody()}, **options)


def page(name, who, *, unknown=NOBODY, **options):
    """A page for some; for `unknown` its thing does not exist."""
    return Address(name, get={200: who, 404: unknown}, **options)


def form(name, who, *, readers=NOBODY, refused=NOBODY, unknown=NOBODY, status=302, **options):
    """A page with a form: `who` may send it in, `readers` may only look, `refused` may send in other things than this."""
    get, post = {200: who | readers | refused, 404: unknown}, {status: who, REFUSED: refused, 404: unknown}
    return Address(name, get=get, post=post, **options)


def act(name, which, who, *, refused=NOBODY, unknown=NOBODY, status=302, **options):
    """Something done by posting; `which` is the last part of an address that several acts share."""
    fixed = {"act": which} if which else {}
    return Address(name, post={status: who, REFUSED: refused, 404: unknown}, fixed=fixed, **options)


def own_account(name, **options):
    """A page of allauth about one's own account; visitors sign in."""
    answers = {CIVIL: signed_in()}
    return Address(name, get=answers, post=answers, other=answers, **options)


def before_sign_in(name, **options):
    """A page of allauth that visitors come to."""
    answers = {CIVIL: everybody()}
    return Address(name, get=answers, post=answers, other=answers, **options)


def people(city):
    """The cookies of everybody who asks, signed in, by role."""
    actors = {name: make(city) for name, make in ROLES.items()}
    return {name: enter(Client(), actor).cookies if actor else None for name, actor in actors.items()}


def _client(cookies, **options):
    """As fresh as if nothing was asked before: what a request changes in it is of no concern to the next."""
    client = Client(**options)
    if cookies:
        client.cookies = copy(cookies)
    return client


def complaints(address, city):
    """What an address answers otherwise than declared, one sentence each."""
    jars = people(city)
    arguments = dict(address.thing(city) if address.thing else {}) | dict(address.fixed)
    typed = partial(address.typed, city) if callable(address.typed) else lambda: address.typed
    asked = [("GET", role) for role in jars] + [("POST", role) for role in jars]
    asked += [(method, role) for method in NEVER for role in ("visitor", "stranger", "leader")]
    found = [one for method, role in asked for one in _asked(address, method, role, jars[role], arguments, typed)]
    if arguments.keys() - address.fixed.keys():
        found += _made_up(address, jars, arguments, typed)
    return found + list(_forged(address, jars, arguments, typed))


def _asked(address, method, role, jar, arguments, typed):
    """One request in a transaction that is taken back; complaints about its answer and what it left behind."""
    expected = address.expected(method, role)
    with transaction.atomic():
        before = JournalEntry.objects.count()
        answer = _answer(method, jar, reverse(address.name, kwargs=arguments), typed)
        written = JournalEntry.objects.count() - before
        transaction.set_rollback(True)
    is_done = method == "POST" and expected in (200, 302)
    if (expected == REFUSED and answer in (200, 302)) or (expected == CIVIL and (answer == LOGIN or answer < 500)):
        answer = expected
    if answer != expected:
        yield f"{method} {role}: {answer} instead of {expected}"
    elif is_done and address.is_recorded and not written:
        yield f"{method} {role}: nothing was done"
    elif written and not is_done and expected != CIVIL:
        yield f"{method} {role}: changed something"


def _answer(method, jar, url, typed):
    """The status, or LOGIN for the way to the page to sign in."""
    client = _client(jar)
    options = {"data": typed()} if method == "POST" else {}
    response = getattr(client, method.lower())(url, **options)
    if response.streaming:
        response.getvalue()  # what is not read to its end is not closed either
    is_login = response.status_code == 302 and response.url.startswith(reverse("account_login"))
    return LOGIN if is_login else response.status_code


def _made_up(address, jars, arguments, typed):
    """A thing that does not exist is answered as one that exists for others only."""
    made_up = {key: 999_999_999 if isinstance(value, int) else "AAAAAAAAAAAA" for key, value in arguments.items()}
    for method in [method for method, answers in (("GET", address.get), ("POST", address.post)) if answers]:
        for role, jar in jars.items():
            answer = _answer(method, jar, reverse(address.name, kwargs=made_up | dict(address.fixed)), typed)
            expected = address.expected(method, role)
            if answer not in ((expected,) if expected in (LOGIN, 401, 404) else (403, 404)) and expected != CIVIL:
                yield f"{method} {role}: {answer} for a thing that does not exist"


def _forged(address, jars, arguments, typed):
    """A post from a page of somebody else's, without our token, does nothing."""
    role = next((name for name in jars if address.expected("POST", name) in (200, 302)), None)
    if role is None or not address.needs_token:
        return
    client = _client(jars[role], enforce_csrf_checks=True)
    status = client.post(reverse(address.name, kwargs=arguments), typed()).status_code
    if status != 403:
        yield f"POST {role}: {status} without a token"
