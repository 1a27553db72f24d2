"""What the journal's verbs of societies are called."""

WORDS = {}
