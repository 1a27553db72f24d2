"""Asking late: a form of just the fields a purpose needs, filled with what is known and when it was said.

A class or a programme names its fields by their keys (`askable.FIELDS`); what was typed goes to
`actions.confirm_profile`, which remembers the day.
"""

from datetime import date

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.ground.dates import in_words, today
from portal.ground.models import Region
from portal.ground.sheets import cells

from .askable import FIELDS, said_on
from .forms import cleaned, date_field
from .models import Person
from .standards import ETHNIC_GROUPS

LONGEST = {"name": 60, "unit": 120}
COMPLETED_BY = {"name": "name", "unit": "organization", "position": "organization-title"}
EARLIEST = date(1900, 1, 1)
COUNTY = 6
__all__ = ["FIELDS", "ProfileForm"]


def _choices(choices):
    return lambda label: forms.ChoiceField(label=label, choices=[("", _("请选择")), *choices])


def _counties(label):
    rows = Region.objects.on(today()).counties().within(settings.PORTAL_CITY).order_by("code")
    return forms.ChoiceField(label=label, choices=[("", _("请选择")), *rows.values_list("code", "name")])


WIDE = {
    "sex": _choices(Person.Sex.choices),
    "born_on": date_field,
    "ethnicity": _choices(ETHNIC_GROUPS),
    "education": _choices(Person.Education.choices),
    "degree": _choices(Person.Degree.choices),
    "region": _counties,
    "front_line": _choices(Person.FrontLine.choices),
}


def _form_field(key):
    """The form's field of one key; text unless it is listed above."""
    field = FIELDS[key]
    if key in WIDE:
        return WIDE[key](field.label)
    attributes = {"autocomplete": COMPLETED_BY.get(key, "off")}
    return forms.CharField(label=field.label, max_length=LONGEST.get(key, 40), widget=forms.TextInput(attrs=attributes))


def _said(person, key):
    """When it was said, for the help text of a field that is known already."""
    if not FIELDS[key].read(person):
        return ""
    day = said_on(person, key)
    return _("%(day)s填写。") % {"day": in_words(day)} if day else _("来自名册，请核对。")


class ProfileForm(forms.Form):
    """The named fields of a person's record; `optional` ones may stay empty, `cleaned_data` is keyed as they are."""

    def __init__(self, person, fields, data=None, *, optional=(), **options):
        super().__init__(data, **options)
        for key in fields:
            field = self.fields[key] = _form_field(key)
            field.required = key not in optional
            field.initial = self._initial(person, key)
            field.help_text = f"{FIELDS[key].help}{_said(person, key)}"

    def _initial(self, person, key):
        value = FIELDS[key].read(person)
        if key != "region" or not value:
            return value
        county = value[:COUNTY]
        if county not in dict(self.fields[key].choices):  # somebody from elsewhere keeps their place
            self.fields[key].choices.append((county, FIELDS[key].show(person, today())))
        return county

    def clean(self):
        data = super().clean()
        for key, value in data.items():
            if isinstance(value, str) and key not in WIDE:
                try:
                    data[key] = cleaned(cells.text, value)
                except ValidationError as wrong:
                    self.add_error(key, wrong)
        return data

    def clean_born_on(self):
        day = self.cleaned_data["born_on"]
        if day and not EARLIEST <= day <= today():
            raise ValidationError(_("请核对出生日期。"))
        return day
