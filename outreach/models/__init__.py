"""Registers of units, branches and what they cover, indicators with targets, and frozen quarters."""

from .branch import Branch, Coverage, PaperRule
from .indicator import IndicatorDefinition, Target
from .quarter import BranchFact, CountyConfirmation, FigureRow, QuarterReport, UnitFact
from .register import RegisterEdition, RegisterEntry

__all__ = [
    "Branch", "BranchFact", "CountyConfirmation", "Coverage", "FigureRow", "IndicatorDefinition", "PaperRule",
    "QuarterReport", "RegisterEdition", "RegisterEntry", "Target", "UnitFact",
]  # fmt: skip
