"""Pages that belong to no app: health, larger type, errors."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from .models import Delivery, Heartbeat

FRESH = timedelta(seconds=90)
A_YEAR = 365 * 24 * 3600


@login_not_required
def healthz(request):
    """200 while database, broker, worker and beat are alive, with their ages in seconds; else 503."""
    report, healthy = {"database": "ok", "broker": "ok"}, True
    try:
        now = timezone.now()
        beats = dict(Heartbeat.objects.values_list("name", "at"))
        oldest = Delivery.objects.filter(state="waiting").order_by("id").values_list("notice__created_at", flat=True)
        report["oldest_waiting_delivery"] = next((int((now - at).total_seconds()) for at in oldest[:1]), None)
        for name in ("worker", "beat"):
            at = beats.get("sweep" if name == "beat" else name)
            report[name] = int((now - at).total_seconds()) if at else None
            healthy &= at is not None and now - at < FRESH
    except connection.Database.Error:
        report["database"], healthy = "down", False
    try:
        cache.set("healthz", "1", 10)
    except Exception:  # noqa: BLE001  # whatever the client library raises: the broker does not answer
        report["broker"], healthy = "down", False
    return JsonResponse(report, status=200 if healthy else 503)


@login_not_required
@require_POST
def elder_mode(request):
    """One switch for larger type, remembered for a year."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    value = "0" if request.COOKIES.get("elder") == "1" else "1"
    response.set_cookie("elder", value, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


@login_not_required
def forbidden(request, exception=None):
    return render(
        request,
        "error.html",
        {"title": "没有权限", "text": "您当前的身份不能打开这一页。如有多个职务，请先切换身份；仍不行请联系市科协。"},
        status=403,
    )


@login_not_required
def not_found(request, exception=None):
    return render(
        request,
        "error.html",
        {"title": "找不到这一页", "text": "网址可能写错了，或内容已经撤下。可以回首页，或用菜单查找。"},
        status=404,
    )


@login_not_required
def server_error(request):
    return render(request, "500.html", status=500)
