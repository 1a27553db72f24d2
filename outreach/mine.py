"""What of outreach waits for a person: their branches' papers that were sent back, or whose founding is to be filed."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ground.mine import Waiting, register_waiting

from .models import Branch

State = Branch.State
REASONS = {
    State.RETURNED: gettext_lazy("退回补正"), State.APPROVED: gettext_lazy("已批复，请召开成立大会并备案"),
    State.DRAFT: gettext_lazy("填了一半，还没有提交"),
}  # fmt: skip


def register():
    register_waiting(_branches)


def _branches(actor):
    mine = Branch.objects.filter(applicant=actor.person, state__in=REASONS).select_related("organisation")
    for branch in mine.order_by("-pk")[:10]:
        title = _("登记%(branch)s") % {"branch": branch.organisation.name}
        yield Waiting(title, reverse("branch_detail", args=[branch.organisation.public_id]), REASONS[branch.state])
