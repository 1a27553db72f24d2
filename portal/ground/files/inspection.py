"""What a file is, told by its content, and whether it may be kept: a finding, or a sentence for who brought it."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ground import archives, confinement
from portal.ground.errors import Refused

SECONDS = 25
WAIT_SECONDS = 20
AT_ONCE = threading.BoundedSemaphore(2)  # children of one web process: many uploads must not eat the machine's memory
OFFICE = "application/vnd.openxmlformats-officedocument."
CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "xlsx": OFFICE + "spreadsheetml.sheet",
    "docx": OFFICE + "wordprocessingml.document",
}
ACCEPTED = gettext_lazy("可以上传 JPEG、PNG、WebP 图片，PDF，以及 Word（.docx）、Excel（.xlsx）文件。")
REFUSALS = {
    "pixels": gettext_lazy("图片的像素过多，请缩小后再上传。"),
    "encrypted": gettext_lazy("PDF 加了密码或限制了权限，请去掉后再上传。"),
    "script": gettext_lazy("PDF 含有脚本或动态表单，出于安全不能接收，请用“打印为 PDF”另存后再上传。"),
    "launch": gettext_lazy("PDF 含有启动程序或提交数据的动作，出于安全不能接收，请用“打印为 PDF”另存后再上传。"),
    "embedded": gettext_lazy("PDF 里夹带了其他文件或媒体，出于安全不能接收，请分开上传。"),
    "two-faced": gettext_lazy("文件同时是 PDF 和压缩包，出于安全不能接收。"),
    "archive": gettext_lazy("这个压缩包不是 Word 或 Excel 文件，请解压后分开上传。"),
    "macros": gettext_lazy("文件含有宏或控件，出于安全不能接收，请另存为不含宏的 .xlsx 或 .docx 文件后再上传。"),
    "parcel": gettext_lazy("文件里嵌有其他文件，出于安全不能接收，请去掉嵌入的对象，或另存为 PDF 后再上传。"),
    "outside": gettext_lazy("文件会自动读取外部内容，出于安全不能接收，请去掉外部链接的模板或对象后再上传。"),
    "broken": gettext_lazy("文件不完整或已损坏，请重新导出或拍摄后再上传。"),
    "full": gettext_lazy("服务器的存储空间不足，文件没有保存，请稍后再试。"),
}


@dataclass(frozen=True)
class Finding:
    """What may be kept: the ending its content asks for, where it lies, and a picture's preview beside it."""

    ending: str
    path: Path
    preview: Path | None

    @property
    def content_type(self):
        return CONTENT_TYPES[self.ending]


def inspect(source, folder):
    """Look into the file at `source`, writing whatever is drawn anew into `folder`; raises Refused."""
    finding = _ask_child(_checker_of(Path(source)), source, folder)
    if "refused" in finding:
        raise Refused(str(REFUSALS[finding["refused"]]))
    drawn = Path(folder, "file")
    if drawn.exists():
        return Finding(finding["type"], drawn, Path(folder, "preview"))
    return Finding(finding["type"], Path(source), None)


def _checker_of(source):
    """The module that looks into this kind of file; raises Refused, saying what is accepted, for any other kind."""
    with open(source, "rb") as file:
        start = file.read(16)
    if not start:
        raise Refused(_("文件是空的，请重新选择。"))
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        return "pictures"
    if start.startswith(b"%PDF-"):
        return "pdfs"
    if start.startswith(b"PK\x03\x04"):
        _refuse_archive(source)
        return "documents"
    raise Refused(_unknown(start))


def _refuse_archive(source):
    try:
        archives.names_in(source)
    except archives.ArchiveRefused as refusal:
        raise Refused(str(refusal)) from refusal


def _unknown(start):
    if start.startswith(bytes.fromhex("d0cf11e0")):
        return _("这是旧版 Office 文件或加了密码的文件，请另存为 .docx、.xlsx 或 PDF 后再上传。")
    if start[4:8] == b"ftyp" and start[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"avif"}:
        return _("这是 HEIC 格式的照片，请转成 JPEG 后再上传（苹果手机：设置 – 相机 – 格式 – 兼容性最佳）。")
    return _("不能接收这种文件。") + str(ACCEPTED)


@contextmanager
def _turn():
    if not AT_ONCE.acquire(timeout=WAIT_SECONDS):
        raise Refused(_("现在上传的人较多，文件没有保存，请稍后再试。"))
    try:
        yield
    finally:
        AT_ONCE.release()


def _ask_child(checker, source, folder):
    try:
        with _turn():
            return next(confinement.run(f"portal.ground.files.{checker}", source, folder, seconds=SECONDS))
    except (confinement.TookTooLong, confinement.TookTooMuch) as error:
        raise Refused(_("文件太大或结构异常，检查时超出了限制，请缩小后再上传。")) from error
    except confinement.BrokeDown as error:
        raise Refused(str(REFUSALS["broken"])) from error
