"""A thread as one reader sees it: what the panel under a thing and its HTMX part are both made of."""

from django.core.paginator import Paginator
from django.utils import timezone

from . import actions, threads
from . import comment_rules as rules
from .comment_forms import CommentForm, EditForm, ReportForm
from .models import Ban, Comment, CommentReport

PER_PAGE = 20
PAGE = "comments"


def context(request, thing, *, form=None, error="", said=""):
    """Comments with their answers, what this reader may do about each, and the form or why there is none."""
    actor, now = getattr(request, "actor", None), timezone.now()
    person = actor.person if actor is not None else None
    spoken = Comment.objects.of(thing) if threads.comments_open() else Comment.objects.none()
    seen = spoken.seen_by(person).select_related("author")
    page = Paginator(seen.filter(parent=None).order_by("-written_at", "-pk"), PER_PAGE).get_page(_asked(request))
    tops = list(page.object_list)
    answers = list(seen.filter(parent__in=tops).order_by("written_at", "pk"))
    closed = threads.why_closed(thing)
    ban = Ban.objects.at(now).filter(person=person).first() if person else None
    may_write = not closed and ban is None and rules.may_comment(actor)
    shown = _Shown(actor, may_write, _reported(person, [*tops, *answers]), now)
    return {
        "thing": thing, "label": threads.subject_of(thing).label, "key": threads.key_of(thing), "page": page,
        "count": spoken.visible().count(), "comments": [shown.line(one, answers) for one in tops],
        "closed": closed, "ban": ban, "may_write": may_write, "error": error, "said": said, "request": request,
        "is_verified": rules.may_comment(actor), "form": form or CommentForm(initial=_as_last_time(person)),
        "reasons": ReportForm.base_fields["reason"].choices,
        "may_moderate": rules.may_moderate_at(actor, threads.subject_of(thing).organisation_of(thing)),
    }  # fmt: skip


def _asked(request):
    return request.GET.get(PAGE) or request.POST.get(PAGE)


def _as_last_time(person):
    """The name chosen last is offered again."""
    last = Comment.objects.filter(author=person).order_by("-pk").first() if person else None
    return {"shown_as": last.shown_as} if last else {}


def _reported(person, comments):
    if person is None:
        return frozenset()
    mine = CommentReport.objects.filter(reporter=person, comment__in=comments)
    return frozenset(mine.values_list("comment", flat=True))


class _Shown:
    """What one reader may do about each comment, worked out without asking again for every one."""

    def __init__(self, actor, may_write, reported, now):
        self.actor, self.may_write, self.reported, self.now = actor, may_write, reported, now

    def line(self, comment, answers=None):
        is_shown = comment.state == Comment.State.SHOWN
        is_mine = rules.wrote(self.actor, comment)
        may_edit = is_mine and self.may_write and actions.may_still_edit(comment, now=self.now)
        return {
            "comment": comment, "is_mine": is_mine, "is_held": not is_shown, "has_reported": comment.pk in self.reported,
            "edit": EditForm(initial={"text": comment.text}, auto_id=f"edit-{comment.public_id}-%s") if may_edit else None,
            "may_report": is_shown and comment.pk not in self.reported and rules.may_report(self.actor, comment),
            "may_answer": is_shown and self.may_write and answers is not None,
            "answers": [self.line(one) for one in answers or () if one.parent_id == comment.pk],
        }  # fmt: skip
