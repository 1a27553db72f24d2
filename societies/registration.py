"""What societies bring to the shared mechanisms: reviews of applications, their part of the desk, words."""

from members import reviews
from members.membership_rules import REVIEW
from members.models import Application
from portal.ground import verbs

from . import desk
from .columns import application_url
from .verbs import WORDS


def register():
    """Called once, when the app is ready."""
    verbs.register(WORDS)
    reviews.register(Application, describe_applications, kinds={REVIEW: "学会个人会员入会"})
    desk.register()


def describe_applications(ids):
    """id → (name, address) of applications under review."""
    found = Application.objects.filter(pk__in=ids).select_related("person", "organisation")
    return {str(one.pk): (f"{one.subject}申请加入{one.organisation}", application_url(one)) for one in found}
