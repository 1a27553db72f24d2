"""A clamd small enough for a test: the INSTREAM command as the real one answers it."""

import socket
import socketserver
import struct
import threading
from contextlib import contextmanager

from tests.ground.uploaded import EICAR


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            if not (byte := self.rfile.read(1)):
                return
            command += byte
        self.wfile.write(self._stream() if command == b"zINSTREAM\0" else b"UNKNOWN COMMAND\0")
        self.connection.shutdown(socket.SHUT_WR)
        while self.connection.recv(65536):  # what is still under way is read and thrown away
            pass

    def _stream(self):
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > self.server.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.server.seen.append(content)
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


class _OverTcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


class _OverUnix(socketserver.ThreadingUnixStreamServer):
    pass


@contextmanager
def running(path=None, *, most=25 * 1024 * 1024):
    """Serve on the UNIX socket, or on a free port of this machine; yields the server, its `address` and what it saw."""
    server = _OverUnix(str(path), _Session) if path else _OverTcp(("127.0.0.1", 0), _Session)
    server.address = str(path) if path else f"127.0.0.1:{server.server_address[1]}"
    server.most, server.seen = most, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
