"""Invented societies for the demo city."""
