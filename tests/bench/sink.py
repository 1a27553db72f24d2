"""`python -m tests.bench.sink PORT`: a mail server that takes every mail and keeps none."""

import socketserver
import sys


class Sink(socketserver.StreamRequestHandler):
    """One connection, and any number of mails."""

    def handle(self):
        self._say("220 sink")
        for line in self.rfile:
            command = line[:4].upper()
            if command == b"DATA":
                self._say("354 go on")
                while self.rfile.readline() != b".\r\n":
                    pass
            self._say("221 bye" if command == b"QUIT" else "250 taken")
            if command == b"QUIT":
                return

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


if __name__ == "__main__":
    socketserver.ThreadingTCPServer(("127.0.0.1", int(sys.argv[1])), Sink).serve_forever()
