"""Who may do what to posts and columns. Every sentence is the by-law of one act."""

from django.conf import settings
from django.db.models import Q

from members import reviews
from members import rules as people
from members.models import Office, Organisation

from .models import Column, Place, Post

EDITORS = (Office.Title.OFFICIAL, Office.Title.SECRETARY_GENERAL, *Office.LEADERS)


def may_write(actor, organisation):
    """The officers of a society or branch write in its name; in an association's, whoever works at its desk."""
    is_association = organisation.kind == Organisation.Kind.ASSOCIATION
    titles = people.STAFF if is_association else people.titles_of(organisation)
    return actor.serves(organisation, *titles)


def writes(actor):
    """Does the acting office write for its organisation?"""
    return bool(actor.office) and may_write(actor, actor.office.organisation)


def columns_open_to(organisation):
    """The columns an organisation of this kind may post in."""
    return Column.objects.for_posts().filter(posters__contains=[organisation.kind])


def may_edit_post(actor, post):
    """Whoever writes for the organisation works on its posts, also on those a colleague began."""
    return may_write(actor, post.organisation)


def may_decide_post(actor, post, step):
    """The office the step names; nobody who had a hand in the text, and nobody twice in a round."""
    if not reviews.may_decide(actor, step, applicant_id=post.author_id):
        return False
    return not post.writers.filter(pk=actor.person.pk).exists()


def written_by(person, ids):
    """Those of the posts the person had a hand in and does not review."""
    mine = Q(author=person) | Q(writers=person)
    return Post.objects.filter(mine, pk__in=ids).values_list("pk", flat=True).distinct()


def may_publish_post(actor, post):
    """What was passed is published by the organisation's writers; in the portal's columns also by the city's staff."""
    if may_write(actor, post.organisation):
        return True
    return post.place == Place.PORTAL and actor.holds(*people.STAFF, region=settings.PORTAL_CITY)


def may_withdraw_post(actor, post):
    """The organisation's writers, and the staff of an association above it."""
    return may_write(actor, post.organisation) or actor.holds(*people.STAFF, region=post.organisation.region_code)


def may_mark_post(actor):
    """Officials, the secretary-general and the leaders of the city choose what stands at the top and what leads."""
    return actor.holds(*EDITORS, region=settings.PORTAL_CITY)


def may_edit_columns(actor):
    """Officials, the secretary-general and the leaders of the city keep the columns."""
    return actor.holds(*EDITORS, region=settings.PORTAL_CITY)


def visible_posts(actor):
    """Those of one's own organisation and one's own; to an association's staff what was handed in from its region."""
    mine = Q(author=actor.person)
    if actor.office:
        if writes(actor):
            mine |= Q(organisation=actor.office.organisation)
        region = actor.office.organisation.region_code
        if actor.holds(*people.STAFF, region=region):
            was_shown = ~Q(state=Post.State.DRAFT) | Q(live__isnull=False)
            mine |= Q(organisation__region_code__startswith=region) & was_shown
    return Post.objects.filter(mine).select_related("organisation", "column", "author", "live")


def owner_of(post):
    """The owner of files brought now: files of a text that was published belong to its number and stay."""
    return f"{post.public_id}:{post.versions.count()}"


def post_of(owner_id):
    """Public id of the post an owner's name stands for."""
    return owner_id.rpartition(":")[0]


def may_read_files(actor, owner_id):
    """Whoever sees the post on the desk; the public has addresses of its own for what a published text shows."""
    return actor is not None and visible_posts(actor).filter(public_id=post_of(owner_id)).exists()


def may_bring_files(actor, owner_id):
    """The organisation's writers, while the text is being worked on; never to a text already published."""
    if actor is None:
        return False
    post = visible_posts(actor).filter(public_id=post_of(owner_id), state__in=Post.EDITABLE).first()
    return post is not None and owner_id == owner_of(post) and may_edit_post(actor, post)
