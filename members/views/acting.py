"""For whom one acts, and what one was told."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal.ground.models import Delivery


@require_POST
def act_as(request):
    """Switch the office one acts for; only one held today can be chosen."""
    chosen = request.POST.get("office")
    if chosen not in {office.public_id for office in request.offices}:
        raise Http404
    request.session["office"] = chosen
    return redirect("desk")


@require_safe
def notice_list(request):
    """Everything the portal told this person, newest first; opening the list marks it read."""
    return render(request, "members/notice_list.html", _read(request))


def _read(request):
    deliveries = Delivery.objects.filter(person=request.user, channel="in_app", state="sent").select_related("notice")
    page = Paginator(deliveries.order_by("-id"), 30).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    Delivery.objects.filter(pk__in=[row.pk for row in rows], read_at=None).update(read_at=timezone.now())
    return {"page": page, "rows": rows}


@require_safe
def my_notices(request):
    """The same for somebody at home rather than at the desk."""
    return render(request, "members/my_notices.html", _read(request))
