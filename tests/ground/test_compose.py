"""The files production is started from: every part watched, no secret in them, nothing fetched from named registries."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from portal.settings.demands import unmet

ROOT = Path(settings.BASE_DIR)
COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
LASTING = ["web", "worker", "beat", "database", "broker", "cache"]
SECRETS = ["SECRET_KEY", "FIELD_KEYS", "POSTGRES_PASSWORD", "OWNER_PASSWORD", "APPLICATION_PASSWORD"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_parts_are_there():
    assert set(SERVICES) == {*LASTING, "migrate", "backup"}


@pytest.mark.parametrize("name", LASTING)
def test_lasting_parts_are_watched_started_again_and_cannot_change_themselves(name):
    service = SERVICES[name]

    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert service["read_only"] is True
    assert service["logging"]["options"]["max-size"]


@pytest.mark.parametrize("name", ["web", "worker", "beat", "migrate", "backup"])
def test_our_own_parts_run_without_privileges(name):
    service = SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "user" not in service
    assert "privileged" not in service


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_has_a_default(secret):
    uses = re.findall(rf"\$\{{{secret}([^}}]*)\}}", COMPOSE)

    assert uses
    assert all(use.startswith(":?") for use in uses)


def test_every_variable_that_must_be_set_is_in_the_example_and_empty_there():
    demanded = set(re.findall(r"\$\{(\w+):\?", COMPOSE))
    example = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert demanded == {*SECRETS, "ALLOWED_HOSTS"}
    assert all(example[name] == "" for name in demanded)
    assert {sentence.split()[0] for sentence in unmet(example)} >= {"SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS"}


# What the image or the compose file itself decides, and the addresses of services that only tests answer at.
DECIDED = {
    "BROKER_PREFIX", "DATABASE_APPLICATION_ROLE", "PORTAL_STATIC", "PORTAL_VAR", "IDENTITY_ENDPOINT", "SMS_ENDPOINT",
    "WECHAT_API", "WECHAT_OPEN",
}  # fmt: skip


def test_every_variable_is_in_the_readme_and_reaches_the_parts():
    base = (ROOT / "portal" / "settings" / "base.py").read_text()
    known = set(re.findall(r"""\benv(?:\.\w+)?\(\s*"([A-Z_]+)""", base))
    told = set(re.findall(r"`([A-Z_]+)[`=]", (ROOT / "README.md").read_text()))

    assert known - told == set()
    assert known - DECIDED - SERVICES["worker"]["environment"].keys() == set()


def test_only_migrations_and_backups_know_the_owner():
    knowing = {name for name, service in SERVICES.items() if "DATABASE_OWNER_URL" in service.get("environment", {})}

    assert knowing == {"migrate", "backup"}
    assert all("portal_app:" in SERVICES[name]["environment"]["DATABASE_URL"] for name in ("web", "worker", "beat"))


def test_nothing_but_the_web_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert SERVICES["web"]["ports"] == ["${BIND:-127.0.0.1}:${PORT:-8000}:8000"]
    assert yaml.safe_load(COMPOSE)["networks"]["inside"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["inside"] for name in ("database", "broker", "cache", "migrate"))


def test_work_starts_after_the_schema():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["restart"] == "no"


def test_the_broker_forgets_nothing_and_the_cache_what_is_oldest():
    broker, cache = (" ".join(SERVICES[name]["command"]) for name in ("broker", "cache"))

    assert "--appendonly yes --appendfsync everysec" in broker
    assert "--maxmemory-policy noeviction" in broker
    assert "--maxmemory-policy allkeys-lru" in cache
    assert SERVICES["web"]["environment"]["REDIS_URL"] != SERVICES["web"]["environment"]["CACHE_URL"]


def test_images_are_pinned_to_a_major_version_and_named_plainly():
    images = [service["image"] for service in SERVICES.values() if "build" not in service]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert all(re.fullmatch(r"(\w+/)?\w+:\d[\w.-]*", image) for image in images), images
    assert not re.search(r"https?://|index-url|registry", DOCKERFILE + COMPOSE)


def test_the_clients_in_the_image_fit_the_server():
    server = SERVICES["database"]["image"].partition(":")[2]

    assert int(server) >= 15
    assert f"postgresql-client-{server} " in DOCKERFILE


def test_the_image_is_built_from_pinned_packages_and_runs_as_nobody_in_particular():
    assert "--require-hashes" in DOCKERFILE
    assert "requirements/prod.txt" in DOCKERFILE
    assert re.search(r"^USER portal$", DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.index("collectstatic") < DOCKERFILE.index("USER portal")


def test_every_app_is_in_the_image():
    copied = set(re.findall(r"^COPY (\w+) \w+$", DOCKERFILE, re.MULTILINE))
    ours = {app.partition(".")[0] for app in settings.INSTALLED_APPS if (ROOT / app.partition(".")[0]).is_dir()}

    assert copied == ours | {"templates", "static"}
    allowed = set(re.findall(r"^!(\w+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert allowed == copied
