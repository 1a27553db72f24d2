"""People, the units they work in, the organisations they belong to, the offices they hold, what was done."""

from .activity import Activity
from .consent import Consent, ConsentText
from .organisation import Actor, Office, Organisation
from .person import Person
from .review import ReviewRule, ReviewStep
from .roster import RosterClaim
from .unit import Unit, UnitChange, UnitMerger

__all__ = [
    "Activity", "Actor", "Consent", "ConsentText", "Office", "Organisation", "Person", "ReviewRule", "ReviewStep", "RosterClaim", "Unit", "UnitChange",
    "UnitMerger",
]  # fmt: skip
