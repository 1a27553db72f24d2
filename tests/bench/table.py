"""The one table of a run: a line is printed as soon as it is known."""

import os
import re
import statistics
import time

WIDTHS = (52, 22, 20, 20, 7, 7, 6)
RUNS = 3
GOAL = re.compile(r"(<=|>=) ([\d,.]+)(.*)")


def _print(*cells):
    first, *rest = (f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
    print(first.strip() + " " * (WIDTHS[0] - _wide(first.strip())), *rest, flush=True)


def _wide(text):
    return sum(1 if ord(sign) < 0x2E80 else 2 for sign in text)


def head():
    """What the columns are called."""
    _print("work", "goal", "figure", "baseline", "ratio", "reached", "load")


def line(work, goal, figure, baseline="-", ratio=None):
    """A figure beside its goal and its baseline; ratio None where the goal is not one."""
    reached = {True: "yes", False: "NO", None: "-"}[_is_reached(goal, figure, ratio)]
    _print(work, goal, figure, baseline, "-" if ratio is None else f"{ratio:.2f}", reached, f"{os.getloadavg()[0]:.1f}")


def _is_reached(goal, figure, ratio):
    """None where nothing is asked. A goal of a ratio says what it is a multiple or a part of: "<= 3 x …", ">= 0.60 of …"."""
    if not (asked := GOAL.match(goal)):
        return None
    relation, number, of_what = asked.groups()
    found = ratio if of_what.lstrip().startswith(("x", "of ")) else _amount(figure)
    limit = float(number.replace(",", ""))
    return found <= limit if relation == "<=" else found >= limit


def _amount(figure):
    """The number of a figure, durations in seconds."""
    number, _blank, unit = figure.partition(" ")
    return float(number.replace(",", "").removesuffix("/s")) / (1_000 if unit == "ms" else 1)


def seconds(work):
    """How long something takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def beside(work, baseline, *, runs=RUNS):
    """(median of the work, median of its baseline) in seconds, run in turn after one pair that does not count."""
    pairs = [(seconds(work), seconds(baseline)) for _ in range(runs + 1)][1:]
    return tuple(statistics.median(taken) for taken in zip(*pairs, strict=True))


def timed(work, goal, figure, baseline):
    """A line of two durations."""
    line(work, goal, _duration(figure), _duration(baseline), figure / baseline)


def _duration(taken):
    return f"{taken:.2f} s" if taken >= 1 else f"{taken * 1000:.1f} ms"
