"""Rows of a list as models that hold what its columns read and nothing else.

Django makes a model by walking through all of its fields, those left out as well; a list of thirty rows over four tables
spends more on that than on asking. A thin row is read only: what was not asked for is fetched when somebody reads it, as
with `only()`, and a list's count of questions shows it.
"""

from functools import lru_cache

from django.db.models.base import ModelState


def rows(queryset, reads):
    """The rows of the queryset, in its order; `reads` are paths as `only()` takes them, without many-valued relations."""
    plan = _plan(queryset.model, tuple(reads))
    return [plan.made(values, queryset.db) for values in queryset.select_related(None).values_list(*plan.paths)]


def stream(queryset, reads, *, chunk_size):
    """The same, read from the server as they are needed: for lists nobody wants in memory at once."""
    plan = _plan(queryset.model, tuple(reads))
    values = queryset.select_related(None).values_list(*plan.paths).iterator(chunk_size=chunk_size)
    return (plan.made(one, queryset.db) for one in values)


class _Plan:
    """How rows of one model are put together: which value goes where, and which rows of other models hang on it."""

    def __init__(self, model, paths, prefix=""):
        self.model, self.fields, self.related = model, [], []
        self.key = paths.setdefault(f"{prefix}pk", len(paths))
        self.fields.append((model._meta.pk.attname, self.key))

    def add(self, paths, steps, prefix=""):
        """Take one path into the plan; `paths` numbers what is asked for."""
        name, *rest = steps
        field = self.model._meta.get_field(name)
        place = paths.setdefault(f"{prefix}{field.attname}", len(paths))
        if (field.attname, place) not in self.fields:
            self.fields.append((field.attname, place))
        if rest:
            self._under(paths, name, field, prefix).add(paths, rest, f"{prefix}{name}__")

    def _under(self, paths, name, field, prefix):
        for known, plan in self.related:
            if known == name:
                return plan
        plan = _Plan(field.related_model, paths, f"{prefix}{name}__")
        self.related.append((name, plan))
        return plan

    def made(self, values, database):
        """The row of these values, None where there is none."""
        if values[self.key] is None:
            return None
        row = self.model.__new__(self.model)
        held = row.__dict__
        held["_state"] = state = ModelState()
        state.adding, state.db = False, database
        for name, place in self.fields:
            held[name] = values[place]
        for name, plan in self.related:
            state.fields_cache[name] = plan.made(values, database)
        return row


@lru_cache(maxsize=64)
def _plan(model, reads):
    paths = {}
    plan = _Plan(model, paths)
    for path in reads:
        plan.add(paths, path.split("__"))
    plan.paths = tuple(paths)
    return plan
