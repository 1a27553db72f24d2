"""The settings of the portal on the desk of the system administrator; the emblem for everybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground import attachments, site
from portal.ground.dates import today
from portal.ground.errors import Refused, cleaned, require
from portal.ground.models import Attachment

from .. import actions, places, site_rules
from ..site_forms import EmblemForm, SiteForm

A_YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
def site_settings(request):
    """Names, footer, menu, links and switches; what a public site must have and this one has not, on top."""
    require(site_rules.may_change_site(request.actor))
    form = SiteForm(request.POST or None)
    if form.is_valid():
        try:
            actions.change_site(form.cleaned_data, by=request.actor)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存，每一页立即更新。"))
            return redirect("site_settings")
    return render(request, "home/site_settings.html", {
        "form": form, "emblem_form": EmblemForm(), "missing": site.missing(), "places_of": places.edition(),
        "places_are_old": places.is_old(today()),
    })  # fmt: skip


@require_POST
def bring_emblem(request):
    """Another emblem."""
    form = EmblemForm(request.POST, request.FILES)
    return _answer(
        request, lambda: actions.bring_emblem(cleaned(form)["emblem"], by=request.actor, now=timezone.now())
    )  # fmt: skip


@require_POST
def remove_emblem(request):
    """Back to the emblem that ships."""
    return _answer(request, lambda: actions.remove_emblem(by=request.actor, now=timezone.now()))


def _answer(request, act):
    require(site_rules.may_change_site(request.actor))
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("标识已更新。"))
    return redirect("site_settings")


@login_not_required
@require_safe
def emblem(request, public_id):
    """The emblem's bytes as they were drawn anew; another emblem has another address."""
    found = Attachment.objects.filter(public_id=public_id, **actions.EMBLEM).first()
    if found is None or site.value("emblem") != public_id:
        raise Http404
    response = FileResponse(attachments.path_of(found).open("rb"), content_type=found.content_type)
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


@login_not_required
@require_safe
def favicon(request):
    """Where browsers look for an icon when a page names none: the portal's emblem, its own or the one that ships."""
    own = site.value("emblem")
    return redirect("emblem", own) if own else redirect(static("img/favicon.ico"))
