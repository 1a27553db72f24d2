"""What societies bring to the shared mechanisms: reviews of applications, their part of the desk, words."""

from django.db.models import Q
from django.urls import reverse

from members import merging, notifications, reviews
from members.group_membership import REVIEW as GROUP_REVIEW
from members.membership_rules import REVIEW
from members.models import Application
from portal.ground import dated, imports, search, verbs

from . import desk, own_data, society_import, staff_import
from .findable import society_rows
from .models import PageVersion, Society
from .page_rules import REVIEW as PAGE_REVIEW
from .values import SHIPPED
from .verbs import WORDS


def register():
    """Called once, when the app is ready."""
    verbs.register(WORDS)
    dated.register(*SHIPPED)
    reviews.register(
        Application,
        describe_applications,
        kinds={REVIEW: "学会会员入会", GROUP_REVIEW: "团体会员的吸收"},
        written_by=applied_for,
    )
    reviews.register(PageVersion, describe_pages, kinds={PAGE_REVIEW: "学会主页的修改"}, written_by=pages_written)
    search.register("society", "学会", Society, society_rows)
    desk.register()
    own_data.register()
    merging.moves("修改的学会主页", "societies.PageVersion.written_by")
    merging.moves("收到的入会邀请", "societies.InvitedStaff.person")
    merging.stays("发出的邀请和密钥", "societies.Invitation.made_by", "societies.ProgramKey.made_by")
    imports.register(
        staff_import.KIND,
        imports.Kind("邀请职工入会", staff_import.COLUMNS, staff_import.plan, staff_import.write, staff_import.undo),
    )
    imports.register(
        "societies",
        imports.Kind("学会", society_import.COLUMNS, society_import.plan, society_import.write, society_import.undo),
    )


def describe_applications(ids):
    """id → (name, address) of applications under review."""
    found = Application.objects.filter(pk__in=ids).select_related(
        "person", "unit", "member_organisation", "organisation"
    )
    return {
        str(one.pk): (f"{one.subject}申请加入{one.organisation}", notifications.application_url(one)) for one in found
    }


def describe_pages(ids):
    """id → (name, address) of versions of societies' pages under review."""
    found = PageVersion.objects.filter(pk__in=ids).select_related("society__organisation")
    return {str(one.pk): (str(one), reverse("page_version", args=[one.society.code, one.number])) for one in found}


def applied_for(person, ids):
    """Those of the applications that are the person's own."""
    mine = Application.objects.filter(Q(applicant=person) | Q(person=person), pk__in=ids)
    return mine.values_list("pk", flat=True)


def pages_written(person, ids):
    """Those of the versions that the person wrote."""
    return PageVersion.objects.filter(written_by=person, pk__in=ids).values_list("pk", flat=True)
