"""The texts people agree to, for everybody to read."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.ground.dates import today

from ..models import ConsentText


@login_not_required
@require_safe
def consent_text(request, kind):
    """The version in force today."""
    text = ConsentText.objects.on(kind, today())
    if text is None:
        raise Http404
    return render(request, "members/consent_text.html", {"text": text})
