"""What societies bring to the shared mechanisms: reviews of applications, their part of the desk, words."""

from django.urls import reverse

from members import reviews
from members.membership_rules import REVIEW
from members.models import Application
from members.own_data import IN_OFFICE
from portal.ground import dated, imports, personal, search, verbs

from . import desk, society_import
from .columns import application_url
from .findable import society_rows
from .models import Invitation, PageVersion, ProgramKey, Society
from .page_rules import REVIEW as PAGE_REVIEW
from .values import SHIPPED
from .verbs import WORDS


def register():
    """Called once, when the app is ready."""
    verbs.register(WORDS)
    dated.register(*SHIPPED)
    reviews.register(Application, describe_applications, kinds={REVIEW: "学会个人会员入会"})
    reviews.register(PageVersion, describe_pages, kinds={PAGE_REVIEW: "学会主页的修改"})
    search.register("society", "学会", Society, society_rows)
    desk.register()
    personal.exempt(IN_OFFICE, Invitation, PageVersion, ProgramKey)
    imports.register(
        "societies",
        imports.Kind("学会", society_import.COLUMNS, society_import.plan, society_import.write, society_import.undo),
    )


def describe_applications(ids):
    """id → (name, address) of applications under review."""
    found = Application.objects.filter(pk__in=ids).select_related("person", "organisation")
    return {str(one.pk): (f"{one.subject}申请加入{one.organisation}", application_url(one)) for one in found}


def describe_pages(ids):
    """id → (name, address) of versions of societies' pages under review."""
    found = PageVersion.objects.filter(pk__in=ids).select_related("society__organisation")
    return {str(one.pk): (str(one), reverse("page_version", args=[one.society.code, one.number])) for one in found}
