"""Photographs as a phone would send them."""

from PIL import Image, ImageDraw


def photograph(path, *, colour="#f4efe2"):
    """A small JPEG of a written sheet, told apart from others by its colour."""
    picture = Image.new("RGB", (480, 640), colour)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((150, 50, 330, 78), fill="#333333")
    for line in range(120, 560, 40):
        pen.rectangle((50, line, 430 - line % 3 * 60, line + 10), fill="#777777")
    pen.ellipse((300, 500, 420, 620), outline="#b3261e", width=8)
    picture.save(path, "JPEG", quality=70)
    return path
