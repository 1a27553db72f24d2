"""Societies and what they say of themselves."""

from .society import Society

__all__ = ["Society"]
