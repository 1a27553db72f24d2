"""Pictures are drawn anew, upright and without metadata: what is kept was never anybody's bytes but ours.

Run as `python -m portal.ground.files.pictures SOURCE FOLDER`; writes `file` and `preview` into the folder.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from portal.ground.files.child import Unacceptable, answer

FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST = 2600
PREVIEW = 1280  # large enough to read a photographed page, small enough for a phone
MOST_PIXELS = 110_000_000
QUALITY = 85
PREVIEW_QUALITY = 80
OPAQUE = 255


def redraw(source, folder):
    """Keep the picture's look and nothing else: JPEG, or PNG when something shows through."""
    Image.MAX_IMAGE_PIXELS = None  # our own, lower limit comes before any pixel is read
    with Image.open(source, formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Unacceptable("pixels")
        picture = _upright(opened)
    _write(_bare(_on_white(picture), PREVIEW), Path(folder, "preview"), format="JPEG", quality=PREVIEW_QUALITY)
    if picture.mode == "RGBA":
        _write(picture, Path(folder, "file"), format="PNG")
        return {"type": "png"}
    _write(picture, Path(folder, "file"), format="JPEG", quality=QUALITY)
    return {"type": "jpg"}


def _write(picture, path, **options):
    """Encoded in memory first: writing to a full disk then says that it is full."""
    encoded = BytesIO()
    picture.save(encoded, optimize=True, **options)
    path.write_bytes(encoded.getvalue())


def _upright(opened):
    picture = opened if opened.format == "JPEG" else _in_colour(opened)
    picture.thumbnail((LONGEST, LONGEST), reducing_gap=3.0)  # a JPEG is decoded small at once: little memory
    return _bare(_in_colour(ImageOps.exif_transpose(picture)), LONGEST)


def _in_colour(picture):
    """RGB, or RGBA when a pixel is really transparent."""
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        if clear.getchannel("A").getextrema()[0] < OPAQUE:
            return clear
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return picture.convert("RGB")


def _bare(picture, longest):
    """A copy within bounds that carries no comments, profiles or positions."""
    copy = picture.copy()
    copy.thumbnail((longest, longest))
    copy.info.clear()
    return copy


def _on_white(picture):
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


if __name__ == "__main__":
    answer(redraw)
