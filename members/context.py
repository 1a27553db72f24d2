"""For whom the signed-in person acts, shown on every page; and where the pages of an account are opened."""

from .browsers import is_wechat
from .wechat import is_offered


def acting(request):
    if not getattr(request, "offices", None):
        return {}
    return {"offices": list(request.offices), "acting_as": request.actor.title, "acting_office": request.actor.office}


def browser(request):
    return {"in_wechat": is_wechat(request), "offers_wechat": is_offered(request)}
