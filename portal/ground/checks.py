"""What a portal in production should not be without: told by `manage.py check --deploy --database default`."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

from . import site
from .database import INSERT_ONLY

CONSOLES = {
    "EMAIL_BACKEND": ("django.core.mail.backends.console.EmailBackend", "EMAIL_URL", "Mails", "portal.W002"),
    "PORTAL_SMS_BACKEND": ("portal.ground.sms.ConsoleSms", "SMS_BACKEND", "Text messages", "portal.W003"),
}


@register(Tags.database, deploy=True)
def footer_is_complete(app_configs, databases, **kwargs):
    """主办、ICP备案、公安备案 and a way to report stand in the footer of every public site."""
    missing = [(item.key, item.title) for item in site.missing()] if databases else []
    return [
        Warning(f"The portal has no {key} ({title}).", hint="The system administrator fills it in at /desk/site/.",
                id="portal.W001")
        for key, title in missing
    ]  # fmt: skip


@register(deploy=True)
def messages_go_out(app_configs, **kwargs):
    """Nobody reads the console of a portal in production."""
    return [
        Warning(f"{what} go to the console only.", hint=f"Set {variable}.", id=number)
        for setting, (console, variable, what, number) in CONSOLES.items()
        if getattr(settings, setting) == console
    ]


@register(Tags.database)
def journal_is_out_of_reach(app_configs, databases, **kwargs):
    """The application may add to the journal and never change it, whatever rights it was given beside ours."""
    role = settings.PORTAL_APPLICATION_ROLE
    return [
        Error(f"The role {role} may {right} {table}.", hint="Give the application a role of its own.", id="portal.E001")
        for alias in (databases or ()) if role
        for table in sorted(set(INSERT_ONLY).intersection(connections[alias].introspection.table_names()))
        for right in ("UPDATE", "DELETE", "TRUNCATE") if _may(alias, role, table, right)
    ]  # fmt: skip


def _may(alias, role, table, right):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right])
        return cursor.fetchone()[0]
