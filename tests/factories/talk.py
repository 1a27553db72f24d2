"""People who comment, and something to comment on: a branch's own page, registered for the length of a test."""

from contextlib import contextmanager
from datetime import timedelta

from django.urls import reverse

from members.models import Actor, Organisation, Person
from portal.home import actions, threads
from portal.home.models import Comment
from tests.factories.city import NOW

ADDRESS = "203.0.113.9"
LONG_AGO = NOW - timedelta(days=400)


def reader(name="杨明", number=1, **fields):
    """Somebody with a verified phone whose account is old enough."""
    person = Person.objects.create_user(
        f"reader-{number}", "a-long-password", name=name, phone=f"139{number:08}",
        **{"phone_verified_at": LONG_AGO, "signed_up_at": LONG_AGO} | fields,
    )  # fmt: skip
    return Actor(person)


@contextmanager
def commented_branches(**more):
    """While this lasts, branches carry comments; those whose name begins with 秘 are seen by nobody."""
    before = dict(threads._subjects)
    threads.register(
        Organisation,
        lambda ids: {
            str(one.pk): (one.name, reverse("branch_page", args=[one.public_id]))
            for one in Organisation.objects.filter(pk__in=ids)
        },
        lambda thing: not thing.name.startswith("闭"),
        lambda actor: Organisation.objects.filter(kind="branch").exclude(name__startswith="秘"),
        organisation_of=lambda thing: thing,
        **more,
    )
    try:
        yield
    finally:
        threads._subjects.clear()
        threads._subjects.update(before)


def branch(name="甲公司科协", **fields):
    return Organisation.objects.create(kind="branch", name=name, region_code="520302", **fields)


def say(thing, by, text="说得好，有启发。", *, now=NOW, **more):
    return actions.write_comment(
        thing, text=text, **{"shown_as": "name", "address": ADDRESS} | more, by=by, now=now
    )  # fmt: skip


def known(actor, thing, times=3):
    """The reader is no newcomer any more: some comments of theirs stood long ago."""
    Comment.objects.bulk_create(
        Comment(
            thing=thing._meta.label_lower, thing_id=str(thing.pk), author=actor.person, shown_as="name",
            text=f"从前的话{number}", digest=f"{number:064}", place="贵州", state="shown", written_at=LONG_AGO,
        )
        for number in range(times)
    )  # fmt: skip
    return actor
