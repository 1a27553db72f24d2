"""Societies, what they say of themselves, and whom they invite."""

from .invitation import Invitation, InvitedApplication, InvitedStaff
from .key import ProgramKey
from .page import PageVersion
from .society import Society

__all__ = ["Invitation", "InvitedApplication", "InvitedStaff", "PageVersion", "ProgramKey", "Society"]
