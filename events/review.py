"""The reviews an event goes through, before it is published and after it was held, as they ship; an organisation may have its own."""

from datetime import date

REVIEW = "event"
DOSSIER = "event_dossier"
VALID_FROM = date(2000, 1, 1)
SOURCE = "系统默认：学会和基层组织的活动由所在地科协审核后发布"
STEPS = (("审核", ["official", "secretary_general", "vice_chair", "chair"], "city", 3),)


DOSSIER_SOURCE = "系统默认：结项材料报上级科协审核"
DOSSIER_STEPS = (("结项审核", ["official", "secretary_general", "vice_chair", "chair"], "city", 10),)


def shipped_dossier_steps():
    """Field values of the dossier's steps, version 1."""
    yield from _steps(DOSSIER, DOSSIER_STEPS, DOSSIER_SOURCE)


def shipped_steps():
    """Field values of the review's steps, version 1."""
    yield from _steps(REVIEW, STEPS, SOURCE)


def _steps(kind, steps, source):
    for order, (name, titles, scope, days) in enumerate(steps, 1):
        yield {"kind": kind, "valid_from": VALID_FROM, "order": order, "name": name, "titles": titles,
               "scope": scope, "working_days": days, "source": source}  # fmt: skip
