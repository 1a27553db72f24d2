"""How much of the country a run builds."""

import os

SCALE = float(os.environ.get("BENCH_SCALE", "0.2"))


def of(count):
    """So much of what the country has."""
    return int(count * SCALE)
