"""Who may do what to comments and on the moderation desk; see tests/access.py."""

from members.models import Activity, Actor, Office
from portal.ground import attachments
from portal.home import actions, bulk
from portal.home.models import Ban, Comment, Post
from tests.access import OTHER_SOCIETY, REFUSED, Address, act, form, page, public, signed_in
from tests.factories import posts
from tests.factories.city import NOW
from tests.factories.talk import branch, known, reader, say
from tests.ground.uploaded import picture, upload

MINE = frozenset({"worker"})
OTHERS = signed_in() - MINE
OFFICIALS = frozenset({"official", "leader"})
OFFICERS = frozenset({"general", "president"})  # of the society whose own post it is; its assistant is none of them
MODERATORS = OFFICIALS | OFFICERS
STRANGERS = signed_in() - MODERATORS
AT_THE_DESK = MODERATORS | OTHER_SOCIETY | {"contact"}
REASON = {"reason": "经核实"}
WORD = {"word": "赌博", "kind": "hold", "source": "会议"}


def a_post(city):
    """On the own page of the society A06; the worker has a proved phone and is no newcomer, nobody else has."""
    post = posts.submitted(city, "assistant", "societies", place="own")
    actions.publish_post(posts.passed(post, city.general), by=city.assistant, now=NOW)
    person = city.worker.person
    person.phone, person.phone_verified_at, person.signed_up_at = "13912345678", NOW, NOW.replace(year=2025)
    person.save()
    known(city.worker, Post.objects.get())
    return Post.objects.get()


def a_thread(city):
    return {"label": "home.post", "key": a_post(city).public_id}


def of(comment):
    return {"public_id": comment.public_id}


def my_comment(city):
    """Shown to everybody."""
    return of(say(a_post(city), city.worker))


def a_newcomers(city):
    """Held until somebody has looked."""
    return of(say(a_post(city), reader(signed_up_at=NOW)))


def somebody_elses(city):
    post = a_post(city)
    return of(say(post, known(reader(), post)))


def a_hidden_one(city):
    comment = Comment.objects.get(**my_comment(city))
    return of(actions.hide_comment(comment, **REASON, by=city.official, now=NOW))


def promised(city):
    """What the official is about to do to many."""
    picked = [Comment.objects.get(state="held").public_id]
    return {"token": bulk.plan(city.official, act="hide", reason="广告", picked=picked)["token"]}


def something_held(city):
    a_newcomers(city)
    return {}


def my_ban(city):
    return of(actions.ban_person(city.worker.person, reason="广告", days=3, by=city.official, now=NOW))


def an_appealed_ban(city):
    arguments = my_ban(city)
    actions.appeal_ban(Ban.objects.get(), text="那不是广告", by=city.worker, now=NOW)
    return arguments


def a_word(city):
    return of(actions.add_word(**WORD, by=city.official, now=NOW))


def a_picture(city):
    """A newcomer's photograph of an activity."""
    newcomer = reader(signed_up_at=NOW).person
    organisation = branch()
    office = Office.objects.create(person=newcomer, organisation=organisation, title="contact", start_on=NOW.date())
    held = Activity.objects.create(
        organisation=organisation, name="讲座", kind="讲座", held_on=NOW.date(), person_times=3, region_code="520302",
        filed_by=newcomer, filed_at=NOW,
    )  # fmt: skip
    how = {"owner_kind": "activity", "owner_id": str(held.pk), "label": "现场照片", "by": Actor(newcomer, office)}
    return of(attachments.keep(upload(picture()), now=NOW, **how))


def decide(which, thing, **typed):
    return act("decide_comment", which, MODERATORS, unknown=STRANGERS, thing=thing, typed=REASON | typed)


ADDRESSES = [
    # Opened without htmx it leads to the thing.
    public("thread_part", status=302, thing=a_thread),
    act("write_comment", "", MINE, thing=a_thread, typed={"text": "很有启发", "shown_as": "name"}),
    act("close_thread", "", MODERATORS, thing=a_thread, typed=REASON),
    act("comment_act", "edit", MINE, thing=my_comment, typed={"text": "改过的话"}),
    act("comment_act", "withdraw", MINE, thing=my_comment),
    act("comment_act", "report", MINE, thing=somebody_elses, typed={"reason": "abuse"}),
    page("my_comments", signed_in()),
    act("appeal_ban", "", MINE, unknown=OTHERS, thing=my_ban, typed={"text": "那不是广告"}),
    page("moderation_queue", AT_THE_DESK | {"stats"}), page("comment_list", AT_THE_DESK), page("moderation_figures", AT_THE_DESK),
    page("moderated_comment", MODERATORS, unknown=STRANGERS, thing=a_newcomers),
    # What was promised to one is not done by another.
    Address("decide_many", post={302: {"official"}, REFUSED: AT_THE_DESK - {"official"}}, thing=something_held, typed=promised),
    decide("approve", a_newcomers, version="1"), decide("hide", my_comment), decide("restore", a_hidden_one),
    decide("delete", my_comment),
    page("picture_list", OFFICIALS),
    page("moderated_picture", OFFICIALS, unknown=signed_in() - OFFICIALS, thing=a_picture),
    *(act("decide_picture", which, OFFICIALS, unknown=signed_in() - OFFICIALS, thing=a_picture, typed=REASON)
      for which in ("approve", "hide")),
    act("give_ban", "", OFFICIALS, unknown=STRANGERS, thing=my_comment, typed={"reason": "广告", "days": "3"}),
    page("ban_list", OFFICIALS), page("ban_detail", OFFICIALS, thing=my_ban),
    act("ban_act", "lift", OFFICIALS, thing=my_ban, typed=REASON),
    # Given by the official, and so decided by another.
    act("ban_act", "uphold", {"leader"}, thing=an_appealed_ban, typed=REASON),
    act("ban_act", "grant", {"leader"}, thing=an_appealed_ban, typed=REASON),
    form("word_list", OFFICIALS, typed=WORD), page("word_detail", OFFICIALS, thing=a_word),
    act("word_end", "", OFFICIALS, thing=a_word),
]  # fmt: skip
