"""What posts bring to the desk: its menu, texts that wait for their writers, and counts."""

from django.db.models import Count as Counted
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members import rules as people
from portal.ground.desk import Count, Waiting, entry, register_counts, register_menu, register_waiting

from . import post_rules
from .models import Post

MOST = 20
STEPS = {"returned": gettext_lazy("退回修改"), "approved": gettext_lazy("待发布")}


def register():
    """Called once, when the app is ready."""
    register_menu("内容", _menu)
    register_waiting(_waiting)
    register_counts(_counts)


def _menu(actor):
    if post_rules.writes(actor):
        yield entry("稿件", "post_list")
        yield entry("写稿", "post_new")
    if people.may_see_offices(actor):
        yield entry("栏目", "column_list")


def _waiting(actor):
    """Texts of the organisation that were returned or passed: somebody has to go on with them."""
    if not post_rules.writes(actor):
        return
    found = Post.objects.filter(organisation=actor.office.organisation, state__in=STEPS).order_by("saved_at")[:MOST]
    for title, public_id, state in found.values_list("title", "public_id", "state"):
        yield Waiting(title, reverse("post_detail", args=[public_id]), STEPS[state], None)


def _counts(actor):
    region = actor.office.organisation.region_code if actor.office else ""
    if not actor.holds(*people.STAFF, region=region):
        return
    found = Post.objects.filter(organisation__region_code__startswith=region).aggregate(
        submitted=Counted("pk", filter=Q(state="submitted")), scheduled=Counted("pk", filter=Q(state="scheduled"))
    )
    yield Count(_("审核中的稿件"), found["submitted"], f"{reverse('post_list')}?state=submitted")
    yield Count(_("定时发布的稿件"), found["scheduled"], f"{reverse('post_list')}?state=scheduled")
