"""Whether an address somebody typed into a text still leads somewhere.

Whoever may write a text could point the portal at machines of its own network: an address is opened only when every
one of its hosts' addresses is a public one, or in `PORTAL_LINK_NETWORKS`; the connection goes to the address that was
looked at, and every redirection is looked at anew. Nothing but the status is read.
"""

import http.client
import ipaddress
import socket
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Timer
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

SECONDS, HOPS, LONGEST = 8, 5, 2000
PORTS = {"http": 80, "https": 443}
MOVED = {301, 302, 303, 307, 308}
GONE = {404, 410}
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
SAFE = "/%?=&;:@!$'()*+,~-._"  # a path as it stands, with what is no ASCII written out
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; portal link check)", "Accept": "*/*", "Connection": "close"}


@dataclass(frozen=True)
class Visit:
    """What came of it: `status` when a server answered, else 0; `why` in words when the address leads nowhere."""

    status: int
    why: str

    @property
    def is_dead(self):
        return bool(self.why)


class _Refused(Exception):
    """Not an address that is opened from here."""


def visit(url):
    """Open the address and those it leads on to; a page that only refuses programs counts as there."""
    try:
        for _hop in range(HOPS):
            status, location = _open(url)
            if status not in MOVED or not location:
                return _judged(status)
            url = urljoin(url, location)
        return Visit(status, _("一直跳转"))
    except _Refused:
        return Visit(0, _("不是公网地址"))
    except socket.gaierror:
        return Visit(0, _("域名不存在"))
    except TimeoutError:
        return Visit(0, _("没有回应"))
    except ssl.SSLError:
        return Visit(0, _("证书有误"))
    except (OSError, http.client.HTTPException, ValueError):
        return Visit(0, _("连接不上"))


def _judged(status):
    if status in GONE:
        return Visit(status, _("网页不存在"))
    return Visit(status, _("对方网站出错") if status >= 500 else "")


def _open(url):
    """(status, where it leads on to) of one address, never longer than twice `SECONDS`."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or len(url) > LONGEST:
        raise _Refused
    host = parts.hostname.encode("idna").decode()
    port = parts.port or PORTS[parts.scheme]
    sock = socket.create_connection((_address_of(host, port), port), timeout=SECONDS)
    # A server that sends a letter every few seconds would never run into the time-out of one reading.
    late = Timer(2 * SECONDS, _shut, [sock])
    late.start()
    try:
        with closing(sock):
            return _asked(sock, parts, host)
    finally:
        late.cancel()


def _asked(sock, parts, host):
    if parts.scheme == "https":
        sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    with closing(http.client.HTTPConnection(host, parts.port)) as connection:
        connection.sock = sock
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", quote(path, safe=SAFE), headers=HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location")


def _shut(sock):
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _address_of(host, port):
    """The first address of the host; refused when any of them lies in a network of its own."""
    found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(_is_public(one) for one in found):
        raise _Refused
    return found[0]


def _is_public(text):
    address = ipaddress.ip_address(text.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if any(address in ipaddress.ip_network(one) for one in settings.PORTAL_LINK_NETWORKS):
        return True
    wraps = address.version == 6 and (address.sixtofour or address.teredo or address in TRANSLATED)
    return address.is_global and not address.is_multicast and not wraps
