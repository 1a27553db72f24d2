"""Help for each role."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.ground.pages import same_for_visitors

from .. import guide_book


@login_not_required
@require_safe
@same_for_visitors
def help_index(request):
    """Who are you? Each role's help."""
    return render(request, "home/help_index.html", {"books": guide_book.books()})


@login_not_required
@require_safe
@same_for_visitors
def help_page(request, role):
    """What one role does here, step by step."""
    book = guide_book.book_of(role)
    if book is None:
        raise Http404
    return render(request, "home/help_page.html", {"book": book, "books": guide_book.books()})
