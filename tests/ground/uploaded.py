"""Files as people, and people who mean harm, send them."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from portal.ground import attachments
from tests.factories.city import NOW

PAYLOAD = b"<?php system('id'); ?><script>alert(1)</script>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def upload(content, name="a.jpg"):
    return SimpleUploadedFile(name, content, content_type="text/html")


def keep(city, content, name="a.jpg", **changes):
    options = {"owner_kind": "paper", "owner_id": 7, "label": "证明", "by": city.worker, "now": NOW} | changes
    return attachments.keep(upload(content, name), **options)


def stored(settings):
    """Names of everything that lies in the folder of attachments."""
    folder = settings.MEDIA_ROOT / "attachments"
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


def bytes_of(attachment):
    return attachments.path_of(attachment).read_bytes()


def picture(kind="JPEG", *, size=(60, 30), mode="RGB", colour="red", **options):
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, kind, **options)
    return file.getvalue()


def opened(content):
    return Image.open(io.BytesIO(content))


def png(width, height):
    """A well-formed PNG that declares any size and holds next to nothing."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(min(height, 3000) * (1 + (width + 7) // 8)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(change=None):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if change:
        change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def acting(**action):
    """Lets the first page carry a link with this action."""

    def change(writer):
        link = _dictionary(Type="/Annot", Subtype="/Link", A=writer._add_object(_dictionary(**action)))
        link[NameObject("/Rect")] = ArrayObject([NumberObject(0)] * 4)
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(link)])

    return change


def _dictionary(**entries):
    texts = {
        key: NameObject(value) if str(value).startswith("/") else TextStringObject(value)
        for key, value in entries.items()
        if isinstance(value, str)
    }
    return DictionaryObject({NameObject("/" + key): value for key, value in (entries | texts).items()})


def packed_pdf(action):
    """A PDF whose catalogue, pages and opening action lie compressed in an object stream."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", action,
    ]  # fmt: skip
    places, body = [], b""
    for number, part in enumerate(parts, 1):
        places.append(b"%d %d" % (number, len(body)))
        body += part + b" "
    head = b" ".join(places) + b" "
    content = b"%PDF-1.5\n"
    stream_at = len(content)
    content += _stream(5, b"/Type/ObjStm/N 4/First %d" % len(head), head + body)
    table_at = len(content)
    rows = [(0, 0, 255), *((2, 5, index) for index in range(4)), (1, stream_at, 0), (1, table_at, 0)]
    table = b"".join(struct.pack(">BHB", *row) for row in rows)
    content += _stream(6, b"/Type/XRef/Size 7/W[1 2 1]/Root 1 0 R", table)
    return content + b"startxref\n%d\n%%%%EOF\n" % table_at


def _stream(number, entries, body):
    packed = zlib.compress(body)
    start = b"%d 0 obj<<%s/Filter/FlateDecode/Length %d>>stream\n" % (number, entries, len(packed))
    return start + packed + b"\nendstream endobj\n"


def docx(**parts):
    """A Word file; keyword arguments are more parts, `types` is a text to put into its list of content types."""
    file = io.BytesIO()
    document = Document()
    document.add_paragraph("推荐书")
    document.save(file)
    return with_parts(file.getvalue(), parts)


def xlsx(**parts):
    file = io.BytesIO()
    book = Workbook()
    book.active.append(["名称"])
    book.save(file)
    return with_parts(file.getvalue(), parts)


def with_parts(content, parts):
    types = parts.pop("types", "")
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(b"</Types>", types.encode() + b"</Types>")
            new.writestr(name, part)
        for name, part in parts.items():
            new.writestr(name, part)
    return file.getvalue()


def archive(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    return file.getvalue()
