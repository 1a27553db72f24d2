"""The cache may vanish at any time: nothing is found and nothing kept, and no page fails."""

import pytest
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse

from members.models import Person
from portal.ground.caches import VanishingCache

AWAY = {
    "default": {
        "BACKEND": "portal.ground.caches.VanishingCache", "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 1},
    }
}  # fmt: skip


@pytest.fixture
def away(settings):
    there, settings.CACHES = settings.CACHES, AWAY
    yield caches["default"]
    settings.CACHES = there


def test_a_cache_that_answers_keeps_things():
    cache.set("kept", 1, 10)

    assert cache.answers()
    assert cache.incr("kept") == 2
    assert cache.get_many(["kept", "other"]) == {"kept": 2}


@pytest.mark.parametrize("prefix", ["", "one*", "o?e", "[one]", "o\\ne"])
def test_clearing_leaves_what_others_keep_on_the_same_server(settings, prefix):
    ours = settings.CACHES["default"]
    client = cache._cache.get_client(write=True)
    one, other = (
        VanishingCache(ours["LOCATION"], ours.get("OPTIONS", {}) | {"KEY_PREFIX": f"{ours['KEY_PREFIX']}{name}"})
        for name in (f"a-{prefix}", "a-one-more")
    )
    for each in (one, other):
        each.set_many({"kept": 1, "also": 2}, 60)
    queue = f"{ours['KEY_PREFIX']}-queue"
    client.set(queue, "a task", ex=60)

    one.clear()

    assert one.get_many(["kept", "also"]) == {}
    assert other.get_many(["kept", "also"]) == {"kept": 1, "also": 2}
    assert client.get(queue)


def test_a_cache_that_is_away_has_nothing_and_fails_nowhere(away, caplog):
    away.set("kept", 1)
    away.set_many({"kept": 1})

    assert not away.answers()
    assert away.get("kept", "default") == "default"
    assert away.get_many(["kept"]) == {}
    assert away.add("kept", 1)
    assert not away.has_key("kept")
    assert not away.touch("kept")
    assert not away.delete("kept")
    assert away.delete_many(["kept"]) is None
    assert away.clear() is None
    with pytest.raises(ValueError, match="not found"):
        away.incr("kept")
    assert away.get_or_set("kept", 7) == 7


@pytest.mark.django_db
def test_people_sign_in_and_the_api_answers_without_the_cache(away, city):
    Person.objects.create_user("worker-b", "a-long-password", name="田春兰")
    client = Client()

    signed_in = client.post(reverse("account_login"), {"login": "worker-b", "password": "a-long-password"})

    assert signed_in.status_code == 302
    assert "_auth_user_id" in client.session
    assert client.get("/api/v1/regions/").status_code == 200
