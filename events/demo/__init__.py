"""The events of the demo city."""
