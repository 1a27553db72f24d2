"""A society takes its old roster over: what it would become, then everybody at once."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import rules as people
from portal.ground.dates import today
from portal.ground.errors import Refused, require

from .. import actions, takeover
from ..forms import TakeoverForm
from .desk import desk_society

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def roster_takeover(request, code):
    """Asked with GET it shows what would happen, with POST it happens: everybody or nobody."""
    society = desk_society(request, code)
    require(people.may_manage_admission(request.actor, society.organisation))
    claims, classes = list(takeover.claims_of(society)), takeover.classes_of(society, on=today())
    names = sorted({claim.member_class for claim in claims})
    typed = request.POST or (request.GET if "until" in request.GET else None)
    form = TakeoverForm(typed, names=names, classes=classes, initial={"until": date(today().year, 12, 31)})
    if request.method == "POST" and form.is_valid():
        try:
            lines = actions.take_roster_over(
                society, classes=form.chosen(), until=form.cleaned_data["until"], by=request.actor, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已接收 %(count)s 人，会员号已发放，原会员号保留。") % {"count": len(lines)})
            return redirect("member_list", code)
    lines = takeover.plan(society, claims, **_meant(form, classes), on=today())
    wrong = [line for line in lines if line.problem]
    return render(request, "societies/roster_takeover.html", {
        "society": society, "form": form, "count": len(lines), "wrong": wrong, "lines": sorted(lines, key=lambda line: not line.problem)[:SHOWN],
        "shown": SHOWN, "known": sum(line.membership is not None for line in lines),
    })  # fmt: skip


def _meant(form, classes):
    """What the form says as far as it is right, else what it proposes."""
    if form.is_bound:
        form.is_valid()
        return {"classes": form.chosen(), "until": form.cleaned_data.get("until") or form.initial["until"]}
    by_key = {one.pk: one for one in classes}
    proposed = {name: by_key.get(form.fields[key].initial) for key, name in form.names.items()}
    return {"classes": proposed, "until": form.initial["until"]}
