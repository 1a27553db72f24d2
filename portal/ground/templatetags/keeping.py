"""Pieces of pages that are the same for everybody, drawn once until something on them changes."""

from django import template

from portal.ground import kept

register = template.Library()


class KeptNode(template.Node):
    """What stands between the tags, kept under a name and what tells it from others."""

    def __init__(self, nodelist, name, key):
        self.nodelist, self.name, self.key = nodelist, name, key

    def render(self, context):
        name, *key = (part.resolve(context) for part in (self.name, *self.key))
        if any(part is False for part in key):
            return self.nodelist.render(context)
        return kept.piece(name, tuple(key), lambda: self.nodelist.render(context))


@register.tag("kept")
def keep(parser, token):
    """`{% kept name key… %}…{% endkept %}`: everything the piece depends on stands in the key; False there keeps nothing."""
    _tag, name, *key = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, parser.compile_filter(name), [parser.compile_filter(part) for part in key])
