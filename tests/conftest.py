"""What every test may ask for: a private folder for files, and a small city."""

import pytest
from django.db import connection

from portal.ground import kept, site
from tests.browsing import browser  # noqa: F401  # a fixture, one browser for journeys and drills
from tests.factories import city as city_factory
from tests.fakes.website import website  # noqa: F401  # a fixture


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _nothing_kept():
    """A test finds no page of the test before it, and a portal whose settings are those that ship."""
    kept.forget(kept.PAGES)
    kept.forget(kept.SITE)
    kept.put(kept.SITE, site.STORED, {})


@pytest.fixture(scope="session", autouse=True)
def _nobody_left(django_db_setup, django_db_blocker):
    """Sessions of processes the tests have killed may outlive them for a moment, and would keep the database."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    connection.close()


@pytest.fixture
def city(db, settings):
    """遵义 in small: two counties, a few townships and firms, offices of every kind."""
    settings.PORTAL_CITY = city_factory.CODE
    return city_factory.build()
