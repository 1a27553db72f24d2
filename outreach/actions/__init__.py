"""What happens in outreach: one function per transition."""

from .activity import file_activity
from .branch import (
    approve_branch,
    bring_papers,
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
    moved_figures,
    publish_as_system,
    remind_counties,
    remind_late_counties,
    request_quarter,
    review_quarter,
    sign_quarter,
)
from .register import add_region, change_region, end_reporting_area, make_reporting_area, register_regions
from .target import end_target, set_target

__all__ = [
    "add_region", "approve_branch", "bring_papers", "change_region", "confirm_county", "correct_quarter", "cover_unit",
    "dissolve_branch", "end_reporting_area", "end_target", "file_activity", "file_founding", "hand_over_branch_papers",
    "make_reporting_area", "match_coverage", "missing_papers", "moved_figures", "pass_branch", "place_under",
    "publish_as_system", "register_regions", "remind_counties", "remind_late_counties", "renew_term", "request_quarter",
    "return_branch", "review_quarter", "save_branch_draft", "set_target", "sign_quarter", "submit_branch",
    "uncover_unit", "withdraw_branch",
]  # fmt: skip
