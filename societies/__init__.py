"""Learned societies: who they are, how one joins them, what they show the public."""
