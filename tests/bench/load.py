"""Load from many kept connections: a client that costs little itself, since it shares the machine with what it measures."""

import socket
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from threading import Thread
from urllib.parse import urlsplit

from . import table

CONNECTIONS, SECONDS, ROUNDS, WARM = 8, 2, 3, 0.5
ANSWER = 65_536
P95 = 0.95


@dataclass(frozen=True)
class Site:
    """Where one site answers; `address(n)` is what the n-th request asks for, `cookies` who asks."""

    served: str
    address: object
    cookies: str = ""

    def request(self, number):
        lines = [f"GET {self.address(number)} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: identity"]
        lines += [f"Cookie: {self.cookies}"] if self.cookies else []
        return "\r\n".join([*lines, "", ""]).encode()


@dataclass(frozen=True)
class Rate:
    """Requests a second, and how long all but the slowest twentieth took at most, in milliseconds."""

    each_second: float
    p95: float

    def __str__(self):
        return f"{self.each_second:.0f}/s {self.p95:.0f} ms"


def _received(connection):
    """Some more of an answer; ConnectionError when the server, which renews its workers, has ended the connection."""
    some = connection.recv(ANSWER)
    if not some:
        raise ConnectionResetError
    return some


def _ask(connection, request):
    """Send one request and read all of its answer, which must be a page."""
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += _received(connection)
    head, _end, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    missing = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]) - len(body)
    while missing > 0:
        missing -= len(_received(connection))


def _round(site, seconds, numbers):
    """How long each request of a round took."""
    host, _colon, port = urlsplit(site.served).netloc.partition(":")
    taken, until = [], time.perf_counter() + seconds

    def run_kept():
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            while (start := time.perf_counter()) < until:
                _ask(connection, site.request(next(numbers)))
                taken.append(time.perf_counter() - start)

    def run():
        while time.perf_counter() < until:
            with suppress(ConnectionError):
                run_kept()

    threads = [Thread(target=run) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def _rate(taken):
    return Rate(len(taken) / SECONDS, sorted(taken)[int(len(taken) * P95)] * 1000)


def _median(rates):
    return Rate(statistics.median(one.each_second for one in rates), statistics.median(one.p95 for one in rates))


def beside(portal, bare):
    """(rate of the portal, rate of the bare site): short rounds in turn, the median of each."""
    numbers = count(int(time.time() * 1000))  # no two rounds ask for the same address
    for site in (portal, bare):
        _round(site, WARM, numbers)
    rounds = [[_rate(_round(site, SECONDS, numbers)) for site in (portal, bare)] for _ in range(ROUNDS)]
    return tuple(_median(rates) for rates in zip(*rounds, strict=True))


def alone(site):
    """The rate of one site."""
    numbers = count(int(time.time() * 1000))
    _round(site, WARM, numbers)
    return _median([_rate(_round(site, SECONDS, numbers)) for _ in range(ROUNDS)])


def lines(work, goal, portal, bare, *, p95_goal=""):
    """The line of a page beside the bare one, and one for its p95 where that has a goal of its own."""
    rate, baseline = beside(portal, bare)
    table.line(work, goal, str(rate), str(baseline), rate.each_second / baseline.each_second)
    if p95_goal:
        table.line(f"  {work}: p95", p95_goal, f"{rate.p95:.0f} ms", f"{baseline.p95:.0f} ms", rate.p95 / baseline.p95)
    return rate
