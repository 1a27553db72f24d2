"""Production by hand: the roles of docker-compose.yml's own SQL, migrations as the owner, work as the application."""

import base64
import os
import secrets
import subprocess
import sys
from urllib.parse import quote, urlencode

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from portal.ground.backups.programs import program

pytestmark = [pytest.mark.django_db, pytest.mark.services]
NAME = f"drill{os.getpid()}"
OWNER_PASSWORD, APPLICATION_PASSWORD = secrets.token_hex(16), secrets.token_hex(16)
FOOTER = ["PORTAL_ADDRESS", "PORTAL_PHONE", "PORTAL_ICP", "PORTAL_PSB", "PORTAL_REPORT_URL"]


def address(user, password, database):
    """An address of a database on the server this test runs on."""
    at = connection.settings_dict
    port = f":{at['PORT']}" if at["PORT"] else ""
    return f"postgres://{user}:{quote(password, safe='')}@{at['HOST']}{port}/{database}?{urlencode(at['OPTIONS'])}"


def psql(*arguments, **environment):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        is_super = cursor.fetchone()[0]
    at = connection.settings_dict
    user, password = (at["USER"], at["PASSWORD"]) if is_super else ("postgres", "")
    command = [program("psql"), "--no-psqlrc", "--quiet", address(user, password, "postgres"), *arguments]
    subprocess.run(command, check=True, env=os.environ | environment)


@pytest.fixture
def production(tmp_path):
    """The environment of a portal in production whose roles and database the shipped SQL has made."""
    made = {"DATABASE_NAME": NAME, "OWNER_PASSWORD": OWNER_PASSWORD, "APPLICATION_PASSWORD": APPLICATION_PASSWORD}
    psql("--file", str(settings.BASE_DIR / "portal" / "roles.sql"), **made)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    yield kept | dict.fromkeys(FOOTER, "x") | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.prod", "SECRET_KEY": secrets.token_hex(32),
        "FIELD_KEYS": f"1:{base64.b64encode(os.urandom(32)).decode()}", "ALLOWED_HOSTS": "portal.example.org",
        "DATABASE_URL": address(f"{NAME}_app", APPLICATION_PASSWORD, NAME),
        "DATABASE_OWNER_URL": address(f"{NAME}_owner", OWNER_PASSWORD, NAME),
        "REDIS_URL": settings.CACHES["default"]["LOCATION"], "PORTAL_VAR": str(tmp_path),
        "EMAIL_URL": "smtp://mail.example.org:25", "SMS_BACKEND": "portal.ground.sms.AlibabaSms",
    }  # fmt: skip
    psql("--command", f"DROP DATABASE {NAME} WITH (FORCE)")
    psql("--command", f"DROP ROLE {NAME}_app", "--command", f"DROP ROLE {NAME}_owner")


def manage(environment, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=settings.BASE_DIR, env=environment)


def attempt(statement):
    """Run a statement as the application; what PostgreSQL says when it may not."""
    application = psycopg2.connect(address(f"{NAME}_app", APPLICATION_PASSWORD, NAME))
    try:
        application.cursor().execute(statement)
    except psycopg2.Error as error:
        return str(error).partition("\n")[0]
    finally:
        application.close()
    return "done"


def test_the_application_works_with_rows_and_cannot_touch_journal_or_schema(production):
    migrated = manage(production, "migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    checked = manage(production, "check", "--deploy", "--database", "default", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr

    assert attempt("SELECT count(*) FROM ground_journalentry") == "done"
    assert attempt("UPDATE ground_region SET name = name") == "done"
    for table, column in (("ground_journalentry", "verb"), ("ground_journalseal", "digest")):
        for statement in (f"UPDATE {table} SET {column} = ''", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            assert "permission denied" in attempt(statement)
    assert "permission denied" in attempt("CREATE TABLE mine (id int)")
    assert "must be owner" in attempt("DROP TABLE ground_region")

    # The control: an application with more rights than ours is found by the same check.
    psql("--command", f"\\connect {NAME}", "--command", f"GRANT UPDATE ON ground_journalentry TO {NAME}_app")
    checked = manage(production, "check", "--database", "default")
    assert checked.returncode == 1
    assert f"The role {NAME}_app may UPDATE ground_journalentry" in checked.stderr
