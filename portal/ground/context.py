"""What every page knows: the portal's names, unread notices, elder mode."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from . import desk, site
from .models import Delivery


def portal(request):
    """Names for header and footer, the bell's count, and whether larger type was chosen."""
    user = getattr(request, "user", None)
    unread = 0
    if user is not None and user.is_authenticated:
        unread = Delivery.objects.filter(person=user, channel="in_app", state="sent", read_at=None).count()
    known = SimpleLazyObject(lambda: _portal(request.path))
    return {"portal": known, "unread_notices": unread, "elder_mode": request.COOKIES.get("elder") == "1"}


def _portal(path):
    """The settings of the portal, asked for only by pages that show them; where its emblem is; the menu marked."""
    known = site.values()
    emblem = reverse("emblem", args=[known["emblem"]]) if known["emblem"] else static("img/emblem.svg")
    return known | {"emblem_url": emblem, "menu": _marked(known["menu"], path)}


def _marked(links, path):
    """The links of the menu, the one that leads closest to this page marked."""
    leading = [link["url"] for link in links if path.startswith(link["url"])]
    closest = max((url for url in leading if url != "/" or path == "/"), key=len, default=None)
    return [link | {"is_current": link["url"] == closest} for link in links]


def desk_menu(request):
    """Groups of links for the acting office; nothing for visitors, little for somebody without an office."""
    actor = getattr(request, "actor", None)
    if actor is None or not request.path.startswith("/desk/"):
        return {}
    return {"desk_menu": desk.menu(actor)}
