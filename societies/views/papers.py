"""A member's papers: card, certificate and admission form for whom they concern; a check of them for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.models import Application, Membership
from members.standing import standing_of
from portal.ground.dates import today

from .. import checking, papers, rules
from ..papers.member import Held

KINDS = {"card": gettext_lazy("电子会员证"), "certificate": gettext_lazy("会员证书")}
TYPES = {"pdf": "application/pdf", "png": "image/png"}


def _membership(request, public_id):
    """A membership whose papers this person may fetch, with how it stands; else 404."""
    found = Membership.objects.select_related("organisation__society", "person", "unit", "member_organisation")
    membership = get_object_or_404(found, public_id=public_id)
    standing = standing_of(membership, on=today())
    if standing.period is None or not rules.may_fetch_papers(request.actor, membership):
        raise Http404
    return membership, standing


def _kinds(membership):
    """A card is for people to carry; a unit hangs up its certificate."""
    return KINDS if membership.person_id else {"certificate": KINDS["certificate"]}


@require_safe
def member_papers(request, public_id):
    """Card and certificate as pictures to keep with a long press, and as PDF."""
    membership, standing = _membership(request, public_id)
    return render(request, "societies/member_papers.html", {
        "membership": membership, "standing": standing, "period": standing.period,
        "is_own": membership.person_id == request.user.pk, "is_valid": standing.is_member, "kinds": _kinds(membership).items(),
    })  # fmt: skip


@never_cache
@require_safe
def member_paper(request, public_id, kind, form):
    """One paper as a file: a picture shows in the page, a PDF is opened by the browser or saved."""
    if kind not in KINDS or form not in TYPES:
        raise Http404
    membership, standing = _membership(request, public_id)
    if kind not in _kinds(membership):
        raise Http404
    held = Held(membership.organisation.society, membership, standing.period, standing.last_day, today())
    address = request.build_absolute_uri(reverse("check_paper", args=[membership.public_id]))
    content, _missing = papers.member_paper(kind, held, form=form, check_address=address)
    return file_of(content, form, f"{KINDS[kind]}-{membership.number}.{form}")


def file_of(content, form, name, *, as_attachment=False):
    """A made paper as the answer, under a name people recognise."""
    response = HttpResponse(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment, name)
    return response


@never_cache
@require_safe
def application_form(request, public_id):
    """入会申请表 to be printed, with what the reviewers wrote."""
    found = Application.objects.select_related("organisation", "member_class", "person__unit", "unit")
    application = get_object_or_404(found, public_id=public_id)
    if application.member_organisation_id or not rules.may_print_application(request.actor, application):
        raise Http404
    content, _missing = papers.admission_form(application, on=today())
    return file_of(content, "pdf", f"{_('入会申请表')}-{application.subject}.pdf")


@login_not_required
@never_cache
@require_safe
def check_paper(request, public_id):
    """Is the paper somebody shows a true one, and is it in force? Known to whoever holds its code."""
    finding = checking.check(public_id, on=today())
    response = render(request, "societies/check_paper.html", {"finding": finding, "day": today()},
                      status=200 if finding else 404)  # fmt: skip
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
