"""The review an event goes through before it is published, as it ships; an organisation may have its own."""

from datetime import date

REVIEW = "event"
VALID_FROM = date(2000, 1, 1)
SOURCE = "系统默认：学会和基层组织的活动由所在地科协审核后发布"
STEPS = (("审核", ["official", "secretary_general", "vice_chair", "chair"], "city", 3),)


def shipped_steps():
    """Field values of the review's steps, version 1."""
    for order, (name, titles, scope, days) in enumerate(STEPS, 1):
        yield {"kind": REVIEW, "valid_from": VALID_FROM, "order": order, "name": name, "titles": titles,
               "scope": scope, "working_days": days, "source": SOURCE}  # fmt: skip
