"""Building blocks put together: places filled, lines made into paragraphs, headings and tables."""

import html
import re
from datetime import timedelta

from .. import bodies

NUMBERS = "一二三四五六七八九十"


def in_words(day):
    return f"{day.month}月{day.day}日"


def filled(text, slots):
    """The text with its places filled; what has no place is left alone."""
    return re.sub(r"{(\w+)}", lambda found: str(slots[found[1]]), text)


def body_of(lines, slots):
    """Clean HTML of the lines; neighbouring lines of a table become one table."""
    parts, rows = [], []
    for line in [*(html.escape(filled(line, slots), quote=False) for line in lines), ""]:
        if line.startswith("|"):
            rows.append(line.strip("|").split("|"))
            continue
        if rows:
            parts.append(_table(rows))
            rows = []
        if line.startswith("#"):
            parts.append(f"<h2>{line[1:]}</h2>")
        elif line.startswith("&gt;"):
            parts.append(f'<p class="right">{line[4:]}</p>')
        elif line:
            parts.append(f"<p>{line}</p>")
    return bodies.clean("".join(parts))


def _table(rows):
    head, *rest = rows
    cells = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    below = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rest)
    return f'<table class="bordered"><thead><tr>{cells}</tr></thead><tbody>{below}</tbody></table>'


def policy(title, chapters, purpose, clauses, rng):
    """A regulation in chapters of numbered articles."""
    lines, number = [f"第一条　为{purpose}，根据有关规定，结合实际，制定本办法。"], 1
    for order, chapter in enumerate(chapters):
        lines.append(f"#第{NUMBERS[order]}章　{chapter}")
        for clause in rng.sample(clauses[:-1], 2):
            number += 1
            lines.append(f"第{_numeral(number)}条　{clause}")
    lines.append(f"第{_numeral(number + 1)}条　{clauses[-1]}")
    return lines


def _numeral(number):
    tens, ones = divmod(number, 10)
    return ("十" if tens == 1 else NUMBERS[tens - 1] + "十" if tens else "") + (NUMBERS[ones - 1] if ones else "")


def slots_for(rng, *, day, county, town, person, society="", branch=""):
    """What fills the places of one text."""
    return {
        "county": county, "town": town, "person": person, "society": society, "branch": branch,
        "n": rng.randint(24, 180), "m": rng.randint(5, 19), "year": day.year, "day": in_words(day - timedelta(days=1)),
        "today": f"{day.year}年{day.month}月{day.day}日", "deadline": in_words(day + timedelta(days=21)),
    }  # fmt: skip
