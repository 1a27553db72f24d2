"""Production starts with secrets of its own or not at all, and says in a sentence what is wrong."""

import base64
import os
import secrets
import subprocess
import sys

import pytest
from django.conf import settings

from portal.settings.demands import unmet


def strong():
    password = secrets.token_hex(16)
    return {
        "SECRET_KEY": secrets.token_hex(32), "FIELD_KEYS": f"1:{base64.b64encode(os.urandom(32)).decode()}",
        "ALLOWED_HOSTS": "portal.example.org", "REDIS_URL": "redis://broker",
        "DATABASE_URL": f"postgres://portal_app:{password}@database/portal",
    }  # fmt: skip


def test_a_portal_with_its_own_secrets_may_start():
    assert unmet(strong()) == []


@pytest.mark.parametrize("name", list(strong()))
def test_what_is_missing_is_named(name):
    for nothing in ({}, {name: ""}, {name: "  "}):
        environment = {key: value for key, value in strong().items() if key != name} | nothing

        assert f"{name} is missing." in unmet(environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "x" * 64),
        ("SECRET_KEY", "django-insecure-" + "a1b2c3d4e5f6g7h8" * 4),
        ("SECRET_KEY", "please-change-me-" + "a1b2c3d4e5f6g7h8" * 4),
        ("FIELD_KEYS", "1:no base64"),
        ("FIELD_KEYS", f"1:{base64.b64encode(bytes(32)).decode()}"),
        ("FIELD_KEYS", f"1:{base64.b64encode(bytes(range(16))).decode()}"),
        ("FIELD_KEYS", base64.b64encode(bytes(range(32))).decode()),
        ("ALLOWED_HOSTS", "*"),
        ("DEBUG", "1"),
        ("DEMO", "true"),
        ("DATABASE_URL", "postgres://portal_app@database/portal"),
        ("DATABASE_URL", "postgres://portal_app:postgres@database/portal"),
        ("DATABASE_OWNER_URL", "postgres://portal_owner:password-password-1@database/portal"),
        ("DATABASE_OWNER_URL", "postgres://portal_app:7f3a91c2d8e4b605@database/portal"),
    ],
)
def test_known_and_weak_secrets_are_refused(name, value):
    (sentence,) = unmet(strong() | {name: value})

    assert name in sentence
    assert value not in sentence


def test_migrations_need_the_owner():
    assert "DATABASE_OWNER_URL is missing" in unmet(strong() | {"PORTAL_DATABASE_ROLE": "owner"})[0]


def test_a_socket_needs_no_password():
    assert unmet(strong() | {"DATABASE_URL": "postgres://portal_app@/portal?host=/run/postgresql"}) == []


def started_with(environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [sys.executable, "-c", "import django; django.setup(); from django.conf import settings; print(settings.PORTAL_FIELD_KEYS)"]  # fmt: skip
    environment = kept | {"DJANGO_SETTINGS_MODULE": "portal.settings.prod"} | environment
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=settings.BASE_DIR, env=environment)


def test_the_settings_ask_for_it_and_read_the_keys_as_documented():
    good = strong()
    started, refused = started_with(good), started_with(good | {"SECRET_KEY": "changeme"})

    assert started.stdout.strip() == str({"1": good["FIELD_KEYS"][2:]})
    assert refused.returncode != 0
    assert refused.stderr.strip().endswith("SECRET_KEY must be at least 50 random characters.")
