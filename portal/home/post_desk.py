"""What posts bring to the desk: its menu, and how many texts wait for somebody."""

from django.db.models import Count as Counted
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import rules as people
from portal.ground.desk import Count, entry, register_counts, register_menu

from . import post_reports as reports
from . import post_rules

COUNTED = {
    "submitted": _("审核中的稿件"), "returned": _("退回修改的稿件"), "approved": _("待发布的稿件"), "scheduled": _("定时发布的稿件"),
}  # fmt: skip


def register():
    """Called once, when the app is ready."""
    register_menu("内容", _menu)
    register_counts(_counts)


def _menu(actor):
    if post_rules.writes(actor):
        yield entry("稿件", "post_list")
        yield entry("写稿", "post_new")
    if people.may_see_offices(actor):
        yield entry("栏目", "column_list")


def _counts(actor):
    """Texts under way that this office sees; a state in which there are none is left out."""
    if not post_rules.writes(actor):
        return
    counts = {state: Counted("pk", filter=Q(state=state)) for state in COUNTED}
    counts["stale"] = Counted("pk", filter=reports.is_stale(now=timezone.now()))
    counts["dead"] = Counted("pk", filter=reports.has_dead_link())
    found = post_rules.visible_posts(actor).select_related(None).aggregate(**counts)
    for state, title in COUNTED.items():
        if found[state]:
            yield Count(title, found[state], f"{reverse('post_list')}?state={state}")
    if found["stale"]:
        yield Count(_("待复核的指南和下载"), found["stale"], reverse("stale_posts"))
    if found["dead"]:
        yield Count(_("有失效链接的文章"), found["dead"], reverse("dead_links"))
