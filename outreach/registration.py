"""What outreach brings to the shared mechanisms: a report, imports, attachments, dated values, reviews, words."""

from django.urls import reverse

from members import merging, reviews, vouching
from members.models import Activity
from portal.ground import attachments, dated, imports, reports, search, verbs

from . import (
    activity_import,
    branch_import,
    covering,
    desk,
    freezing,
    grains,
    history_import,
    membering,
    mine,
    own_data,
    register_import,
    rules,
)
from .findable import branch_rows
from .models import Branch
from .values import SHIPPED
from .verbs import WORDS

IMPORTS = (
    ("register", "单位名录", register_import),
    ("branches", "基层组织", branch_import),
    ("activities", "活动记录", activity_import),
    ("history", "历史季度数字", history_import),
)


def register():
    """Called once, when the app is ready."""
    grains.register(*covering.GRAINS, *membering.GRAINS)
    reports.register("coverage", build=freezing.build, publish=freezing.publish, may_read=rules.may_read_report)
    attachments.register("branch", may_read=rules.may_read_papers, may_change=rules.may_bring_papers)
    attachments.register(
        "activity", may_read=rules.may_read_photos, may_change=rules.may_bring_photos, shown_on=describe_activities
    )
    reviews.register(Branch, describe_branches, kinds={"branch": "基层组织的组建"}, written_by=handed_in)
    search.register("branch", "基层组织", Branch, branch_rows)
    vouching.register(rules.people_of_branch)
    dated.register(*SHIPPED)
    verbs.register(WORDS)
    desk.register()
    mine.register()
    own_data.register()
    _register_merging()
    for name, title, module in IMPORTS:
        imports.register(name, imports.Kind(title, module.COLUMNS, module.plan, module.write, module.undo))


def describe_activities(ids):
    """id → (name of the activity and who held it, where its photographs are shown)."""
    found = Activity.objects.filter(pk__in=ids).select_related("organisation")
    return {
        str(one.pk): (f"{one.name}（{one.organisation}）", reverse("branch_detail", args=[one.organisation.public_id]))
        for one in found
    }


def _register_merging():
    """Two records of one person become one: who applied, asked, reviewed and signed must stay told apart."""
    merging.moves("代为申请组建的基层组织", "outreach.Branch.applicant")
    signed = ("requested_by", "reviewed_by", "signed_by")
    merging.moves("办理的季度报表", *(f"outreach.QuarterReport.{name}" for name in signed))
    merging.moves("确认的县区数字", "outreach.CountyConfirmation.confirmed_by")
    merging.stays("已发布季度里的统计", "outreach.PersonFact.person")


def describe_branches(ids):
    """id → (name, address) of branches under review."""
    found = Branch.objects.filter(pk__in=ids).select_related("organisation")
    return {
        str(branch.pk): (branch.organisation.name, reverse("branch_detail", args=[branch.organisation.public_id]))
        for branch in found
    }


def handed_in(person, ids):
    """Those of the branches that the person applied for."""
    return Branch.objects.filter(pk__in=ids, applicant=person).values_list("pk", flat=True)
