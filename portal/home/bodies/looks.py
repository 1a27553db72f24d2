"""How something looked, read from the attributes and styles word processors write, as class names and marks of ours."""

import re

SIZE = re.compile(r"(-?[\d.]+)\s*(em|rem|pt|px|cm|mm)?")
POINTS = {"em": 12.0, "rem": 12.0, "pt": 1.0, "px": 0.75, "cm": 28.35, "mm": 2.835, None: 0.75}
STEP, MOST_STEPS = 21.0, 4
BOLD = ("bold", "bolder", "600", "700", "800", "900")


def _style(element):
    """The element's own style as a mapping; what cannot be read is left out."""
    pairs = (part.partition(":") for part in element.get("style", "").split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _colon, value in pairs}


def _points(text):
    found = SIZE.match(text or "")
    return float(found[1] or 0) * POINTS[found[2]] if found and re.search(r"\d", found[1]) else 0.0


def classes_of(element):
    """Class names for how the element looked; those that stand there already come first."""
    style = _style(element)
    yield from element.get("class", "").split()
    side = style.get("text-align") or element.get("align", "").lower()
    if side in ("center", "right"):
        yield side
    if style.get("float") in ("left", "right"):
        yield style["float"]
    if _points(style.get("text-indent")) > 0:
        yield "indent"
    steps = min(MOST_STEPS, round(_points(style.get("margin-left") or style.get("padding-left")) / STEP))
    if steps > 0:
        yield f"indent-{steps}"
    if (style.get("vertical-align") or element.get("valign", "").lower()) == "top":
        yield "top"
    if element.tag == "table" and _is_bordered(element):
        yield "bordered"


def _is_bordered(table):
    if table.get("border", "0").strip() not in ("", "0"):
        return True
    return any(_has_border(_style(one)) for one in (table, *table.iter("td", "th")))


def _has_border(style):
    drawn = [value for name, value in style.items() if name.startswith("border") and name != "border-collapse"]
    return any(re.search(r"\b(solid|double|dashed|dotted)\b", value) for value in drawn)


def marks_of(element):
    """Tags for what a style says of letters: bold, italic, underlined, struck out."""
    style = _style(element)
    if style.get("font-weight") in BOLD and element.tag not in ("h2", "h3", "h4", "th", "table", "tr", "td"):
        yield "strong"
    if style.get("font-style") == "italic":
        yield "em"
    lines = style.get("text-decoration", "") + style.get("text-decoration-line", "")
    if "underline" in lines and element.tag != "a":
        yield "u"
    if "line-through" in lines:
        yield "s"
