"""The front page: the same for everybody but for the header."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from portal.ground import kept
from portal.ground.dates import today
from portal.ground.pages import same_for_visitors

from .. import front as told


@login_not_required
@require_safe
@same_for_visitors
def front(request):
    """What is told is worked out once for all, until something on it changes."""
    return render(request, "home/front.html", kept.get(kept.PAGES, f"front:{today()}", _parts))


def _parts():
    blocks = told.blocks()
    return {name: render_to_string(f"home/_front_{name}.html", blocks) for name in ("hero", "blocks")}
