"""The test suite: the owner's role, since every run creates its own database."""

import os

os.environ["PORTAL_DATABASE_ROLE"] = "owner"
# Every process of a run has a queue of its own, which a worker it starts inherits.
os.environ["BROKER_PREFIX"] = f"test-{os.getpid()}-"

from .dev import *  # noqa: F403
from .dev import CACHES, DATABASES, INSTALLED_APPS, PORTAL_IDENTITY, STATIC_ROOT

DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PORTAL_APPLICATION_ROLE = ""
PORTAL_IDENTITY |= {"backend": "portal.ground.identity.NoIdentity"}
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
# Processes of one run share the cache server, and number their people alike.
CACHES["default"]["KEY_PREFIX"] = os.environ.get("PYTEST_XDIST_WORKER", "") + str(os.getpid())
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a missing folder, and warnings are errors
