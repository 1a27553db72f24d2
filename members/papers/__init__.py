"""Papers of members made here: the slip with which somebody claims a record made for them."""

from pathlib import Path

from django.conf import settings

from portal.ground.dates import in_words, local_day
from portal.ground.papers.typesetting import typeset

HERE = Path(__file__).parent


def claim_slip(helped, code, *, address):
    """The slip as PDF bytes, and the characters no font could draw; the code stands nowhere else."""
    content = {
        "portal": str(settings.PORTAL["name"]), "organisation": helped.organisation.name, "name": helped.person.name,
        "code": f"{code[:4]} {code[4:]}", "until": in_words(local_day(helped.code_until)), "address": address,
    }  # fmt: skip
    return typeset(HERE / "claim_slip.typ", content, form="pdf")
