"""A portal on one's own machine: embedded servers unless DATABASE_URL and REDIS_URL name others."""

import base64
import hashlib

from portal.embedded import ensure

from .base import *  # noqa: F403
from .base import PORTAL_IDENTITY, VAR_DIR, env, use_servers

PORTAL_SHOW_DEMO_CODE = env.bool("DEMO", default=True)
if PORTAL_SHOW_DEMO_CODE and not env("IDENTITY_BACKEND", default=""):
    PORTAL_IDENTITY |= {"backend": "portal.ground.identity.DemoIdentity"}
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECRET_KEY = hashlib.sha256(str(VAR_DIR).encode()).hexdigest()
PORTAL_FIELD_KEYS = {"1": base64.b64encode(hashlib.sha256(f"field {VAR_DIR}".encode()).digest()).decode()}

if env("DATABASE_URL", default=""):
    _database = env("DATABASE_URL")
    _servers = (_database, env("DATABASE_OWNER_URL", default=_database), env("REDIS_URL"), env("CACHE_URL", default=""))
else:
    _addresses = ensure(VAR_DIR)
    _servers = (_addresses.database, _addresses.owner, _addresses.redis)
    PORTAL_APPLICATION_ROLE = "portal_app"
vars().update(use_servers(*_servers))
