"""A child process that takes too much of something; `free` instead of `confined` is the control."""

import json
import sys
from pathlib import Path

from portal.ground.confinement import END, confine

MEGABYTE = 1 << 20


def main(what, how, path):
    if how == "confined":
        confine(memory=256 * MEGABYTE, cpu_seconds=1, written=MEGABYTE)
    if what == "memory":
        print(len(bytearray(400 * MEGABYTE)))
    elif what == "time":
        print(sum(number * number for number in range(60_000_000)))
    else:
        Path(path).write_bytes(bytes(2 * MEGABYTE))
        print(2)
    print(json.dumps(END))


if __name__ == "__main__":
    main(*sys.argv[1:])
