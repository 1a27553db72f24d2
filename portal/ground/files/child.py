"""How a confined child answers: what it found, or one word for why the file is not acceptable."""

import errno
import json
import sys
import warnings

from portal.ground.confinement import END, confine

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 20
WRITTEN = 40 * 1024 * 1024
FULL = (errno.ENOSPC, errno.EDQUOT)


class Unacceptable(Exception):
    """The file is whole but not wanted; the message is a word that the parent turns into a sentence."""


def answer(check):
    """Confine this process, run `check(source, folder)` on the arguments, print its finding and end."""
    confine(memory=MEMORY, cpu_seconds=CPU_SECONDS, written=WRITTEN)
    warnings.simplefilter("ignore")
    try:
        finding = check(*sys.argv[1:])
    except Unacceptable as reason:
        finding = {"refused": str(reason)}
    except OSError as error:
        if error.errno not in FULL:
            raise
        finding = {"refused": "full"}
    print(json.dumps(finding))
    print(json.dumps(END))
