"""What the journal's verbs of the home are called."""

WORDS = {}
