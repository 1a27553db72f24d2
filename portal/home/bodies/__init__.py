"""Bodies of posts: whatever was typed or pasted becomes a small, safe HTML of ours; compared and cut into paragraphs."""

from portal.ground.comparing import Change, compare, compare_texts, count_changed

from .cleaning import MOST, as_typed, clean, links, pictures, pictures_unsaid
from .paragraphs import frame, paragraphs, plain

__all__ = [
    "MOST", "Change", "as_typed", "clean", "compare", "compare_texts", "count_changed", "frame", "links", "paragraphs", "pictures", "plain",
    "pictures_unsaid",
]  # fmt: skip
