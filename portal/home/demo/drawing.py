"""Pictures and files for the demo city's articles: karst hills drawn in layers, forms as Word and Excel files."""

import math
import random
from io import BytesIO

from docx import Document
from openpyxl import Workbook
from PIL import Image, ImageDraw

SIZE = (1200, 720)
# sky above, sky below, nearest hills, sun
PALETTES = (
    ("#cfe3f7", "#f7f3e6", "#12406f", "#ffd48a"), ("#f6d9c2", "#fdf1e2", "#4a3b63", "#f08a4b"),
    ("#d7efe2", "#f6fbf3", "#14614a", "#ffe9a8"), ("#dfe4f6", "#f4f1fb", "#2c3a74", "#ffffff"),
    ("#cde8ef", "#f3fafb", "#0d5566", "#ffdf9e"), ("#f3e3c6", "#fbf6ea", "#6b4a22", "#f2b05e"),
)  # fmt: skip
LAYERS = 5


def _rgb(colour):
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def _between(one, other, share):
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def hills(number):
    """A landscape of rounded hills, one palette each, as JPEG."""
    rng = random.Random(number)  # nosec B311  # the same hills every time
    above, below, near, sun = (_rgb(colour) for colour in PALETTES[number % len(PALETTES)])
    width, height = SIZE
    picture = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(picture)
    for row in range(height):
        draw.line((0, row, width, row), fill=_between(above, below, row / height))
    x, y, radius = rng.randint(200, 1000), rng.randint(120, 240), rng.randint(46, 74)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=sun)
    for layer in range(LAYERS):
        share = (layer + 1) / LAYERS
        colour = _between(below, near, 0.18 + share * 0.82)
        draw.polygon(_ridge(rng, base=height * (0.42 + 0.12 * layer), layer=layer), fill=colour)
    encoded = BytesIO()
    picture.save(encoded, "JPEG", quality=86)
    return encoded.getvalue()


def _ridge(rng, *, base, layer):
    """The outline of a row of hills, down to the lower corners."""
    width, height = SIZE
    peaks = [(rng.uniform(0, width), rng.uniform(70, 150), rng.uniform(60, 170 - layer * 14)) for _ in range(9 - layer)]
    line = [
        (x, base - sum(tall * math.exp(-(((x - at) / wide) ** 2)) for at, wide, tall in peaks))
        for x in range(0, width + 8, 8)
    ]
    return [*line, (width, height), (0, height)]


def form(title):
    """A form to be filled in, as a Word file."""
    document = Document()
    document.add_heading(title, level=1)
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for name in ("姓名", "单位", "职务（职称）", "联系电话", "主要内容", "单位意见"):
        cells = table.add_row().cells
        cells[0].text = name
    encoded = BytesIO()
    document.save(encoded)
    return encoded.getvalue()


def sheet(title):
    """A table to be filled in, as an Excel file."""
    book = Workbook()
    book.active.title = title[:20]
    book.active.append(["序号", "姓名", "单位", "职称", "联系电话", "备注"])
    encoded = BytesIO()
    book.save(encoded)
    return encoded.getvalue()
