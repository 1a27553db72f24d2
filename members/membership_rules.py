"""The steps of an application for membership as they ship, with their source; a society may have its own."""

from datetime import date

REVIEW = "membership"
VALID_FROM = date(2000, 1, 1)
SOURCE = "学会个人会员发展的通行做法：秘书处初审，秘书长或理事长终审"
STEPS = (
    ("初审", ["assistant"], 5),
    ("终审", ["secretary_general", "president"], 10),
)


def shipped_steps():
    """Field values of the review's steps, version 1; officers of the organisation itself decide them."""
    for order, (name, titles, days) in enumerate(STEPS, 1):
        yield {"kind": REVIEW, "valid_from": VALID_FROM, "order": order, "name": name, "titles": titles,
               "scope": "own", "working_days": days, "source": SOURCE}  # fmt: skip
