"""Rights of the application's database role: it works with rows, and can only add to the journal."""

from django.conf import settings
from django.db import connections

INSERT_ONLY = ("ground_journalentry", "ground_journalseal")


def grant_application_role(using="default", **kwargs):
    """After every migration: the application may use all tables, but never change or delete the journal."""
    role = settings.PORTAL_APPLICATION_ROLE
    if not role:
        return
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user = %s", [role])
        if cursor.fetchone()[0]:
            return
        quoted = connections[using].ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        existing = set(connections[using].introspection.table_names())
        for table in existing.intersection(INSERT_ONLY):
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {quoted}")
