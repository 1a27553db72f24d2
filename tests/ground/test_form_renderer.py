"""Widgets written directly look exactly like Django's own."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from portal.ground.form_renderer import INPUTS, WRITTEN, DirectRenderer

HOSTILE = "\"><script>alert('x')</script>&amp;\n"
GROUPED = [("", _("全部")), ("城区", [("a", "南明<区>"), (1, "云岩区")]), (None, "无")]
CASES = [
    (forms.TextInput(attrs={"placeholder": HOSTILE, "autofocus": True, "disabled": False}), HOSTILE),
    (forms.TextInput(), None),
    (forms.TextInput(), ""),
    (forms.TextInput(), mark_safe("<b>")),
    (forms.NumberInput(attrs={"min": 0}), 1234567),
    (forms.DateInput(attrs={"type": "date", "aria-label": _("在册日期")}), date(2026, 9, 30)),
    (forms.EmailInput(), "a@b.cn"),
    (forms.PasswordInput(), "secret"),
    (forms.HiddenInput(), "x"),
    (forms.Textarea(attrs={"rows": 3}), HOSTILE),
    (forms.Textarea(), None),
    (forms.Select(choices=GROUPED), "a"),
    (forms.Select(choices=GROUPED, attrs={"class": HOSTILE}), None),
    (forms.SelectMultiple(choices=GROUPED), ["a", "1"]),
    (forms.CheckboxSelectMultiple(choices=[("a", HOSTILE)]), ["a"]),
    (forms.CheckboxInput(), True),
]


@pytest.mark.parametrize(("widget", "value"), CASES)
def test_a_widget_is_character_for_character_what_django_draws(widget, value):
    drawn = [
        widget.render(f"name{HOSTILE}", value, {"id": "id_x"}, renderer=one())
        for one in (DirectRenderer, DjangoTemplates)
    ]

    assert drawn[0] == drawn[1]


def test_forms_of_the_portal_are_drawn_by_it(settings):
    assert settings.FORM_RENDERER == "portal.ground.form_renderer.DirectRenderer"
    assert {f"django/forms/widgets/{name}.html" for name in INPUTS} < set(WRITTEN)
