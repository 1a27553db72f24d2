"""Production: everything secret comes from the environment, and a missing or known secret stops the start."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import SILENCED_SYSTEM_CHECKS, env, use_servers
from .demands import unmet

if _unmet := unmet(os.environ):
    raise ImproperlyConfigured(" ".join(_unmet))

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[f"https://{host}" for host in ALLOWED_HOSTS])
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = ["^healthz$"]  # asked for by the machine itself, behind the proxy that speaks TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
# Neighbouring names are other people's sites: whether they speak TLS only is not ours to say.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        "OPTIONS": {"file_permissions_mode": 0o644},  # they are collected by one user and served by another
    },
}
_database = env("DATABASE_URL")
# The rights are given to whoever the application signs in as; only migrations know the owner's password.
PORTAL_APPLICATION_ROLE = env("DATABASE_APPLICATION_ROLE", default=urlsplit(_database).username or "")
vars().update(
    use_servers(_database, env("DATABASE_OWNER_URL", default=_database), env("REDIS_URL"), env("CACHE_URL", default=""))
)
