"""What invented people and firms of a demo city are called."""
