"""The steps a change of a society's page goes through as they ship; a society may have its own."""

from datetime import date

REVIEW = "society_page"
VALID_FROM = date(2000, 1, 1)
SOURCE = "学会信息公开的通行做法：一人编写，另一人复核"
STEPS = (("复核", ["secretary_general", "president", "vice_president", "assistant"], 3),)


def shipped_steps():
    """Field values of the review's steps, version 1; a second officer of the society decides."""
    for order, (name, titles, days) in enumerate(STEPS, 1):
        yield {"kind": REVIEW, "valid_from": VALID_FROM, "order": order, "name": name, "titles": titles,
               "scope": "own", "working_days": days, "source": SOURCE}  # fmt: skip
