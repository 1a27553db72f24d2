"""QR codes: drawn here, so nobody outside learns what leads where."""

from io import BytesIO

import segno

DARK = "#0d1f3d"


def qr_svg(address, *, border=0):
    """An address as a picture; read even when a seventh of it is dirty or torn (level M)."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", dark=DARK, border=border, scale=8, xmldecl=False)
    return out.getvalue()


def qr_png(address):
    """The same with its quiet zone, large enough to print."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", dark=DARK, border=4, scale=16)
    return out.getvalue()
