"""What happens in outreach: one function per transition."""

from .activity import file_activity
from .branch import (
    approve_branch,
    dissolve_branch,
    file_founding,
    hand_over_branch_papers,
    missing_papers,
    pass_branch,
    place_under,
    renew_term,
    return_branch,
    save_branch_draft,
    submit_branch,
    withdraw_branch,
)
from .coverage import cover_unit, match_coverage, uncover_unit
from .quarter import (
    confirm_county,
    correct_quarter,
    publish_as_system,
    request_quarter,
    review_quarter,
    sign_quarter,
)
from .register import register_regions

__all__ = [
    "approve_branch", "confirm_county", "correct_quarter", "cover_unit", "dissolve_branch", "file_activity",
    "file_founding", "hand_over_branch_papers", "match_coverage", "missing_papers", "pass_branch", "place_under", "publish_as_system",
    "register_regions", "renew_term", "request_quarter", "return_branch", "review_quarter", "save_branch_draft",
    "sign_quarter", "submit_branch", "uncover_unit", "withdraw_branch",
]  # fmt: skip
