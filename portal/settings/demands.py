"""What production demands of its environment, each demand a sentence: a portal never starts with a known secret."""

import base64
import binascii
from urllib.parse import unquote, urlsplit

TELLING = ("change", "example", "default", "insecure", "password", "secret")
SECRET_LENGTH, PASSWORD_LENGTH, FEWEST_CHARACTERS = 50, 16, 10
TRUE = {"1", "true", "yes", "on"}


def unmet(environment):
    """Every demand the mapping of variables does not meet, as sentences; empty when the portal may start."""
    sentences = [*_required(environment), *_secret_key(environment), *_field_keys(environment)]
    return [*sentences, *_hosts(environment), *_switches(environment), *_databases(environment)]


def _required(environment):
    for name in ("SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"):
        if not environment.get(name, "").strip():
            yield f"{name} is missing."
    if environment.get("PORTAL_DATABASE_ROLE") == "owner" and not environment.get("DATABASE_OWNER_URL"):
        yield "DATABASE_OWNER_URL is missing: this command changes the schema and needs the owner of the database."


def is_weak(secret, length):
    """Too short, too even, or with a word in it that stands in examples."""
    known = any(word in secret.lower() for word in TELLING)
    return len(secret) < length or len(set(secret)) < FEWEST_CHARACTERS or known


def _secret_key(environment):
    secret = environment.get("SECRET_KEY", "")
    if secret and is_weak(secret, SECRET_LENGTH):
        yield f"SECRET_KEY must be at least {SECRET_LENGTH} random characters."


def _field_keys(environment):
    for item in filter(None, environment.get("FIELD_KEYS", "").split(",")):
        number, _colon, key = item.partition(":")
        try:
            raw = base64.b64decode(key, validate=True)
        except binascii.Error:
            raw = b""
        if not number.strip().isdigit() or len(raw) != 32 or len(set(raw)) < FEWEST_CHARACTERS:
            yield "FIELD_KEYS must be numbered random keys, such as 1:<32 bytes in base64>."


def _hosts(environment):
    if "*" in environment.get("ALLOWED_HOSTS", ""):
        yield "ALLOWED_HOSTS must name the portal's own hosts, not a pattern for all of them."


def _switches(environment):
    for name in ("DEBUG", "DEMO"):
        if environment.get(name, "").lower() in TRUE:
            yield f"{name} must be off in production."


def _databases(environment):
    users = []
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if not environment.get(name):
            continue
        address = urlsplit(environment[name])
        users.append(address.username)
        is_socket = "host=/" in unquote(address.query)
        if not is_socket and is_weak(unquote(address.password or ""), PASSWORD_LENGTH):
            yield f"The password in {name} must be at least {PASSWORD_LENGTH} random characters."
    if len(users) == 2 and users[0] == users[1]:
        yield "DATABASE_URL must name another role than DATABASE_OWNER_URL, one that cannot change the journal."
