"""CSV that Excel opens without running anything, and that can be read back exactly."""

import csv

from .paper import whole

RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'")


def protect(text):
    """A cell that would be taken for a formula gets a leading apostrophe (an apostrophe too, so that it comes back)."""
    return "'" + text if text.startswith(RISKY) else text


def restore(text):
    """What `protect` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(RISKY) else text


def write_rows(columns, rows, path):
    """One flat table as UTF-8 with BOM; returns the number of rows, which is also the file's last line."""
    count = 0
    with whole(path) as partial, open(partial, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.title for column in columns])
        for row in rows:
            writer.writerow([_cell(value) for value in row])
            count += 1
        writer.writerow([f"共 {count} 行"])
    return count


def _cell(value):
    if value is None:
        return ""
    return protect(value) if isinstance(value, str) else f"{value}"
