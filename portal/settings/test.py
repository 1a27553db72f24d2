"""The test suite: the owner's role, since every run creates its own database."""

import os

os.environ["PORTAL_DATABASE_ROLE"] = "owner"

from .dev import *  # noqa: E402, F403
from .dev import DATABASES  # noqa: E402

DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PORTAL_APPLICATION_ROLE = ""
