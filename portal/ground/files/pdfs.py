"""PDF files are looked through object by object: a paper to read, not a program to run or a parcel to unpack.

Run as `python -m portal.ground.files.pdfs SOURCE FOLDER`.
"""

import zipfile
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from portal.ground.files.child import Unacceptable, answer

KEYS = {
    "/JS": "script", "/JavaScript": "script", "/XFA": "script", "/EF": "embedded", "/EmbeddedFiles": "embedded",
}  # fmt: skip
ACTS = {
    "/JavaScript": "script", "/Rendition": "script", "/Launch": "launch", "/ImportData": "launch",
    "/SubmitForm": "launch", "/GoToE": "embedded",
}  # fmt: skip
KINDS = {"/EmbeddedFile": "embedded", "/FileAttachment": "embedded", "/RichMedia": "embedded"}
BLANK = b"\x00\t\n\x0c\r "


def check(source, folder):
    """A whole, open PDF of at least one page, nothing else around it and nothing active in it."""
    _refuse_surroundings(source)
    reader = PdfReader(source)
    if reader.is_encrypted:
        raise Unacceptable("encrypted")
    if len(reader.pages) == 0:
        raise Unacceptable("broken")
    for thing in _objects(reader):
        _refuse_activity(thing)
    return {"type": "pdf"}


def _refuse_surroundings(source):
    """What is a PDF to one program and an archive or a page to another begins or ends as something else."""
    content = Path(source).read_bytes()
    if not content.rstrip(BLANK).endswith(b"%%EOF"):
        raise Unacceptable("broken")
    if zipfile.is_zipfile(source):
        raise Unacceptable("two-faced")


def _objects(reader):
    """Every object the file lists, reached from a page or not."""
    yield reader.trailer
    for generation, table in list(reader.xref.items()):
        for number in list(table):
            yield reader.get_object(IndirectObject(number, generation, reader))
    for number in list(reader.xref_objStm):
        yield reader.get_object(IndirectObject(number, 0, reader))


def _refuse_activity(thing):
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, DictionaryObject):
            _refuse_dictionary(part)
            waiting += dict.values(part)
        elif isinstance(part, ArrayObject):
            waiting += list.__iter__(part)


def _refuse_dictionary(part):
    for key in part:
        if key in KEYS:
            raise Unacceptable(KEYS[key])
    for key, names in (("/S", ACTS), ("/Type", KINDS), ("/Subtype", KINDS)):
        # Read with [], a name that stands elsewhere in the file is followed.
        if key in part and isinstance(part[key], str) and part[key] in names:
            raise Unacceptable(names[part[key]])


if __name__ == "__main__":
    answer(check)
