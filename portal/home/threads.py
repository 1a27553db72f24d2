"""One comment thread for every app: what can be commented on is registered here with what a thread must know of it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404
from django.utils.translation import gettext as _

from portal.ground import kept, site

from .models import ClosedThread, Comment

_subjects = {}


def _nobodys(thing):
    return None


@dataclass(frozen=True)
class Subject:
    """A kind of thing that carries comments, and where its app keeps what a thread asks."""

    model: type
    title_and_url: Callable  # ids → {id as text: (title, address)}
    is_open: Callable  # thing → may it be commented on now?
    visible_to: Callable  # actor or None → QuerySet of what they see
    key: str = "public_id"  # how addresses name a thing
    organisation_of: Callable = _nobodys  # thing → the society or branch whose officers moderate too

    @property
    def label(self):
        return self.model._meta.label_lower


def register(model, title_and_url, is_open, visible_to, **more):
    """Called once by the app's `ready()`, or for an app below by ours."""
    subject = Subject(model, title_and_url, is_open, visible_to, **more)
    _subjects[subject.label] = subject


def subject_of(thing):
    return _subjects[thing._meta.label_lower]


def key_of(thing):
    """How addresses name the thing."""
    value = thing
    for name in subject_of(thing).key.split("__"):
        value = getattr(value, name)
    return value


def find(label, key, *, actor):
    """The thing of that name, or 404 for whoever does not see it."""
    subject = _subjects.get(label)
    thing = subject.visible_to(actor).filter(**{subject.key: key}).first() if subject else None
    if thing is None:
        raise Http404
    return thing


def thing_of(comment):
    """What was commented on."""
    return _subjects[comment.thing].model._default_manager.get(pk=comment.thing_id)


def is_seen(comment, *, actor):
    """Does the reader see the thing the comment stands under?"""
    subject = _subjects.get(comment.thing)
    return bool(subject) and subject.visible_to(actor).filter(pk=comment.thing_id).exists()


def describe(comments):
    """(label, id) → (title, address) of what the comments stand under; a thing that is gone has neither."""
    ids = defaultdict(set)
    for comment in comments:
        ids[comment.thing].add(comment.thing_id)
    found = {}
    for label, some in ids.items():
        known = _subjects[label].title_and_url(sorted(some)) if label in _subjects else {}
        found |= {(label, one): known.get(one, (_("已不存在的内容"), "")) for one in some}
    return found


def changed(label, thing_id):
    """From the commit on, visitors' copy of the page the thread stands on counts no more; every other page stays."""
    known = _subjects[label].title_and_url([str(thing_id)]) if label in _subjects else {}
    for _title, url in known.values():
        kept.changed(kept.page(url))


def comments_open():
    """The one switch over all comments of the portal: closed, none is written and none is read."""
    return bool(site.value("comments_open"))


def why_closed(thing):
    """Why the thing takes no comments now, as a sentence; "" when it does."""
    if not comments_open():
        return _("本站暂时关闭了评论。")
    if not subject_of(thing).is_open(thing):
        return _("这里不开放评论。")
    closing = ClosedThread.objects.filter(thing=thing._meta.label_lower, thing_id=str(thing.pk)).first()
    return _("评论已关闭：%(reason)s") % {"reason": closing.reason} if closing else ""


def count(things):
    """How many comments everybody may read stand under each thing of one kind: thing id as text → count; one question."""
    if not things or not comments_open():
        return {}
    label, ids = things[0]._meta.label_lower, [str(thing.pk) for thing in things]
    rows = Comment.objects.visible().filter(thing=label, thing_id__in=ids).order_by()
    return dict(rows.values_list("thing_id").annotate(count=Count("pk")))
