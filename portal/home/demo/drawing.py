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
PORTRAIT = (900, 1080)
SKIN, HAIR = (
    ("#e9c3a2", "#d9a982", "#f0cfb2", "#c98f68", "#e3b892"),
    ("#2a2422", "#4a3b32", "#1f1d22", "#6b6661", "#33261f"),
)
CLOTHES = ("#12406f", "#3f5a3c", "#eef3f7", "#7a2f2a", "#2c3a74")


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


def portrait(number, *, is_long):
    """Somebody with short or long hair drawn in plain shapes before a landscape, as JPEG; nobody real."""
    with Image.open(BytesIO(hills(number))) as far:
        picture = far.resize((PORTRAIT[0] * 2, PORTRAIT[1])).crop((0, 0, *PORTRAIT))
    draw, (width, height) = ImageDraw.Draw(picture), PORTRAIT
    skin, hair, cloth = (_rgb(one[number % len(one)]) for one in (SKIN, HAIR, CLOTHES))
    middle, face = width // 2, 470
    if is_long:
        draw.rounded_rectangle((middle - 196, face - 180, middle + 196, face + 330), 180, fill=hair)
    draw.ellipse((middle - 390, 760, middle + 390, height + 420), fill=cloth)
    draw.rounded_rectangle((middle - 70, face + 120, middle + 70, 830), 60, fill=_between(skin, (60, 30, 10), 0.18))
    draw.ellipse((middle - 182, face - 232, middle + 182, face + 120), fill=hair)
    draw.ellipse((middle - 156, face - 170, middle + 156, face + 205), fill=skin)
    draw.chord((middle - 170, face - 226, middle + 170, face + 20), 196, 322 if is_long else 344, fill=hair)
    for side in (-1, 1):
        draw.ellipse((middle + side * 70 - 11, face + 2, middle + side * 70 + 11, face + 28), fill=(44, 40, 44))
        draw.arc((middle + side * 70 - 34, face - 40, middle + side * 70 + 34, face - 4), 205, 335, fill=hair, width=8)
    draw.arc(
        (middle - 52, face + 62, middle + 52, face + 132), 25, 155, fill=_between(skin, (120, 40, 30), 0.6), width=9
    )
    draw.polygon(
        [(middle - 95, 775), (middle, 905), (middle + 95, 775), (middle, 835)],
        fill=_between(cloth, (255, 255, 255), 0.7),
    )
    if number % 3 == 0:
        for side in (-1, 1):
            draw.ellipse(
                (middle + side * 78 - 52, face - 30, middle + side * 78 + 52, face + 62), outline=(40, 40, 46), width=8
            )
        draw.line((middle - 26, face + 10, middle + 26, face + 10), fill=(40, 40, 46), width=8)
    file = BytesIO()
    picture.save(file, "JPEG", quality=84)
    return file.getvalue()


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
