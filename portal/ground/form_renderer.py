"""The widgets most forms are made of, written directly: a template for every option of a list costs more than the rest of the page.

Character for character what Django's templates give; whatever else a form has is still drawn by them.
"""

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape


class DirectRenderer(DjangoTemplates):
    """Django's renderer of forms, quicker for inputs, text areas and lists."""

    def render(self, template_name, context, request=None):
        write = WRITTEN.get(template_name)
        return write(context["widget"]) if write else super().render(template_name, context, request)


def _attributes(widget):
    attributes = widget["attrs"].items()
    return "".join(_attribute(name, value) for name, value in attributes if value is not False)


def _attribute(name, value):
    said = "" if value is True else f'="{conditional_escape(value)}"'
    return f" {conditional_escape(name)}{said}"


def _input(widget):
    value = widget["value"]
    said = "" if value is None else f' value="{conditional_escape(value)}"'
    named = f'type="{conditional_escape(widget["type"])}" name="{conditional_escape(widget["name"])}"'
    return f"<input {named}{said}{_attributes(widget)}>"


def _textarea(widget):
    text = conditional_escape(widget["value"] or "")
    return f'<textarea name="{conditional_escape(widget["name"])}"{_attributes(widget)}>\n{text}</textarea>'


def _select(widget):
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget)}>{groups}\n</select>'


def _group(name, options):
    listed = "".join(f"\n  {_option(option)}" for option in options)
    return f'\n  <optgroup label="{conditional_escape(name)}">{listed}\n  </optgroup>' if name else listed


def _option(option):
    label = conditional_escape(option["label"])
    return f'<option value="{conditional_escape(option["value"])}"{_attributes(option)}>{label}</option>\n'


INPUTS = ("input", "text", "number", "email", "url", "tel", "search", "password", "hidden", "date", "datetime", "time")
WRITTEN = {
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
    **{f"django/forms/widgets/{name}.html": _input for name in INPUTS},
}
