"""The association's societies: the list with what it watches, one society's register, entered, corrected, dissolved."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground.errors import Refused, cleaned, require
from portal.ground.journal import history
from portal.ground.lists import list_page

from .. import actions, oversight, rules
from ..actions.registration import DATA
from ..registration_forms import CorrectionForm, DissolutionForm, SocietyForm
from .desk import desk_society


@require_safe
def society_list(request):
    """Every society of the region, also those that were dissolved, with what waits there and for how long."""
    require(rules.oversees_societies(request.actor))
    societies = rules.visible_societies(request.actor).select_related("organisation__admission").order_by("code")
    return list_page(
        request, "societies/society_list.html", societies, oversight.COLUMNS, name=_("学会"),
        filter_class=oversight.OversightFilter, may_register=rules.may_register_society(request.actor, settings.PORTAL_CITY),
    )  # fmt: skip


@require_safe
def society_detail(request, code):
    """What the register says of a society, and what happened to it."""
    society = desk_society(request, code)
    return render(request, "societies/society_detail.html", {
        "society": society, "history": history(society), "dissolution": DissolutionForm(),
        "may_correct": rules.may_correct_society(request.actor, society),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def society_new(request):
    """Enter a society."""
    require(rules.may_register_society(request.actor, settings.PORTAL_CITY))
    form = SocietyForm(request.POST or None, initial={"supervising_unit": settings.PORTAL["association"]})
    if form.is_valid():
        try:
            name, data = form.registered()
            society = actions.register_society(name, data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记。接着请到“任职情况”登记负责人，由他们设定会员类别并开放入会。"))
            return redirect("society_detail", society.code)
    return render(request, "societies/society_form.html", {"form": form, "title": _("登记学会")})


@require_http_methods(["GET", "HEAD", "POST"])
def society_correct(request, code):
    """Put the register's data right, with the paper that says so."""
    society = desk_society(request, code)
    require(rules.may_correct_society(request.actor, society))
    shown = {key: getattr(society, key) for key in DATA} | {"name": society.organisation.name}
    form = CorrectionForm(request.POST or None, initial=shown)
    if form.is_valid():
        try:
            name, data = form.registered()
            reason = form.cleaned_data["reason"]
            society = actions.correct_society(society, name, data, reason=reason, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("登记信息已更正。"))
            return redirect("society_detail", society.code)
    return render(
        request, "societies/society_form.html", {"form": form, "title": _("更正登记信息"), "society": society}
    )


@require_POST
def society_dissolve(request, code):
    """Enter that the society was dissolved."""
    society = desk_society(request, code)
    require(rules.may_correct_society(request.actor, society))
    try:
        typed = cleaned(DissolutionForm(request.POST))
        actions.dissolve_society(society, **typed, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已登记注销，学会名录中不再列出，主页注明已注销。"))
    return redirect("society_detail", code)
