"""The comment thread of anything that is registered for it: `{% comment_thread post %}`."""

from django import template

from .. import thread_panel

register = template.Library()


@register.inclusion_tag("home/_thread.html", takes_context=True)
def comment_thread(context, thing):
    """What readers said about the thing, and the form to say something.

    The page around it is not one that is kept for all visitors: what was hidden must be gone at once.
    """
    return thread_panel.context(context["request"], thing)
