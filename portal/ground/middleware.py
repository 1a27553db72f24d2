"""What is decided about a request before anything of it is read."""

from django.conf import settings

from .views import bad_request, too_large


class RequestSizeMiddleware:
    """Refuses a request whose announced body is too large, without reading it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _announced(request) > settings.PORTAL_REQUEST_SIZE:
            return too_large(request)
        return self.get_response(request)


class WholeAddressMiddleware:
    """Refuses an address with a NUL in it: no name of ours has one, and the database takes none."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request)
        return self.get_response(request)


def _announced(request):
    """Bytes; nothing is read beyond them, nor anything at all when none are announced."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
