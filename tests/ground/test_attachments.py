"""Attachments: what may be brought, what is kept of it and what is refused, and that the owner's rule is asked."""

import io
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from PIL import Image
from pypdf import PdfReader

from portal.ground import attachments
from portal.ground.errors import Refused
from portal.ground.files import names
from portal.ground.models import Attachment, JournalEntry
from tests.factories.city import NOW
from tests.ground.uploaded import (
    PAYLOAD,
    acting,
    archive,
    bytes_of,
    docx,
    keep,
    opened,
    packed_pdf,
    pdf,
    picture,
    png,
    stored,
    xlsx,
)

pytestmark = pytest.mark.django_db
OFFICE = "application/vnd.openxmlformats-officedocument."


_with_script = acting(S="/JavaScript", JS="app.alert(1)")
_with_launch = acting(S="/Launch", F="cmd.exe")
_with_link = acting(S="/URI", URI="https://example.org/")


def _with_file(writer):
    writer.add_attachment("a.exe", b"MZ")


def _locked(writer):
    writer.encrypt("secret", algorithm="AES-256")


def _restricted(writer):
    writer.encrypt("", owner_password="secret", algorithm="AES-256")


@pytest.mark.parametrize(
    ("content", "ending", "content_type"),
    [
        (picture("JPEG"), ".jpg", "image/jpeg"),
        (picture("PNG"), ".jpg", "image/jpeg"),
        (picture("WEBP"), ".jpg", "image/jpeg"),
        (picture("PNG", mode="RGBA", colour=(255, 0, 0, 100)), ".png", "image/png"),
        (picture("PNG", mode="RGBA", colour=(255, 0, 0, 255)), ".jpg", "image/jpeg"),
        (picture("PNG", mode="P", colour=3), ".jpg", "image/jpeg"),
        (picture("PNG", mode="I;16", colour=40_000), ".jpg", "image/jpeg"),
        (picture("JPEG", mode="CMYK", colour=(0, 0, 0, 0)), ".jpg", "image/jpeg"),
        (pdf(), ".pdf", "application/pdf"),
        (pdf(_with_link), ".pdf", "application/pdf"),
        (packed_pdf(b"<</S/GoTo/D[3 0 R/Fit]>>"), ".pdf", "application/pdf"),
        (docx(), ".docx", OFFICE + "wordprocessingml.document"),
        (xlsx(), ".xlsx", OFFICE + "spreadsheetml.sheet"),
    ],
)
def test_keep_knows_a_file_by_its_content(owner, settings, content, ending, content_type):
    attachment = keep(owner, content, "推荐书.bin")

    assert attachment.name == "推荐书" + ending
    assert attachment.content_type == content_type
    assert attachment.size == len(bytes_of(attachment))
    assert attachments.path_of(attachment).stat().st_mode & 0o777 == 0o600
    assert "推荐书" not in attachment.path
    assert len(stored(settings)) == (2 if attachment.is_picture else 1)
    if not attachment.is_picture:
        assert bytes_of(attachment) == content
    assert attachments.of("paper", 7) == [attachment]
    entry = JournalEntry.objects.get(verb="attachment.kept")
    assert (entry.person, entry.thing_id) == (owner.worker.person, str(attachment.pk))


def test_keep_reduces_large_pictures_and_makes_a_preview(owner):
    attachment = keep(owner, picture(size=(4000, 1000)))

    assert opened(bytes_of(attachment)).size == (2600, 650)
    assert opened(attachments.preview_of(attachment).read_bytes()).size == (1280, 320)


def test_keep_turns_a_photograph_upright_and_forgets_where_it_was_taken(owner):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (26.0, 38.0, 52.0)
    photo = Image.new("RGB", (60, 30), "red")
    photo.paste("blue", (0, 0, 30, 30))
    file = io.BytesIO()
    photo.save(file, "JPEG", exif=exif, comment=b"secret place", quality=95)
    assert opened(file.getvalue()).getexif().get_ifd(0x8825)
    assert b"secret place" in file.getvalue()

    kept = bytes_of(keep(owner, file.getvalue()))

    assert not opened(kept).getexif()
    assert b"secret place" not in kept
    upright = opened(kept)
    assert upright.size == (30, 60)
    assert upright.getpixel((15, 5))[2] > 200
    assert upright.getpixel((15, 55))[0] > 200


@pytest.mark.parametrize(
    "content",
    [
        picture("JPEG") + PAYLOAD,
        picture("PNG") + PAYLOAD,
        picture("JPEG", comment=PAYLOAD),
        picture("WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0" + PAYLOAD),
        picture("JPEG") + archive(**{"a.txt": PAYLOAD}),
    ],
    ids=["after a JPEG", "after a PNG", "comment", "metadata", "archive"],
)
def test_keep_draws_a_picture_anew_so_that_nothing_hidden_survives(owner, content):
    # The control: a decoder takes the file as a picture, so looking alone would have let it pass.
    opened(content).load()
    assert PAYLOAD in content or b"PK\x03\x04" in content

    attachment = keep(owner, content, "a.php.jpg")

    for kept in (bytes_of(attachment), attachments.preview_of(attachment).read_bytes()):
        assert PAYLOAD not in kept
        assert b"<script" not in kept
        assert b"PK\x03\x04" not in kept


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空的"),
        (b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//", "可以上传 JPEG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "可以上传 JPEG"),
        (b"<!doctype html><script>alert(1)</script>", "可以上传 JPEG"),
        (b"MZ\x90\x00" + bytes(100), "可以上传 JPEG"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "HEIC"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "旧版 Office"),
        (picture(size=(300, 300), colour="green")[:400], "不完整"),
        (b"\xff\xd8\xff" + PAYLOAD, "不完整"),
        (png(50_000, 50_000), "像素过多"),
    ],
    ids=["empty", "GIF and script", "SVG", "HTML", "program", "HEIC", "old Office", "truncated", "fake", "bomb"],
)
def test_keep_refuses_what_is_no_picture(owner, settings, content, sentence):
    with pytest.raises(Refused, match=sentence):
        keep(owner, content, "照片.jpg")

    assert stored(settings) == []
    assert not Attachment.objects.exists()


def test_keep_refuses_the_bomb_for_its_size_only(owner):
    assert opened(bytes_of(keep(owner, png(3000, 3000)))).size == (2600, 2600)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf(_with_script), "脚本"),
        (pdf(_with_script).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53"), "脚本"),
        (pdf(_with_launch), "启动程序"),
        (packed_pdf(b"<</S/Launch/F(cmd.exe)>>"), "启动程序"),
        (pdf(_with_file), "夹带"),
        (pdf(_locked), "密码"),
        (pdf(_restricted), "密码"),
        (pdf()[:300], "不完整"),
        (b"%PDF-1.7\n%%EOF", "不完整"),
        (pdf() + archive(a=b"x"), "不完整"),
        (pdf() + archive(a=b"x") + b"\n%%EOF", "压缩包"),
        (b"<html>" + pdf(), "可以上传"),
    ],
    ids=["script", "script in disguise", "launch", "launch in a packed part", "file", "locked", "restricted", "truncated", "hollow",
         "archive behind", "archive inside", "page before"],
)  # fmt: skip
def test_keep_refuses_a_pdf_that_is_more_than_paper(owner, settings, content, sentence):
    with pytest.raises(Refused, match=sentence):
        keep(owner, content, "a.pdf")

    assert stored(settings) == []


def test_an_ordinary_reader_opens_what_keep_refuses():
    """The control: these PDF files are whole, so it is the search that stops them."""
    packed = packed_pdf(b"<</S/Launch/F(cmd.exe)>>")
    for content in (pdf(_with_script), pdf(_with_launch), pdf(_with_file), packed):
        assert len(PdfReader(io.BytesIO(content)).pages) == 1


VBA = '<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
TEMPLATE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="https://example.org/x" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (docx(**{"word/vbaProject.bin": b"x"}), "宏"),
        (docx(**{"word/x.bin": b"x"}, types=VBA), "宏"),
        (docx(**{"word/media/a.exe": b"MZ\x90"}), "宏"),
        (docx(**{"word/embeddings/a.xlsx": xlsx()}), "嵌有其他文件"),
        (docx(**{"word/embeddings/a.bin": bytes.fromhex("d0cf11e0a1b11ae1")}), "嵌有其他文件"),
        (docx(**{"word/_rels/a.xml.rels": TEMPLATE.format(kind="attachedTemplate")}), "外部内容"),
        (docx(**{"word/a.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "损坏"),
        (docx(**{"../../outside.xml": b"x"}), "损坏"),
        (docx(**{"word/media/a.bmp": bytes(9_000_000)}), "解压后过大"),
        (docx()[:2000], "损坏"),
        (archive(**{"a.docx": docx()}), "不是 Word 或 Excel"),
        (archive(**{"a.zip": archive(a=b"x")}), "不是 Word 或 Excel"),
        (archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"x"}), "不是 Word 或 Excel"),
    ],
    ids=["macros", "macros under another name", "program", "workbook inside", "object inside", "template elsewhere",
         "entities", "leads outside", "bomb", "truncated", "archive", "archive in archive", "empty shell"],
)  # fmt: skip
def test_keep_refuses_a_document_that_is_more_than_paper(owner, settings, content, sentence):
    with pytest.raises(Refused, match=sentence):
        keep(owner, content, "a.docx")

    assert stored(settings) == []


def test_keep_takes_documents_with_harmless_links(owner):
    content = docx(**{"word/_rels/a.xml.rels": TEMPLATE.format(kind="hyperlink")})

    assert keep(owner, content).name == "a.docx"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\windows\\x.JPG", "x.jpg"),
        ("shell.php.jpg", "shell.php.jpg"),
        ("照片.jpg.exe", "照片.jpg"),
        ("照片.jpeg", "照片.jpg"),
        ("1.关于表彰的通知", "1.关于表彰的通知.jpg"),
        ("科" * 300 + ".jpg", "科" * 96 + ".jpg"),
        ("科协\u202egpj.exe", "科协gpj.jpg"),
        ("a\u200b\u2066b\x00\r\nc.jpg", "abc.jpg"),
        ("..\\..", "附件.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("", "附件.jpg"),
        ('"<b>.jpg', "__b_.jpg"),
        ("𠮷野·䶮.jpg", "𠮷野·䶮.jpg"),
    ],
)
def test_a_name_is_shown_without_harm(typed, shown):
    assert names.clean(typed, ending=".jpg") == shown


def test_keep_refuses_what_is_too_large_and_too_many(owner, settings):
    settings.PORTAL_ATTACHMENT_SIZE, settings.PORTAL_ATTACHMENT_COUNT = 2 * settings.MEGABYTE, 2
    with pytest.raises(Refused, match="超过 2 MB"):
        keep(owner, picture() + bytes(2 * settings.MEGABYTE))
    assert stored(settings) == []
    keep(owner, picture())
    keep(owner, picture())

    with pytest.raises(Refused, match="最多 2 个"):
        keep(owner, picture())
    assert len(attachments.of("paper", 7)) == 2


@pytest.mark.django_db(transaction=True)
def test_keep_counts_right_when_many_arrive_at_once(owner, settings):
    settings.PORTAL_ATTACHMENT_COUNT = 2
    answers = []

    def bring():
        try:
            answers.append(keep(owner, picture()))
        except Refused as refusal:
            answers.append(str(refusal))
        connection.close()

    threads = [threading.Thread(target=bring) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Attachment.objects.count() == 2
    assert sum("最多" in str(answer) for answer in answers) == 3
    assert len(stored(settings)) == 4


def test_keep_and_remove_ask_the_owners_rule(owner, settings):
    for wrong in (owner.official, owner.huichuan):
        with pytest.raises(PermissionDenied):
            keep(owner, picture(), by=wrong)
    with pytest.raises(PermissionDenied):
        keep(owner, picture(), owner_id=8)
    attachment = keep(owner, picture())

    with pytest.raises(PermissionDenied):
        attachments.remove(attachment, by=owner.official, now=NOW)
    assert attachments.may_read(owner.official, attachment)
    assert not attachments.may_read(owner.huichuan, attachment)
    assert not attachments.may_read(None, attachment)
    assert len(stored(settings)) == 2
