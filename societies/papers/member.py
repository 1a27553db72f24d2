"""A member's card and certificate, as PDF and as a picture to keep on the phone."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from portal.ground.dates import in_words
from portal.ground.papers.typesetting import typeset, weight_for

from .qr import qr_svg

HERE = Path(__file__).parent
COLOURS = {
    "science": "#1a5fc4",
    "engineering": "#0f8aa6",
    "agriculture": "#3f9a43",
    "medicine": "#c8506c",
    "crossing": "#8f63c4",
}
SHARPNESS = {"card": 400, "certificate": 130}


@dataclass(frozen=True)
class Held:
    """What a member's papers say; `period` is the one in force, or the last one of a membership that has lapsed.

    `last_day` ends the days without a gap; None while they never end.
    """

    society: object
    membership: object
    period: object
    last_day: object
    issued_on: object


def member_paper(kind, held, *, form, check_address):
    """`kind` is card or certificate, `form` pdf or png; the bytes, and the characters no font could draw."""
    content = {"card": _card, "certificate": _certificate}[kind](held)
    return typeset(
        HERE / f"{kind}.typ", content, pictures={"qr.svg": qr_svg(check_address)}, form=form, ppi=SHARPNESS[kind]
    )


def _valid(last_day):
    return _("至 %(day)s") % {"day": in_words(last_day)} if last_day else _("长期有效")


def _named(held):
    name = str(held.membership.subject)
    return {"name": name, "weight": weight_for(name)}


def _card(held):
    return {
        "society": str(held.society), "title": _("电子会员证"), "colour": COLOURS[held.society.field],
        **_named(held), "class": held.period.member_class.name,
        "number_label": _("会员号"), "number": held.membership.number, "valid_label": _("有效期"),
        "valid": _valid(held.last_day), "scan": _("扫码核验"),
    }  # fmt: skip


def _certificate(held):
    start, period = held.period.start_on, held.period
    return {
        "society": str(held.society), "title": _("会员证书"), **_named(held), "before": _("兹证明"),
        "after": _("经审核批准，为%(society)s%(kind)s。特发此证。") % {"society": held.society, "kind": period.member_class.name},
        "facts": [
            [_("会员号"), held.membership.number],
            [_("有效期"), f"{in_words(start)} {_valid(held.last_day)}" if held.last_day else _valid(None)],
        ],
        "dated": in_words(held.issued_on), "scan": _("扫码核验"),
    }  # fmt: skip
