"""Who may do what at the ground floor's addresses; see tests/access.py."""

from outreach.models import Branch
from tests.access import CITY, COUNTY, LOGIN, VISITOR, Address, everybody, public, serve, signed_in
from tests.ground.uploaded import keep, picture
from tests.outreach import test_branch_actions as branches

READERS = {"worker", "contact"} | COUNTY | CITY


def paper_of(branch, city):
    """A photographed paper of a branch in 红花岗区."""
    serve(branch.organisation)
    paper = keep(city, picture(), owner_kind="branch", owner_id=branch.organisation.public_id)
    return {"public_id": paper.public_id}


def a_paper(city):
    branch = branches.draft(city)
    found = paper_of(branch, city)
    Branch.objects.update(state="submitted")
    return found


def a_paper_being_brought(city):
    return paper_of(branches.draft(city), city)


FILE = {200: READERS, 404: signed_in() - READERS, LOGIN: VISITOR}

ADDRESSES = [
    public("healthz", status=503),  # no worker beats in tests
    Address("elder_mode", post={302: everybody()}, is_recorded=False, needs_token=False),
    Address("attachment_file", get=FILE, thing=a_paper),
    Address("attachment_preview", get=FILE, thing=a_paper),
    Address(
        "remove_attachment", post={302: {"worker", "contact"}, 404: signed_in() - {"worker", "contact"}},
        thing=a_paper_being_brought,
    ),
]  # fmt: skip
