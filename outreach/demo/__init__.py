"""The demo city: real places, invented people and firms, always the same ones (fixed seed)."""
