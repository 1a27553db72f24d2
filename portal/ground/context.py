"""What every page knows: the portal's names, unread notices, elder mode."""

from django.conf import settings

from . import desk
from .models import Delivery


def portal(request):
    """Names for header and footer, the bell's count, and whether larger type was chosen."""
    user = getattr(request, "user", None)
    unread = 0
    if user is not None and user.is_authenticated:
        unread = Delivery.objects.filter(person=user, channel="in_app", state="sent", read_at=None).count()
    return {"portal": settings.PORTAL, "unread_notices": unread, "elder_mode": request.COOKIES.get("elder") == "1"}


def desk_menu(request):
    """Groups of links for the acting office; nothing for visitors, little for somebody without an office."""
    actor = getattr(request, "actor", None)
    if actor is None or not request.path.startswith("/desk/"):
        return {}
    return {"desk_menu": desk.menu(actor)}
