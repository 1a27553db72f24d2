"""Pages: that strangers learn nothing, that lists take the same queries however long."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Organisation, ReviewStep
from outreach.models import Branch
from tests.entering import enter
from tests.outreach.test_branch_actions import draft, submitted

pytestmark = pytest.mark.django_db
DESK_LISTS = ("branch_list", "live_coverage", "register_list", "quarter_list", "desk", "notice_list")


def test_a_stranger_gets_404_for_a_foreign_branch(client, city):
    branch = submitted(city)
    address = reverse("branch_detail", args=[branch.organisation.public_id])

    assert enter(client, city.huichuan).get(address).status_code == 404
    assert enter(client, city.honghua).get(address).status_code == 200
    assert client.post(reverse("branch_act", args=[branch.organisation.public_id, "pass"])).status_code == 302
    branch.refresh_from_db()
    assert ReviewStep.objects.of(branch).filter(outcome="passed").count() == 1


def test_a_draft_is_seen_by_its_writer_only(client, city):
    branch = draft(city)
    address = reverse("branch_detail", args=[branch.organisation.public_id])

    assert enter(client, city.worker).get(address).status_code == 200
    assert enter(client, city.honghua).get(address).status_code == 404
    assert client.get(reverse("branch_page", args=[branch.organisation.public_id])).status_code == 404


@pytest.mark.parametrize("name", DESK_LISTS)
def test_a_desk_list_takes_the_same_queries_however_long(client, city, name):
    enter(client, city.official)
    submitted(city)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        assert client.get(reverse(name)).status_code == 200
    for number in range(25):
        organisation = Organisation.objects.create(kind="branch", name=f"企业{number}", region_code="520302")
        Branch.objects.create(organisation=organisation, kind="enterprise", formation="standalone", state="submitted")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(name))

    # The desk's first page asks every app what waits, each with a question or two of its own; the figures ask every grain.
    assert len(many) == len(few) <= {"desk": 24, "live_coverage": 18}.get(name, 12)


def test_a_worker_without_office_has_no_desk_lists(client, city):
    enter(client, city.worker)

    for name in ("live_coverage", "register_list", "quarter_list", "import_file"):
        assert client.get(reverse(name)).status_code == 403


def test_the_branch_form_says_what_is_wrong_and_keeps_what_was_typed(client, city):
    enter(client, city.worker)
    response = client.post(
        reverse("branch_new"), {"name": "甲科协", "region_code": "月球", "contact_phone": "12", "submit": "1"}
    )

    page = response.content.decode()
    assert "找不到这个地方" in page
    assert "手机号应为 11 位数字" in page
    assert 'value="甲科协"' in page
    assert not Branch.objects.exists()


def test_pages_forbid_inline_script_and_frames(client):
    response = client.get("/")

    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert b" style=" not in response.content
