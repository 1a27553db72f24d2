"""How names are cut for the index that finds them by any part."""

from django.db import migrations

CREATE = """
CREATE FUNCTION name_grams(name text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_agg(substr(upper(name), place, length))
    FROM generate_series(1, char_length(name)) place, generate_series(1, 2) length
   WHERE place + length <= char_length(name) + 1
$$
"""


class Migration(migrations.Migration):
    dependencies = [("ground", "0011_values_by_scope")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION name_grams(text)")]
