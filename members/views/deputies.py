"""Who stands in for one's office while one is away, and for whom one stands in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.ground.dates import in_words, today
from portal.ground.errors import Refused, require

from .. import actions, deputies, rules
from ..forms import DeputyForm
from ..models import Deputy

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def deputy_list(request):
    """Everybody who stood or will stand in for the acting office; the next one is named here."""
    require(rules.may_have_deputy(request.actor))
    office, day = request.actor.office, today()
    colleagues = deputies.colleagues_of(office, on=day)
    form = DeputyForm(request.POST or None, colleagues=colleagues, initial={"start_on": day})
    if form.is_valid():
        try:
            deputy = actions.name_deputy(office, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已请%(name)s代办，%(day)s起生效，已通知本人。") % {
                "name": deputy.person.name, "day": in_words(deputy.start_on),
            })  # fmt: skip
            return redirect("deputy_list")
    mine = Deputy.objects.filter(office=office).select_related("person").order_by("-start_on", "-pk")
    return render(request, "members/deputy_list.html", {
        "form": form, "office": office, "has_colleagues": colleagues.exists(), "today": day,
        "mine": [(one, one.end_on > max(day, one.start_on)) for one in mine[:SHOWN]],
        "absent": Deputy.objects.filter(person=request.user, end_on__gt=day).select_related("office__person", "office__organisation"),
    })  # fmt: skip


@require_POST
def deputy_end(request, public_id):
    """Take a deputy back."""
    deputy = get_object_or_404(Deputy, public_id=public_id, office=request.actor.office)
    try:
        deputy = actions.end_deputy(deputy, by=request.actor, now=timezone.now())
        messages.success(request, _("已取消，%(name)s不再代办。") % {"name": deputy.person.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("deputy_list")
