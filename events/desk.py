"""What events bring to the desk: the menu of whoever declares or looks at them, and counts."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.ground.desk import Count, entry, register_counts, register_menu

from . import rules


def register():
    """Called once, when the app is ready."""
    register_menu("活动", _menu)
    register_counts(_counts)


def _menu(actor):
    if rules.may_declare(actor):
        yield entry("活动", "event_list")
        yield entry("申报活动", "event_new")


def _counts(actor):
    if not rules.may_declare(actor):
        return
    coming = rules.visible_events(actor).coming(timezone.now())
    missing = rules.own_events(actor).without_dossier(timezone.now())
    yield Count(_("结项材料待报送"), missing, f"{reverse('event_list')}?filing=missing", is_shown_empty=False)
    yield Count(_("近期活动"), coming, f"{reverse('event_list')}?when=coming", is_shown_empty=False)
