"""Files copied with their digests; what is being written at the moment is left out."""

import hashlib
import os
from pathlib import Path

BLOCK = 1024 * 1024
PARTIAL = "partial"


def all_in(folder):
    """Paths of the files below a folder, relative to it, without workbenches."""
    folder = Path(folder)
    found = (Path(root, name).relative_to(folder) for root, _folders, names in os.walk(folder) for name in names)
    return sorted(str(path) for path in found if not any(PARTIAL in part for part in path.parts))


def digest(path):
    """Size and SHA-256 of a file."""
    sha256 = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            sha256.update(block)
    return {"size": os.path.getsize(path), "sha256": sha256.hexdigest()}


def copy_all(source, target, *, known=()):
    """Copy every file that is not known yet; gives path → {size, sha256}. A file erased meanwhile is left out."""
    copied = {}
    for name in all_in(source):
        if name not in known and _copy(Path(source, name), Path(target, name)):
            copied[name] = digest(Path(target, name))
    return copied


def _copy(source, target):
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(source, "rb") as read, open(target, "xb", opener=_private) as written:
            while block := read.read(BLOCK):
                written.write(block)
            written.flush()
            os.fsync(written.fileno())
    except FileNotFoundError:
        return False
    return True


def _private(path, flags):
    return os.open(path, flags, mode=0o600)
