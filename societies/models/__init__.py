"""Societies and what they say of themselves."""
