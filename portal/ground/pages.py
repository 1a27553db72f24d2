"""Whole pages kept for visitors: worked out once, given to everybody who brings no session, until something changes.

For a page that shows every visitor the same. Whatever changes what such pages show says `kept.changed(kept.PAGES)`;
entries of the search and settings of the portal do. What changes on one page alone, such as a comment under an article,
says `kept.changed(kept.page(path))`, and its view is `alone`. At midnight every page is another.
"""

import hashlib
from functools import partial, wraps

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags, quote_etag

from . import kept
from .dates import today

ADDRESS_LIMIT = 300


def same_for_visitors(view):
    """Keep what the view answers a visitor, by address and size of type; an ETag spares sending it again."""
    return _keeping(view, _key)


def alone(view):
    """The same for a page that also changes by itself, whatever is asked of its address."""
    return _keeping(view, lambda request: _own_key(request, kept.version(kept.page(request.path))))


def _keeping(view, key_of):
    @wraps(view)
    def answer(request, *arguments, **named):
        if not _is_visitor(request):
            return view(request, *arguments, **named)
        worked_out = partial(_worked_out, view, request, *arguments, **named)
        return _given(request, kept.get(kept.PAGES, key_of(request), worked_out))

    return answer


class KeptPagesMiddleware:
    """Gives a visitor a page that is kept before anybody asks for sessions, people and their offices.

    A request that goes on sees everything that is kept as of the same moment.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with kept.one_request(kept.page(request.path)):
            page = _known(request) if _is_visitor(request) else None
            return _given(request, page) if page else self.get_response(request)


def _known(request):
    """The page as it is kept, like others or with a version of its own; None when it is not, or counts no more."""
    page = kept.known(kept.PAGES, _key(request))
    own = kept.version(kept.page(request.path), made=False)
    return page or (kept.known(kept.PAGES, _own_key(request, own)) if own else None)


def _key(request):
    elder = request.COOKIES.get("elder") == "1"
    return hashlib.sha256(f"{today()} {elder} {request.get_host()} {request.get_full_path()}".encode()).hexdigest()


def _own_key(request, version):
    return f"{_key(request)}:{version}"


def _is_visitor(request):
    """Brings neither a session nor a message that waits to be shown, and typed nothing: what people look for is theirs."""
    cookies = request.COOKIES
    bare = settings.SESSION_COOKIE_NAME not in cookies and "messages" not in cookies and not request.GET.get("q")
    return bare and request.method in ("GET", "HEAD") and len(request.get_full_path()) <= ADDRESS_LIMIT


def _worked_out(view, request, *arguments, **named):
    """What is kept of an answer: status, content, type, ETag; the page must hold nobody's token."""
    response = view(request, *arguments, **named)
    content = response.content
    return response.status_code, content, response["Content-Type"], quote_etag(hashlib.sha256(content).hexdigest()[:32])


def _given(request, page):
    status, content, content_type, etag = page
    if status == 200 and etag in parse_etags(request.headers.get("If-None-Match", "")):
        status, content = 304, b""
    response = HttpResponse(content, content_type=content_type, status=status)
    if status in (200, 304):
        response["ETag"] = etag
    patch_cache_control(response, private=True, max_age=0, must_revalidate=True)
    patch_vary_headers(response, ("Cookie",))
    return response
