"""Posts carry comments, and wait on the moderation desk while they are under review."""

from django.db.models import BigIntegerField, CharField, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from members import reviews
from members.models import Organisation, ReviewStep

from . import bodies, queue, threads
from .models import Post
from .queue import Entry, Source

LABEL = Post._meta.label_lower
MOST_PICTURES = 6


def register():
    """Called once, when the app is ready."""
    threads.register(Post, title_and_url, is_open, visible_to, organisation_of=organisation_of)
    queue.register(SOURCE)


def title_and_url(ids):
    """id → (the title the public reads, the article's address)."""
    found = Post.objects.filter(pk__in=ids).values_list("pk", "title", "live__title", "public_id")
    return {str(pk): (live or title, reverse("article", args=[public_id])) for pk, title, live, public_id in found}


def is_open(post):
    """Everything the public reads may be commented on."""
    return post.live_id is not None


def visible_to(actor):
    """Comments are read where the public reads the post."""
    return Post.objects.public(timezone.now()).select_related("organisation")


def organisation_of(post):
    """The society or branch whose own post it is; an association's posts are moderated by the city alone."""
    return None if post.organisation.kind == Organisation.Kind.ASSOCIATION else post.organisation


def waiting_for(actor):
    """Steps of reviews of posts that the acting office decides, and this person may: no hand in the text, no other step."""
    person = actor.person
    written = Post.objects.filter(Q(author=person) | Q(writers=person)).annotate(key=Cast("pk", CharField()))
    return reviews.waiting_for(actor).filter(thing=LABEL).exclude(thing_id__in=written.values("key"))


def entry_of(post, actor, *, on):
    """The post's entry in the queue by itself; None when this actor has nothing to decide about it any more."""
    step = waiting_for(actor).filter(thing_id=str(post.pk)).first()
    if step is None:
        return None
    card = cards([step.thing_id], actor)[step.thing_id]
    return Entry(SOURCE, step.thing_id, card.submitted_at, step.due_on < on, step.due_on, card)


def cards(ids, actor):
    """id → the post under review, its step and the pictures it shows."""
    posts = Post.objects.filter(pk__in=ids).select_related("organisation", "author", "column")
    steps = {step.thing_id: step for step in ReviewStep.objects.waiting().filter(thing=LABEL, thing_id__in=ids)}
    found = {str(post.pk): post for post in posts}
    for key, post in found.items():
        post.step = steps.get(key)
        post.shown_pictures = [one for one in (post.lead_picture, *bodies.pictures(post.body)) if one][:MOST_PICTURES]
    return found


SOURCE = Source(
    "post", "待审核的文章", "home/moderation/_post.html", waiting_for, F("thing_id"), Subquery(
        Post.objects.filter(pk=Cast(OuterRef("thing_id"), BigIntegerField())).values("submitted_at")[:1]
    ), F("due_on"), cards,
)  # fmt: skip
