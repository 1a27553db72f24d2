"""What a choice is called, looked up once: Django's own way asks the translations for every choice of the field, every time."""

from functools import cache

from django.utils.translation import get_language


def label(row, field):
    """What the value of a field with choices is called, as `get_…_display()` gives it."""
    value = getattr(row, field)
    return _labels(type(row), field, get_language()).get(value, value)


@cache
def _labels(model, field, language):
    """value → its name in the language that is spoken while it is asked for."""
    return {value: str(name) for value, name in model._meta.get_field(field).flatchoices}
