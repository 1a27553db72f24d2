"""Invitations: made on the desk, put up as code and poster, opened by anybody."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.models import Application, MemberClass
from portal.ground.dates import today
from portal.ground.errors import Refused

from .. import actions, papers, reports, rules
from ..models import Invitation
from ..page_forms import InvitationForm
from ..papers.qr import qr_png
from .desk import desk_society
from .join_page import FOLLOWED
from .papers import file_of


@login_not_required
@never_cache
@require_safe
def invitation(request, public_id):
    """Count the visit once a session and go on to the form; the address says where somebody came from, so does the session."""
    found = get_object_or_404(Invitation.objects.select_related("society"), public_id=public_id)
    is_counted = request.method == "GET" and not found.society.is_dissolved_on(today())
    if is_counted and request.session.get(FOLLOWED) != public_id:
        actions.count_opening(found)
        request.session[FOLLOWED] = public_id
    return redirect(f"{reverse('society_join', args=[found.society.code])}?{urlencode({'invited': public_id})}")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_list(request, code):
    """Every invitation with its link, its papers and what came of it; another one is made here."""
    society = desk_society(request, code)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.make_invitation(society, form.cleaned_data["label"], by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error("label", str(refusal))
        else:
            messages.success(request, _("“%(label)s”的链接、二维码和海报做好了。") % {"label": made.label})
            return redirect("invitation_list", code)
    return render(request, "societies/invitation_list.html", {
        "society": society, "form": form, "may_invite": rules.may_invite(request.actor, society, on=today()),
        "is_dissolved": society.is_dissolved_on(today()),
        "invitations": [{"row": one, "link": _link(request, one)} for one in _counted(society)],
    })  # fmt: skip


def _counted(society):
    """The newest first, with how far the applications behind each have come."""
    far = {
        "submitted": Q(applications__application__submitted_at__isnull=False),
        "passed": Q(applications__application__first_passed_at__isnull=False),
        "admitted": Q(applications__application__state=Application.State.ADMITTED),
    }
    counts = {name: Count("applications", filter=condition) for name, condition in far.items()}
    return society.invitations.filter(membership=None).annotate(begun=Count("applications"), **counts).order_by("-pk")


def _link(request, found):
    return request.build_absolute_uri(reverse("invitation", args=[found.public_id]))


@never_cache
@require_safe
def invitation_paper(request, code, public_id, name):
    """The code alone, or the poster as PDF and as a picture."""
    society = desk_society(request, code)
    found = get_object_or_404(society.invitations, public_id=public_id)
    if society.is_dissolved_on(today()):
        raise Http404
    kind, _dot, form = name.partition(".")
    if name == "qr.png":
        return file_of(qr_png(_link(request, found)), form, f"{society}-{found.label}.png", as_attachment=True)
    if kind != "poster" or form not in ("pdf", "png"):
        raise Http404
    classes = MemberClass.objects.on(today()).filter(organisation=society.organisation, is_offered=True)
    members = reports.headcounts([society.pk], on=today()).get(society.pk, 0)
    content, _missing = papers.poster(society, classes, members=members, address=_link(request, found), form=form)
    return file_of(content, form, f"{society}-{_('入会海报')}-{found.label}.{form}")
