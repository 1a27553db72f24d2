"""What a person may be asked about themselves: each field's name, how it is read, written and shown.

Everything is asked late, when a class or a programme needs it, and remembered with the day it was said.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from portal.ground import regions
from portal.ground.dates import in_words

from .models import Unit


@dataclass(frozen=True)
class Field:
    """A field of the record: `read` and `write` know where it is kept, `show` gives it as people read it on a day."""

    key: str
    label: str
    help: str
    read: Callable
    write: Callable
    show: Callable


@dataclass(frozen=True)
class Known:
    """What is known of one field, in words, and the day the person said so; no day for what a roster said."""

    key: str
    label: str
    text: str
    said_on: date | None


def _attribute(key, label, help=""):
    """A field that is one column of the person."""

    def show(person, on):
        value = getattr(person, key)
        return in_words(value) if isinstance(value, date) else value or ""

    def write(person, value):
        setattr(person, key, value)

    return Field(key, label, help, lambda person: getattr(person, key), write, show)


def _choice(key, label, help=""):
    """A field that is one column with words for its values."""
    plain = _attribute(key, label, help)
    return Field(
        key, label, help, plain.read, plain.write, lambda person, on: str(getattr(person, f"get_{key}_display")())
    )


def unit_named(name):
    """The one unit of this name, or None when there is none or more than one."""
    named = list(Unit.objects.filter(name=name)[:2])
    return named[0] if len(named) == 1 else None


def unit_of(person):
    """What the person's unit is called: as the register has it, else as they typed it."""
    return person.unit.name if person.unit_id else person.unit_text


def _write_unit(person, name):
    if name != unit_of(person):
        person.unit = unit_named(name)
        person.unit_text = "" if person.unit else name


def _write_region(person, code):
    """A county said again leaves a more exact place as it is."""
    if not code or not person.region_code.startswith(code):
        person.region_code = code


def _show_region(person, on):
    code = person.region_code
    return regions.places({code}, on=on)[code] if code else ""


FIELDS = {
    field.key: field
    for field in (
        _attribute("name", _("姓名")),
        _choice("sex", _("性别")),
        _attribute("born_on", _("出生日期")),
        _choice("ethnicity", _("民族")),
        _choice("education", _("学历")),
        _choice("degree", _("学位")),
        Field("unit", _("工作单位"), _("填全称。"), unit_of, _write_unit, lambda person, on: unit_of(person)),
        _attribute("position", _("职务")),
        _attribute("professional_title", _("职称"), _("如高级工程师、副教授，没有评定的填“无”。")),
        _attribute("discipline", _("学科专业"), _("主要从事的专业，如土木工程、内科学。")),
        Field("region", _("所在地"), _("工作单位所在的区（市、县）。"), lambda person: person.region_code, _write_region, _show_region),
        _choice("front_line", _("基层一线类别"), _("按现在工作的地方选。")),
    )
}  # fmt: skip


def said_on(person, key):
    """The day the person last said what the field holds, or None."""
    day = person.confirmed_on.get(key)
    return date.fromisoformat(day) if day else None


def record_of(person, *, on):
    """Every field as it stands on a day, in order; an empty text is what is missing."""
    return [Known(key, field.label, field.show(person, on), said_on(person, key)) for key, field in FIELDS.items()]
