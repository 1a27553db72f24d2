"""Branches somebody registered: their papers come along, and of those that came to nothing nothing is left."""

from datetime import timedelta

import pytest

from members import actions
from outreach.models import Branch
from portal.ground import attachments, personal
from portal.ground.models import Attachment
from tests.factories import talk
from tests.factories.city import NOW

pytestmark = pytest.mark.django_db


def a_branch(by, name, state):
    """With a contact and one paper."""
    branch = Branch.objects.create(
        organisation=talk.branch(name), kind="enterprise", formation="standalone", state=state, applicant=by.person,
        contact_name="田春兰", contact_phone="13912345678", filed_on=NOW.date() if state == "filed" else None,
    )  # fmt: skip
    Attachment.objects.create(
        owner_kind="branch", owner_id=branch.organisation.public_id, label="章程", name=f"{name}.pdf", path=f"{name}.pdf",
        content_type="application/pdf", size=4, digest="0" * 64, uploaded_by=by.person, uploaded_at=NOW,
    )  # fmt: skip
    return branch


def test_papers_of_ones_branches_come_along(city):
    a_branch(city.worker, "甲公司科协", "draft")

    shown = {str(part.title): part for part in personal.archive(city.worker.person)}["登记的基层组织"]

    assert [row[0] for row in shown.rows] == ["甲公司科协"]
    assert [file.name for file in shown.files] == ["甲公司科协.pdf"]


def test_of_what_came_to_nothing_nothing_is_left_and_a_branch_keeps_its_contact(city):
    draft, filed = a_branch(city.worker, "甲公司科协", "draft"), a_branch(city.worker, "乙公司科协", "filed")
    actions.close_account(city.worker.person, by=city.worker, now=NOW)

    actions.forget_closed_accounts(now=NOW + timedelta(days=31))

    draft.refresh_from_db()
    filed.refresh_from_db()
    assert (draft.contact_name, draft.contact_phone, filed.contact_name) == ("", "", "田春兰")
    assert not attachments.of("branch", draft.organisation.public_id)
    assert attachments.of("branch", filed.organisation.public_id)
