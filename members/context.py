"""For whom the signed-in person acts, shown on every page."""


def acting(request):
    if not getattr(request, "offices", None):
        return {}
    return {"offices": list(request.offices), "acting_as": request.actor.title, "acting_office": request.actor.office}
