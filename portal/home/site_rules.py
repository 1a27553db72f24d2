"""Who may decide about the portal as a whole."""

from django.conf import settings

from members.models import Office


def may_change_site(actor):
    """The system administrator of the city."""
    return actor is not None and actor.holds(Office.Title.SYSTEM_ADMINISTRATOR, region=settings.PORTAL_CITY)


def may_see_emblem(actor, owner_id):
    """Everybody: it stands on every page."""
    return True


def may_bring_emblem(actor, owner_id):
    """Whoever may change the settings of the portal."""
    return may_change_site(actor)
