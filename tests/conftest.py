"""What every test may ask for: a private folder for files, and a small city."""

import pytest

from portal.ground import kept, site
from tests.browsing import browser  # noqa: F401  # a fixture, one browser for journeys and drills
from tests.factories import city as city_factory


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


@pytest.fixture
def city(db, settings):
    """遵义 in small: two counties, a few townships and firms, offices of every kind."""
    settings.PORTAL_CITY = city_factory.CODE
    return city_factory.build()
