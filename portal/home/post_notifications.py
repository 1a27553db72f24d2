"""What is said about posts: one function per message."""

from members.notifications import deciders
from portal.ground import outbox
from portal.ground.dates import local_day

MAIL = "home/mail/"


def _address(post):
    return f"/desk/posts/{post.public_id}/"


def post_waits(post, step, *, now):
    """Tell whoever decides the step, except those who wrote the text."""
    to = deciders(step, on=local_day(now)).exclude(pk__in=post.writers.values("pk"))
    outbox.notify(MAIL + "post_waits.txt", to=to, key=f"post-waits:{step.pk}", context={"post": post, "step": step},
                  url=_address(post))  # fmt: skip


def post_approved(post, step):
    outbox.notify(MAIL + "post_approved.txt", to=[post.author], key=f"post-approved:{step.pk}",
                  context={"post": post, "step": step}, url=_address(post))  # fmt: skip


def post_returned(post, step):
    outbox.notify(MAIL + "post_returned.txt", to=_writers(post), key=f"post-returned:{step.pk}",
                  context={"post": post, "step": step}, url=_address(post))  # fmt: skip


def _writers(post):
    return {post.author, *post.writers.all()}


def post_published(post):
    outbox.notify(MAIL + "post_published.txt", to=[post.author], key=f"post-published:{post.live_id}",
                  context={"post": post}, url=_address(post))  # fmt: skip


def post_withdrawn(post):
    key = f"post-withdrawn:{post.pk}:{post.withdrawn_at:%Y%m%d%H%M%S}"
    outbox.notify(MAIL + "post_withdrawn.txt", to=[post.author], key=key, context={"post": post}, url=_address(post))
