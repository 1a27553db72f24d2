"""Registers of units, branches and what they cover, indicators with targets, and frozen quarters."""

from .branch import Branch, Coverage, PaperRule
from .fact import ApplicationFact, BranchFact, MembershipFact, PersonFact, SocietyFact, UnitFact
from .indicator import IndicatorDefinition, Target
from .quarter import CountyConfirmation, FigureRow, QuarterReport
from .register import RegisterEdition, RegisterEntry

__all__ = [
    "ApplicationFact", "Branch", "BranchFact", "CountyConfirmation", "Coverage", "FigureRow", "IndicatorDefinition",
    "MembershipFact", "PaperRule", "PersonFact", "QuarterReport", "RegisterEdition", "RegisterEntry", "SocietyFact",
    "Target", "UnitFact",
]  # fmt: skip
