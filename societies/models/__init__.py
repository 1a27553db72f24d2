"""Societies and what they say of themselves."""

from .page import PageVersion
from .society import Society

__all__ = ["PageVersion", "Society"]
