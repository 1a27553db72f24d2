"""How many there are of several things, asked in one question."""

from django.db.models import Count, Value


def amounts(counted, some=()):
    """Key → number of rows, for querysets by key; of `some`, where None means none, only whether there are any: 1 or 0."""
    some = dict(some)
    keys = [*counted, *some]
    parts = [_counted(rows, keys.index(key)) for key, rows in counted.items()]
    parts += [_any(rows, keys.index(key)) for key, rows in some.items() if rows is not None]
    found = dict(parts[0].union(*parts[1:], all=True)) if parts else {}
    return {key: found.get(number, 0) for number, key in enumerate(keys)}


def _counted(rows, number):
    return _numbered(rows, number).values("asked").annotate(amount=Count("pk")).values_list("asked", "amount")


def _any(rows, number):
    return _numbered(rows, number).annotate(amount=Value(1)).values_list("asked", "amount")[:1]


def _numbered(rows, number):
    return rows.order_by().annotate(asked=Value(number))
