"""Finding names by what stands anywhere in them, through an index at any size and from the first character on.

`name__says` is true of a name that holds the text, capitals or not. Names are cut into single characters and pairs, in the
database and by the same function for the index and the question; trigrams would never find a name of two characters.
"""

from itertools import pairwise

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Func, Lookup, TextField

MOST = 20


class NameGrams(Func):
    """The characters of a name and their pairs, in capitals; what `says` looks into, made for an index."""

    function = "name_grams"
    output_field = ArrayField(TextField())


@CharField.register_lookup
class Says(Lookup):
    """Does the name hold the text?"""

    lookup_name = "says"

    def as_sql(self, compiler, connection):
        name, found_by = self.process_lhs(compiler, connection)
        text = str(self.rhs)
        asked = [a + b for a, b in pairwise(text)][:MOST] or [text]
        grams = ", ".join(["UPPER(%s)"] * len(asked))
        sql = f"(name_grams({name}) @> ARRAY[{grams}] AND strpos(UPPER({name}), UPPER(%s)) > 0)"
        return sql, [*found_by, *asked, *found_by, text]
