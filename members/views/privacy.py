"""What one may ask for and take away oneself: one's data, who looked at one's number, the account itself."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground import dated, personal
from portal.ground.dates import today
from portal.ground.errors import Refused

from .. import actions, own_data
from ..own_data_archive import asked_for
from ..proving import Oneself
from ..proving_forms import OneselfForm

MOST = 20


@require_safe
def my_privacy(request):
    """Who saw the full number, the archive of one's data, and the way out."""
    last = asked_for(request.user).first()
    return render(request, "members/my_privacy.html", {
        "looks": own_data.looked_up(request.user)[:MOST], "readers": personal.readers(request.user), "last": last, "is_ready": bool(last and last.files.exists()),
        "days": int(dated.value("own_data.days", on=today())),
    })  # fmt: skip


def _asked_first(request, act, template, **context):
    """The page that asks who one is, then does it; a code is sent from the same page."""
    is_sending = request.POST.get("send") == "code"
    form = OneselfForm(request, request.POST if request.method == "POST" and not is_sending else None)
    try:
        if is_sending:
            Oneself.begin(request)
        elif form.is_valid():
            return act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    return render(request, template, {"form": form, **context})


@require_http_methods(["GET", "HEAD", "POST"])
def ask_own_data(request):
    """Order the archive, after the password or a code."""

    def act():
        actions.ask_own_data(request.user, by=request.actor, now=timezone.now())
        messages.success(request, _("已开始整理，一般几分钟，最迟 24 小时。整理好会在消息里告诉您。"))
        return redirect("my_privacy")

    return _asked_first(request, act, "members/ask_own_data.html")


@require_POST
def take_own_data(request):
    """The archive itself, once."""
    try:
        name, content = actions.take_own_data(request.user, by=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("my_privacy")
    header = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": header, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/zip", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request):
    """What closing means and what has to be settled first; then the password or a code, and the account is closed."""

    def act():
        actions.close_account(request.user, by=request.actor, now=timezone.now())
        logout(request)
        messages.success(request, _("账号已注销，谢谢您的陪伴。以后需要时可以重新注册。"))
        return redirect("account_login")

    return _asked_first(
        request, act, "members/close_account.html", obstacles=personal.obstacles(request.user, on=today()),
        days=int(dated.value("account.days", on=today())),
    )  # fmt: skip
