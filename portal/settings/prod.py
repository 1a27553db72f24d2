"""Production: everything secret comes from the environment, and a missing or default secret stops the start."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import env, use_servers

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
if len(SECRET_KEY) < 50 or "change" in SECRET_KEY.lower():
    raise ImproperlyConfigured("SECRET_KEY must be at least 50 random characters.")
if not env.dict("FIELD_KEYS", default={}):
    raise ImproperlyConfigured("FIELD_KEYS must name at least one key, such as 1:<32 bytes in base64>.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[f"https://{host}" for host in ALLOWED_HOSTS])
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
PORTAL_APPLICATION_ROLE = env("DATABASE_APPLICATION_ROLE")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
vars().update(use_servers(env("DATABASE_URL"), env("DATABASE_OWNER_URL"), env("REDIS_URL")))
