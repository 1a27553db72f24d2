"""What happens in outreach: one function per transition."""

from .branch import (
    approve_branch,
    cover_unit,
    dissolve_branch,
    file_activity,
    file_founding,
    match_coverage,
    pass_branch,
    return_branch,
    save_branch_draft,
    submit_branch,
)
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
    "file_founding", "match_coverage", "pass_branch", "publish_as_system", "register_regions", "request_quarter",
    "return_branch", "review_quarter", "save_branch_draft", "sign_quarter", "submit_branch",
]  # fmt: skip
