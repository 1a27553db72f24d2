"""系统对接: keys for the society's own programs, made and shown once, ended, with what was read when."""

from django.contrib import messages
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.ground.dates import today
from portal.ground.errors import Refused, require
from portal.ground.models import JournalEntry

from .. import actions, rules
from ..models import ProgramKey
from ..page_forms import KeyForm
from .desk import desk_society


def _managed(request, code):
    society = desk_society(request, code)
    require(rules.may_manage_keys(request.actor, society, on=today()))
    return society


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def key_list(request, code):
    """Every key with its use; another one is made here and shown this once."""
    society, form, shown = _managed(request, code), KeyForm(request.POST or None), None
    if form.is_valid():
        try:
            key, text = actions.make_key(society, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            form, shown = KeyForm(), {"key": key, "text": text}
    return render(request, "societies/key_list.html", {
        "society": society, "form": form, "shown": shown, "keys": _with_last_reading(society), "day": today(),
    })  # fmt: skip


def _with_last_reading(society):
    """The society's keys, open ones first, each with the moment a program last read with it."""
    readings = JournalEntry.objects.filter(
        thing=ProgramKey._meta.label_lower, thing_id=Cast(OuterRef("pk"), CharField()), verb="roster.read"
    )
    keys = society.keys.select_related("made_by").annotate(read_at=Subquery(readings.order_by("-id").values("at")[:1]))
    return keys.order_by(F("ended_at").desc(nulls_first=True), "-pk")


@require_POST
def key_end(request, code, public_id):
    """停用 one of the keys."""
    key = get_object_or_404(_managed(request, code).keys, public_id=public_id)
    try:
        actions.end_key(key, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(label)s”的密钥已停用。") % {"label": key.label})
    return redirect("key_list", code)
