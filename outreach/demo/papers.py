"""Photographed papers for the demo city's applications: drawn, kept once like any upload, then shared out."""

import secrets
import shutil
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image, ImageDraw, ImageFont

from portal.ground import attachments
from portal.ground.models import Attachment
from portal.ground.papers.pdf import FONTS

PAPER = (744, 1052)
LINES = {
    "① 申请报告": ["关于成立企业科学技术协会的请示", "", "区科学技术协会：", "　　为团结引领本单位科技工作者，", "拟成立科学技术协会，请予批复。"],
    "② 申请表": ["基层科协组织申请表", "", "单位名称：见申请内容", "科技工作者人数：46 人", "筹备组组长：见申请内容"],
    "③ 章程": ["科学技术协会章程（草案）", "", "第一章　总则", "第一条　本会是本单位科技工作者的", "群众组织，接受区科协业务指导。"],
    "④ 会员名册": ["会员名册", "", "1　田春兰　高级工程师", "2　石明华　工程师", "3　罗思远　助理工程师"],
}  # fmt: skip


def _photograph(lines):
    """A page as a phone would see it: a little grey, a little tilted."""
    page = Image.new("RGB", PAPER, "#fbfaf6")
    draw = ImageDraw.Draw(page)
    title = ImageFont.truetype(FONTS / "NotoSansSC-Bold.otf", 34)
    body = ImageFont.truetype(FONTS / "NotoSansSC-Regular.otf", 26)
    for number, line in enumerate(lines):
        draw.text((90, 110 + number * 62), line, font=title if number == 0 else body, fill="#23262b")
    encoded = BytesIO()
    page.rotate(0.8, expand=True, fillcolor="#8d8f92").save(encoded, "JPEG", quality=80)
    return encoded.getvalue()


@transaction.atomic
def bring(branches, *, by, now):
    """Give every branch the four papers of an application; the first one's are kept as uploads are."""
    first, *others = branches
    for label, lines in LINES.items():
        upload = SimpleUploadedFile(f"{label[2:]}.jpg", _photograph(lines))
        kept = attachments.keep(
            upload, owner_kind="branch", owner_id=first.organisation.public_id, label=label, by=by, now=now
        )
        for branch in others:
            copy(kept, branch.organisation.public_id)


def copy(kept, owner_id):
    """The same file for another owner of its kind."""
    copied = Attachment(
        owner_kind=kept.owner_kind, owner_id=owner_id, label=kept.label, name=kept.name,
        path=f"{attachments.FOLDER}/{secrets.token_hex(16)}", content_type=kept.content_type, size=kept.size,
        digest=kept.digest, uploaded_by=kept.uploaded_by, uploaded_at=kept.uploaded_at,
    )  # fmt: skip
    shutil.copyfile(attachments.path_of(kept), attachments.path_of(copied))
    if kept.is_picture:
        shutil.copyfile(attachments.preview_of(kept), attachments.preview_of(copied))
    copied.save()
    return copied
