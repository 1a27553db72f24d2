"""One of several acts asked for at one address: each takes the request and its thing, and gives the sentence that says it is done."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from .errors import Refused


def run(acts, act, request, thing):
    """(sentence, was it done) of the act of that name: what it says, or why it was refused; 404 when there is none."""
    if act not in acts:
        raise Http404
    try:
        return acts[act](request, thing), True
    except Refused as refusal:
        return str(refusal), False


def tell(request, sentence, *, is_done):
    """Say on the next page what was done, or why not."""
    (messages.success if is_done else messages.error)(request, sentence)


def answer(acts, act, request, thing, *back):
    """Do it, say so or why not, and go back to a page named as for `redirect`."""
    sentence, is_done = run(acts, act, request, thing)
    tell(request, sentence, is_done=is_done)
    return redirect(*back)
