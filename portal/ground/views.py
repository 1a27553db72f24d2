"""Pages that belong to no app: health, larger type, attachments, errors."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseAway
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from . import attachments, health, outbox
from .errors import NotFromHere, Refused
from .models import Attachment, Delivery

A_YEAR = 365 * 24 * 3600


@login_not_required
@require_safe
def healthz(request):
    """200 while database, broker, worker and beat are alive, with their ages in seconds; else 503.

    The cache is told of but may be away: pages go on without it.
    """
    report, healthy = {"database": "ok", "broker": "ok"}, True
    try:
        now = timezone.now()
        oldest = Delivery.objects.filter(state="waiting").order_by("id").values_list("notice__created_at", flat=True)
        report["oldest_waiting_delivery"] = next((int((now - at).total_seconds()) for at in oldest[:1]), None)
        report |= (ages := health.ages(now=now))
        healthy &= all(health.is_fresh(age) for age in ages.values())
    except DatabaseAway:
        report["database"], healthy = "down", False
    if not outbox.broker_answers():
        report["broker"], healthy = "down", False
    report["cache"] = "ok" if cache.answers() else "down"
    return JsonResponse(report, status=200 if healthy else 503)


@login_not_required
@csrf_exempt  # a matter of taste that harms nobody; a token here would make every page everybody's own
@require_POST
def elder_mode(request):
    """One switch for larger type, remembered for a year."""
    response = redirect(way_back(request))
    value = "0" if request.COOKIES.get("elder") == "1" else "1"
    response.set_cookie("elder", value, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


def way_back(request):
    """The page a form was on, when it is one of ours."""
    back = request.POST.get("next", "/")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/"


@login_not_required
@require_safe
def attachment_file(request, public_id):
    """The file as it is kept, to be saved and never shown in our name."""
    attachment = _readable(request, public_id)
    if attachment is None:
        return redirect_to_login(request.path)
    file = attachments.path_of(attachment).open("rb")
    response = FileResponse(file, as_attachment=True, filename=attachment.name, content_type=attachment.content_type)
    return harmless(response, seconds=0)


@login_not_required
@require_safe
def attachment_preview(request, public_id):
    """A picture's small copy, for lists."""
    attachment = _readable(request, public_id)
    if attachment is None:
        return redirect_to_login(request.path)
    if not attachment.is_picture:
        raise Http404
    response = FileResponse(attachments.preview_of(attachment).open("rb"), content_type="image/jpeg")
    return harmless(response, seconds=300)


@require_POST
def remove_attachment(request, public_id):
    """Remove one file and return to the page with the list."""
    try:
        attachments.remove(_readable(request, public_id), by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("附件已删除。"))
    return redirect(way_back(request))


def _readable(request, public_id):
    """404 for whoever may not read; None for a visitor, who is asked to sign in and learns nothing either way."""
    actor = getattr(request, "actor", None)
    attachment = Attachment.objects.filter(public_id=public_id).first()
    if attachment and attachments.may_read(actor, attachment):
        return attachment
    if actor is None:
        return None
    raise Http404


def harmless(response, *, seconds):
    """Whatever the bytes of this answer are, no browser runs them; our own middleware leaves a policy that is there."""
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"private, max-age={seconds}"
    return response


@login_not_required
def bad_request(request, exception=None):
    """What was sent cannot be understood, or is more than is read."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": [_("请求有误：含有不能识别的字符。")]}, status=400)
    text = "请返回上一页重新操作；仍不行请联系市科协。"
    return render(request, "error.html", {"title": "请求有误", "text": text}, status=400)


@login_not_required
def too_large(request):
    """More than the portal takes at a time."""
    most = settings.PORTAL_REQUEST_SIZE // settings.MEGABYTE
    text = f"一次提交的内容和文件合计不能超过 {most} MB。请返回上一页，压缩图片或分几次上传。"
    return render(request, "error.html", {"title": "上传的内容太大", "text": text}, status=413)


@login_not_required
def too_many_requests(request, exception=None):
    """Also what signing in answers when its limits are reached."""
    text = "短时间内尝试的次数过多，为保护账号安全，请过几分钟再试。"
    return render(request, "429.html", {"title": "操作太频繁", "text": text}, status=429)


@login_not_required
def forbidden(request, exception=None):
    text = "您当前的身份不能打开这一页。如有多个职务，请先切换身份；仍不行请联系市科协。"
    if isinstance(exception, NotFromHere):
        text = str(exception)
    return render(request, "error.html", {"title": "没有权限", "text": text}, status=403)


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
