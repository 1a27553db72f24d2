"""Word and Excel files are archives of parts: each part is looked at, none may be a program or another archive.

Run as `python -m portal.ground.files.documents SOURCE FOLDER`, after the archive itself was found fit to open.
"""

import zipfile
from pathlib import PurePosixPath

from defusedxml import ElementTree

from portal.ground.files.child import Unacceptable, answer

OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    OFFICE + "spreadsheetml.sheet.main+xml": "xlsx",
    OFFICE + "wordprocessingml.document.main+xml": "docx",
}
ACTIVE = ("macro", "vbaproject", "activex")
PARCELS = tuple(
    bytes.fromhex(start)
    for start in ("504b0304", "504b0506", "52617221", "377abcaf271c", "1f8b", "425a68", "fd377a585a", "d0cf11e0")
)
PROGRAMS = (b"MZ", b"\x7fELF")
LINKS = {"hyperlink", "externalLinkPath", "xlPathMissing", "image"}  # what a part may point to outside the file


def check(source, folder):
    """A proper archive of exactly one kind of document, every part whole, none active."""
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
        if len(set(names)) != len(names) or any(_leads_outside(name) for name in names):
            raise Unacceptable("broken")
        kind = _kind(archive)
        for name in names:
            _refuse_part(name, archive.read(name))
    return {"type": kind}


def _leads_outside(name):
    return name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts


def _kind(archive):
    if "[Content_Types].xml" not in archive.namelist():
        raise Unacceptable("archive")
    types = [part.get("ContentType", "") for part in ElementTree.fromstring(archive.read("[Content_Types].xml"))]
    if any(word in one.lower() for one in types for word in ACTIVE):
        raise Unacceptable("macros")
    kinds = {MAIN[one] for one in types if one in MAIN}
    if len(kinds) != 1:
        raise Unacceptable("archive")
    return kinds.pop()


def _refuse_part(name, content):
    if content.startswith(PARCELS):
        raise Unacceptable("parcel")
    if content.startswith(PROGRAMS):
        raise Unacceptable("macros")
    if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content:
        raise Unacceptable("broken")
    if name.endswith(".rels"):
        for link in ElementTree.fromstring(content):
            if link.get("TargetMode") == "External" and link.get("Type", "").rsplit("/", 1)[-1] not in LINKS:
                raise Unacceptable("outside")


if __name__ == "__main__":
    answer(check)
