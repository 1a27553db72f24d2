"""Pages that come back: a visitor who has the same page already is told so instead of being sent it again."""

import hashlib
import re
from functools import wraps

from django.utils.cache import get_conditional_response
from django.utils.http import http_date

TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')


def revisited(view):
    """Mark the pages of visitors who are not signed in with what is on them; only the token of their forms may differ.

    A view may leave `last_modified`, an aware moment, on its response.
    """

    @wraps(view)
    def marked(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated or response.status_code != 200 or response.streaming:
            return response
        etag = f'W/"{hashlib.sha256(TOKEN.sub(rb"", response.content)).hexdigest()[:32]}"'
        response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
        changed_at = getattr(response, "last_modified", None)
        if changed_at:
            response["Last-Modified"] = http_date(changed_at.timestamp())
        return get_conditional_response(request, etag=etag, response=response)

    return marked
