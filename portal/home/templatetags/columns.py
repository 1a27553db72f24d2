"""The tree of columns in templates."""

from django import template

register = template.Library()


@register.simple_tag
def beside(tree, column):
    """Where a page of this column leads on to; nothing for the page of all columns."""
    return tree.beside(column) if column else []


@register.simple_tag
def path_to(tree, column):
    return tree.path_to(column)


@register.filter
def named_in(pk, tree):
    """The name of the column of this key."""
    return tree.name_of(pk)
