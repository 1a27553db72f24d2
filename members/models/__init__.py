"""People, the units they work in, the organisations they belong to, the offices they hold, what was done."""

from .activity import Activity
from .consent import Consent, ConsentText
from .delegate import Delegate, UnitApplication, Workforce
from .deputy import Deputy
from .group import GroupApplication
from .guardian import Guardianship
from .helped import HelpedAccount
from .identity import IdentityCase, IdentityClaim, IdentityMark
from .leaving import Exit, ExitCut, Expulsion
from .membership import Admission, Application, CouncilMinutes, MemberClass, Membership, MembershipPeriod
from .merge import DistinctPair, MergeRow, PersonMerge
from .organisation import Actor, Office, Organisation
from .person import Person
from .recovery import PhoneRecovery
from .renewal import Dues, Renewal
from .review import ReviewRule, ReviewStep
from .roster import RosterClaim
from .statement import Statement
from .status import Status
from .unit import Unit, UnitChange, UnitMerger
from .wechat import WechatIdentity
from .workplace import Workplace

__all__ = [
    "Activity", "Actor", "Admission", "Application", "Consent", "ConsentText", "CouncilMinutes", "Delegate", "Deputy",
    "DistinctPair", "Dues", "Exit", "ExitCut", "Expulsion", "GroupApplication", "Guardianship", "HelpedAccount", "IdentityCase",
    "IdentityClaim", "IdentityMark", "MemberClass", "Membership", "MembershipPeriod", "MergeRow", "Office",
    "Organisation", "Person", "PersonMerge", "PhoneRecovery", "Renewal", "ReviewRule", "ReviewStep", "RosterClaim",
    "Statement", "Status", "Unit", "UnitApplication", "UnitChange", "UnitMerger", "WechatIdentity", "Workforce", "Workplace",
]  # fmt: skip
