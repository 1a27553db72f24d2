"""The virus scanner: the interface every adapter keeps, one that is not there, and one that asks clamd."""

import socket
import struct
from contextlib import suppress

from django.conf import settings

CHUNK = 64 * 1024
SECONDS = 20
LONGEST_ANSWER = 4096


class Infected(Exception):
    """The scanner knows what is in the file; the message is the scanner's name for it."""


class NotScanned(Exception):
    """The scanner gave no verdict: it is away, busy, or did not understand."""


class TooLargeToScan(NotScanned):
    """The file is larger than the scanner is set to take."""


class NoScanner:
    """For a portal without a scanner: every file passes."""

    def scan(self, path):
        return None


class Clamd:
    """Asks a clamd at `/path/of/socket` or `host:port`, sending the file through the connection."""

    def __init__(self, address):
        self.address = address

    def scan(self, path):
        try:
            with self._connect() as connection:
                answer = _exchange(connection, path)
        except OSError as error:
            raise NotScanned(str(error)) from error
        if answer.endswith(" FOUND"):
            raise Infected(answer.removeprefix("stream: ").removesuffix(" FOUND"))
        if "size limit exceeded" in answer:
            raise TooLargeToScan(answer)
        if answer != "stream: OK":
            raise NotScanned(answer)

    def _connect(self):
        if self.address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(SECONDS)
            try:
                connection.connect(self.address)
            except OSError:
                connection.close()
                raise
            return connection
        host, _colon, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def scan(path):
    """Ask the scanner named in CLAMD_ADDRESS about the file; raises Infected, or NotScanned without a verdict."""
    scanner = Clamd(settings.CLAMD_ADDRESS) if settings.CLAMD_ADDRESS else NoScanner()
    return scanner.scan(path)


def _exchange(connection, path):
    """Send the file in counted pieces; a scanner that has had enough answers and hangs up before the end."""
    with open(path, "rb") as file, suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(b"zINSTREAM\0")
        while piece := file.read(CHUNK):
            connection.sendall(struct.pack("!I", len(piece)) + piece)
        connection.sendall(struct.pack("!I", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (piece := connection.recv(LONGEST_ANSWER)):
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
