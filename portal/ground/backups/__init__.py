"""Backups: database, files and journal head in one folder with a manifest that proves a restored portal equal.

`make(folder)` takes one from a running portal, `restore(folder)` fills an empty one, `verify(folder)` reads without
writing, `differences(manifest)` compares the portal with what was backed up. Keys of fields are never in a backup.
"""

from .making import make as make
from .manifest import BackupRefused as BackupRefused
from .manifest import verify as verify
from .restoring import differences as differences
from .restoring import restore as restore
