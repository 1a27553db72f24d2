"""What every outside service in the tests shares: a server on a port of this machine, answering until the test is over."""

import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Serving(ThreadingHTTPServer):
    """`mode` is ok, broken (500), garbled (nothing that can be read), slow (a second of silence), or one of the service's own."""

    handler = None

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.handler)
        self.mode = "ok"

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    """Answers as the mode says, or with what the service itself gives."""

    def is_out_of_order(self):
        """Slow and broken as asked; True when the answer is given already."""
        if self.server.mode == "slow":
            time.sleep(1)
        if self.server.mode == "broken":
            self.send_error(500)
        return self.server.mode == "broken"

    def say(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        with suppress(BrokenPipeError):  # whoever asked has lost patience
            self.wfile.write(b"<html>" if self.server.mode == "garbled" else body)

    def log_message(self, *arguments):
        pass


@contextmanager
def served(service):
    """The service, answering until the test is over."""
    with service:
        thread = Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield service
        finally:
            service.shutdown()
            thread.join()
