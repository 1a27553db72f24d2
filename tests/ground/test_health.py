"""/healthz and the health checks of the containers: alive, or told which part is not."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from portal.ground import health, tasks
from portal.ground.models import Heartbeat

pytestmark = pytest.mark.django_db
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def alive():
    for name in ("worker", "sweep"):
        tasks.beat(name)


def asked(client):
    response = client.get(reverse("healthz"))
    return response.status_code, response.json()


@pytest.mark.services
def test_everything_alive_is_200(client, alive):
    status, told = asked(client)

    assert status == 200
    assert told == {
        "database": "ok",
        "broker": "ok",
        "cache": "ok",
        "worker": 0,
        "beat": 0,
        "oldest_waiting_delivery": None,
    }


@pytest.mark.parametrize("name", ["worker", "sweep"])
def test_a_part_that_is_silent_or_never_was_there_is_503(client, alive, name):
    Heartbeat.objects.filter(name=name).update(at=timezone.now() - timedelta(minutes=2))
    assert asked(client)[0] == 503

    Heartbeat.objects.filter(name=name).delete()
    assert asked(client)[0] == 503


def test_a_broker_that_is_away_is_503(client, alive, settings):
    settings.CELERY_BROKER_URL = NOWHERE

    status, told = asked(client)

    assert (status, told["broker"]) == (503, "down")


def test_a_database_that_is_away_is_503(client, monkeypatch):
    def away(**_options):
        raise OperationalError("connection refused")

    monkeypatch.setattr(health, "ages", away)

    status, told = asked(client)

    assert (status, told["database"]) == (503, "down")


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_healthcheck_tells_by_its_exit(alive, capsys, part):
    call_command("healthcheck", part)
    assert "正常" in capsys.readouterr().out

    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=2))
    with pytest.raises(CommandError, match="上次心跳在 120 秒前"):
        call_command("healthcheck", part)

    Heartbeat.objects.all().delete()
    with pytest.raises(CommandError, match="没有心跳"):
        call_command("healthcheck", part)


@pytest.mark.django_db(transaction=True)
def test_healthcheck_asks_the_web(live_server, settings, alive):
    port = live_server.url.rpartition(":")[2]
    call_command("healthcheck", "web", port=port)

    Heartbeat.objects.all().delete()
    with pytest.raises(CommandError, match="503"):
        call_command("healthcheck", "web", port=port)
    with pytest.raises(CommandError, match="没有应答"):
        call_command("healthcheck", "web", port="1")
