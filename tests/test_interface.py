"""The API as a whole: its description, its limit, and that every answer is one the description promises."""

import json
import re

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, settings
from rest_framework.throttling import AnonRateThrottle

from outreach.models import FigureRow, QuarterReport
from societies import actions
from tests.entering import enter
from tests.factories import joining
from tests.factories.city import NOW
from tests.outreach.test_branch_actions import filed

pytestmark = pytest.mark.django_db


ADDRESSES = ("api_regions", "api_branches", "api_figures")
OTHERS = ("api_societies", "api_membership_check", "api_me", "api_roster")


@pytest.fixture
def limit(monkeypatch):
    """Three requests a minute."""
    cache.clear()
    monkeypatch.setitem(AnonRateThrottle.THROTTLE_RATES, "anon", "3/min")


def test_too_many_requests_are_refused_with_a_sentence(client, city, limit):
    statuses = [client.get(reverse(name)).status_code for name in ADDRESSES]

    refused = client.get(reverse("api_regions"))

    assert statuses == [200, 200, 200]
    assert refused.status_code == 429
    assert re.fullmatch(r"请求过于频繁，请在 \d+ 秒后再试。", refused.json()["detail"])
    assert int(refused["Retry-After"]) <= 60


def test_the_limit_is_not_lifted_by_a_forged_address_nor_lent_to_others(client, city, limit):
    address = reverse("api_regions")
    for n in range(3):
        client.get(address, headers={"x-forwarded-for": f"10.0.0.{n}"})

    assert client.get(address, headers={"x-forwarded-for": "10.0.0.9"}).status_code == 429
    assert client.get(address, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_the_description_for_programs_is_read_as_json(client, db):
    schema = client.get(reverse("api_schema"), {"format": "json"}).json()

    known = {reverse(name, kwargs={"code": "A06"} if name == "api_roster" else {}) for name in ADDRESSES + OTHERS}
    assert {path.replace("{code}", "A06") for path in schema["paths"]} == known


def test_a_browser_is_shown_the_page_instead(client, db):
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

    assert client.get(reverse("api_schema"), headers=browser).url == reverse("api_docs")
    assert client.get(reverse("api_schema"), {"format": "json"}, headers=browser).status_code == 200
    assert client.get(reverse("api_schema"), headers={"accept": "application/json"}).status_code == 200


def described(part):
    """Every operation, parameter and field of a schema with what is said of it."""
    if isinstance(part, list):
        for one in part:
            yield from described(one)
    elif isinstance(part, dict):
        for name, field in part.get("properties", {}).items():
            if name != "results":
                yield name, field.get("description", "")
        if "operationId" in part or part.get("in") == "query":
            yield part.get("operationId") or part["name"], part.get("description", "")
        for one in part.values():
            yield from described(one)


def test_everything_in_the_description_is_told_in_chinese():
    found = list(described(SchemaGenerator().get_schema(public=True)))

    assert len(found) > 30
    assert [name for name, text in found if not re.search("[\u4e00-\u9fff]", text)] == []


def test_people_read_the_same_description_on_a_page(client, db):
    page = client.get(reverse("api_docs"))
    text = page.content.decode()

    for name in (*ADDRESSES, *OTHERS[:3]):
        assert reverse(name) in text
    assert "memberships[].number" in text
    for wanted in (
        "届满日期，即任期最后一天；没有记录时为空",
        "企业科协联盟",
        "&quot;indicator&quot;: &quot;C4b&quot;",
        "请求过于频繁",
    ):
        assert wanted in text
    assert "<script>" not in text
    assert reverse("api_docs") in client.get(reverse("front")).content.decode()


def test_a_wrong_request_is_told_so(client, city):
    assert client.get(reverse("api_regions"), {"page": "99"}).status_code == 404
    assert client.get(reverse("api_regions"), {"level": "\0"}).status_code == 400
    assert client.post(reverse("api_regions")).status_code == 405


SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(SchemaGenerator().get_schema(public=True))))
SCHEMA.app = WSGIHandler()
# NUL is refused on purpose whatever a schema says, and who asks is proved by the fixture, not by made-up values.
SCHEMA.config.generation.update(allow_x00=False, with_security_parameters=False)


@pytest.fixture
def filled(city, monkeypatch):
    """Something behind every address, no limit, and a connection that outlives each request, as in Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    monkeypatch.setitem(AnonRateThrottle.THROTTLE_RATES, "anon", "100000/min")
    filed(city)
    report = QuarterReport.objects.create(city_code="5203", quarter="2026Q3", state="published", requested_at=NOW)
    FigureRow.objects.create(quarter_report=report, indicator="C1", row_code="5203", n=1, total=3, ratio="0.333")
    FigureRow.objects.create(quarter_report=report, indicator="C8", row_code="5203", n=1)
    society = joining.society(city)
    joining.admitted(society, joining.person(), city)
    _key, text = actions.make_key(society, label="官网", by=city.general, now=NOW)
    yield text
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(params=["visitor", "worker", "official"])
def asking(city, filled, request):
    """What somebody's program sends along: a visitor's nothing, the others' session, and a society's key."""
    if request.param == "visitor":
        return {}
    session = enter(Client(), city.actors[request.param]).cookies[django_settings.SESSION_COOKIE_NAME].value
    return {
        "headers": {"Authorization": f"Bearer {filled}"}, "cookies": {django_settings.SESSION_COOKIE_NAME: session},
    }  # fmt: skip


@SCHEMA.parametrize()
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_the_description_promises(case, asking):
    case.call_and_validate(**asking)
