"""Drill A2: every field of every model posted to every address by every role; nothing changes that was not asked for.

Each form is posted twice from the same state: as a browser fills it in, and with every field of every model beside.
Both must leave the same in the database.
"""

import datetime
import re
from collections import defaultdict
from html import unescape

import pytest
from django.apps import apps
from django.db import models, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse

from members.models import Actor, Person
from tests.entering import enter
from tests.factories import full_city
from tests.test_access import names

pytestmark = pytest.mark.django_db
APPS = ("ground", "members", "events", "societies", "outreach", "home")
ROLES = (
    "reader-1",
    "worker",
    "official",
    "colleague",
    "leader",
    "stats",
    "honghua",
    "president",
    "system",
    "security",
    "audit",
)
# Written anew at every act, and different each time by design.
FLEETING = {"journalentry", "journalseal", "heartbeat", "notice", "delivery"}
RANDOM = re.compile(
    r"public_id$|(^|_)at$|^path$|^digest$|^password$|^transaction$|^active_since$|^waiting_since$|^waited_since$|^until_at$"
)
FORM = re.compile(r"<form[^>]*method=\"post\"[^>]*>(.*?)</form>", re.S)
MOST_FORMS = 2


# Fields of a form that its page leaves out where they are not needed.
DECLARED = {"write_comment": {"parent"}}


def hostile():
    """Every field of every model with a value that would be noticed."""
    victim = Person.objects.get(username="audit").pk
    data = {"is_staff": "1", "is_superuser": "1", "pk": "1", "by": victim, "actor": victim, "now": "1987-06-05"}
    for model in (model for label in APPS for model in apps.get_app_config(label).get_models()):
        for field in model._meta.concrete_fields:
            data.setdefault(field.name, _value(field, victim))
            data.setdefault(field.attname, data[field.name])
    return data


def _value(field, victim):
    if isinstance(field, models.ForeignKey):
        return victim
    if field.choices:
        return field.choices[-1][0]
    if isinstance(field, models.BooleanField):
        return "1"
    if isinstance(field, models.DateTimeField | models.DateField):
        return "1987-06-05"
    if isinstance(field, models.IntegerField | models.DecimalField):
        return "7"
    return "XMASSX"


def forms_of(page, address):
    """(address, data) of every form on a page, filled in as a browser would."""
    for form in FORM.finditer(page):
        opening = form[0][: form[0].index(">")]
        action = re.search(r'action="([^"]*)"', opening)
        yield unescape(action[1]) if action and action[1] else address, dict(_inputs(form[1]))


def _inputs(html):
    for tag in re.findall(r"<(?:input|button)[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        if name and not (kind and kind[1] in ("file", "checkbox", "radio") and "checked" not in tag):
            yield name[1], unescape(value[1]) if value and value[1] else _something(name[1], kind)
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.S):
        yield name, unescape(value).strip() or "写点内容"
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]+)"', options)
        if chosen:
            yield name, unescape(chosen[1])


TYPED = {
    "region_code": "红花岗区", "slug": "new-column", "username": "new-name", "person": "worker", "organisation": "",
    "cutoff": "2026-11-25",
}  # fmt: skip


def _something(name, kind):
    if name in TYPED:
        return TYPED[name]
    if kind and kind[1] == "date":
        return "2026-11-25"
    if kind and kind[1] in ("number", "hidden"):
        return "1" if kind[1] == "number" else ""
    return "13812345678" if "phone" in name else f"内容{len(name)}"


def state():
    """Every row of every model, without what is different each time by design: (model, row) → fields."""
    rows = {}
    for model in (model for label in APPS for model in apps.get_app_config(label).get_models()):
        if model._meta.model_name in FLEETING:
            continue
        kept = [field.attname for field in model._meta.concrete_fields if not RANDOM.search(field.attname)]
        for row in model.objects.values("pk", *kept):
            rows[model.__name__, row["pk"]] = {key: _stable(value) for key, value in row.items()}
    return rows


def _stable(value):
    return str(value) if isinstance(value, datetime.date | list | dict) else value


def changes(before, after):
    """What was made, gone or changed, by what it says and not by its number: new rows are compared as texts."""
    made = sorted(
        (model, str(sorted((key, str(value)) for key, value in row.items() if key not in ("pk", "id") and not key.endswith("_id"))))
        for (model, pk), row in after.items() if (model, pk) not in before
    )  # fmt: skip
    gone = sorted(key for key in before if key not in after)
    changed = {
        key: {name: value for name, value in after[key].items() if value != row[name]}
        for key, row in before.items()
        if key in after and after[key] != row
    }
    return made, gone, changed


def twice(client, address, data, extra):
    """What posting does, first as filled in and then with everything beside; the state is put back both times."""
    declared = DECLARED.get(_view(address), ())
    beside = {name: value for name, value in extra.items() if name not in declared}
    return [_tried(client, address, sent) for sent in (data, {**beside, **data})]


def _view(address):
    try:
        return resolve(address.split("?")[0]).url_name
    except Resolver404:
        return None


def _tried(client, address, data):
    before = state()
    point = transaction.savepoint()
    status = client.post(address, data).status_code
    done = changes(before, state())
    transaction.savepoint_rollback(point)
    return status, done


def pages():
    """Every address that names no thing; what leads away (signing out, changing the language or the size) is left out."""
    found = []
    for name in names(get_resolver().url_patterns):
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if not address.startswith(("/accounts/", "/api/", "/elder/")):
            found.append(address)
    return found


def met_by(client, role):
    """(address, data) of the forms this role meets, of each kind at most two."""
    seen, starts = defaultdict(int), pages()
    todo, read = list(starts), set()
    while todo:
        address = todo.pop(0)
        if address in read:
            continue
        read.add(address)
        response = client.get(address)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        page = response.content.decode()
        for action, data in forms_of(page, address):
            shape = re.sub(r"/[\w-]{11,}/|/\d+/", "/*/", action.split("?")[0])
            seen[shape] += 1
            if seen[shape] <= MOST_FORMS and not action.startswith(("/accounts/", "/elder/")):
                yield action, data
        if address in starts:
            todo += [
                link
                for link in re.findall(r'href="(/(?:desk|articles|me|societies|events)/[^"#?]+)"', page)
                if link not in read
            ][:12]


@pytest.mark.parametrize("role", ROLES)
def test_fields_that_were_not_asked_for_change_nothing(city, client, role):
    full_city.build(city)
    enter(client, Actor(Person.objects.get(username=role)))
    extra, tried, effective, faults = hostile(), 0, 0, []

    for address, data in met_by(client, role):
        (status, plain), (status_with, with_extra) = twice(client, address, data, extra)
        tried += 1
        effective += plain != ([], [], {})
        if (status, plain) != (status_with, with_extra):
            faults.append((address, status, status_with, _difference(plain, with_extra)))

    print(f"{role}: {tried} forms, {effective} with an effect")
    assert faults == []
    assert tried >= 2


def _difference(plain, with_extra):
    return [(one, other) for one, other in zip(plain, with_extra, strict=True) if one != other]


def _careless(request):
    """A view as it must not be: whatever is posted is written."""
    person = Person.objects.get(username="worker")
    for name, value in request.POST.items():
        if name in {"name", "is_active", "must_change_password"}:
            setattr(person, name, value)
    person.save()
    return HttpResponse()


def test_a_careless_view_would_be_found(city):
    full_city.build(city)

    class Client:
        def post(self, address, data):
            return _careless(RequestFactory().post(address, data))

    (_status, plain), (_with, with_extra) = twice(Client(), "/careless/", {"name": "田春兰二"}, hostile())

    assert plain != with_extra
    worker = ("Person", Person.objects.get(username="worker").pk)
    assert plain[2][worker] == {"name": "田春兰二"}
    assert with_extra[2][worker] == {"name": "田春兰二", "must_change_password": True}
