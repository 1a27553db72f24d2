"""What every page knows: the portal's names, unread notices, elder mode."""

from django.conf import settings

from .models import Delivery


def portal(request):
    """Names for header and footer, the bell's count, and whether larger type was chosen."""
    user = getattr(request, "user", None)
    unread = 0
    if user is not None and user.is_authenticated:
        unread = Delivery.objects.filter(person=user, channel="in_app", state="sent", read_at=None).count()
    return {"portal": settings.PORTAL, "unread_notices": unread, "elder_mode": request.COOKIES.get("elder") == "1"}
