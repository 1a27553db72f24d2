"""Every table as a number of rows and one digest over them, the same on any server that holds the same rows."""

import hashlib

from django.db import connection

# Columns by name and rows by key, in byte order: neither may depend on how a server came to its tables.
LAYOUT = """
SELECT c.relname,
       (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname COLLATE "C")
          FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
       (SELECT string_agg(quote_ident(a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END,
                          ', ' ORDER BY a.attname COLLATE "C")
          FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
         WHERE i.indrelid = c.oid AND i.indisprimary)
  FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
 ORDER BY c.relname COLLATE "C"
"""
SPELLING = [
    "SET LOCAL datestyle TO 'ISO, YMD'", "SET LOCAL intervalstyle TO 'iso_8601'", "SET LOCAL timezone TO 'UTC'",
    "SET LOCAL bytea_output TO 'hex'", "SET LOCAL extra_float_digits TO 1",
]  # fmt: skip


class _Digest:
    """Takes what COPY writes, a line for every row."""

    def __init__(self):
        self.rows, self.sha256 = 0, hashlib.sha256()

    def write(self, data):
        self.rows += data.count(b"\n")
        self.sha256.update(data)


def digests():
    """Table → {rows, sha256}, all as the caller's transaction sees them."""
    with connection.cursor() as cursor:
        for statement in SPELLING:
            cursor.execute(statement)
        cursor.execute(LAYOUT)
        return {name: _digest(cursor, name, columns, key) for name, columns, key in cursor.fetchall()}


def _digest(cursor, name, columns, key):
    digest, table = _Digest(), connection.ops.quote_name(name)
    order = key or f'{table}::text COLLATE "C"'
    rows = f"SELECT {columns} FROM {table} ORDER BY {order}"  # nosec B608  # names from the catalogue, quoted there
    cursor.copy_expert(f"COPY ({rows}) TO STDOUT", digest)
    return {"rows": digest.rows, "sha256": digest.sha256.hexdigest()}
