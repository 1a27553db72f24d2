"""Forms as people correct them."""

from django import template

register = template.Library()


@register.filter
def wrong_fields(form):
    """The visible fields with errors, in the order of the form."""
    return [field for field in form.visible_fields() if field.errors]
