"""Comments under the demo city's posts, with something to moderate: held, reported, hidden, banned and appealing."""

import hashlib
import random
from datetime import datetime, time, timedelta

from django.db import transaction

from members.models import Actor, Organisation, Person
from portal.ground import workdays
from portal.ground.dates import SHANGHAI, local_day

from .. import wording
from ..models import Ban, BanAppeal, ClosedThread, Comment, CommentReport, Decision, Post, WordRule
from . import photos, sayings

SEED = 20260301
READERS, DAYS, THREADS = 40, 45, 24
PLACES = ("贵州",) * 12 + ("四川", "重庆", "云南", "广东", "北京", "湖南", "未知")
HIDDEN_REASONS = ("辱骂他人", "广告营销", "泄露他人信息")
Held, State, Act = Comment.Held, Comment.State, Decision.Act


@transaction.atomic
def build(*, now):
    """What people said in the last weeks under published posts; officials and the deputy moderate."""
    rng = random.Random(SEED)  # nosec B311  # a city that is the same every time
    readers, official = _readers(now), Person.objects.get(username="official")
    other = Person.objects.get(username="secretary")
    posts = list(Post.objects.public(now).select_related("organisation").order_by("-published_at")[:THREADS])
    if not posts:
        return
    _words(official, now)
    stood = _opinions(rng, posts, readers[:30], now)
    _answers(rng, stood, readers[:30], now)
    _waiting(rng, posts, readers, now)
    bad = _hidden(rng, posts, readers[30:], (official, other), now)
    _approved(rng, stood, (official, other))
    _reported(rng, stood, readers, now)
    _bans(bad, official, other, now)
    photos.build(official=Actor(official, official.offices.get(end_on=None)), now=now)
    ClosedThread.objects.create(
        thing=posts[-1]._meta.label_lower,
        thing_id=str(posts[-1].pk),
        reason="征求意见已结束",
        closed_by=official,
        closed_at=now,
    )


def _readers(now):
    """Science workers whose phones are proved; the demo's own worker is one of them."""
    known = now - timedelta(days=200)
    Person.objects.filter(username="worker").update(phone="13900001234", phone_verified_at=known, signed_up_at=known)
    ids = list(
        Person.objects.filter(username__startswith="w-").order_by("pk").values_list("pk", flat=True)[5 : 5 + READERS]
    )
    Person.objects.filter(pk__in=ids, phone_verified_at=None).update(phone_verified_at=known, signed_up_at=known)
    return list(Person.objects.filter(pk__in=ids).order_by("pk"))


def _words(official, now):
    WordRule.objects.bulk_create(
        WordRule(
            word=word, normal=wording.plain(word), kind=kind, replacement=replacement, source=sayings.WORD_SOURCE,
            made_by=official, made_at=now - timedelta(days=60),
        )
        for word, kind, replacement in sayings.WORDS
    )  # fmt: skip


def _comment(rng, post, author, text, at, *, state=State.SHOWN, held_for=(), waiting_since=None, **more):
    association = post.organisation.kind == Organisation.Kind.ASSOCIATION
    return Comment(
        thing=post._meta.label_lower, thing_id=str(post.pk), organisation=None if association else post.organisation,
        author=author, shown_as="name" if rng.random() < 0.7 else "surname", text=text,
        digest=hashlib.sha256(wording.plain(text).encode()).hexdigest(), place=rng.choice(PLACES), state=state,
        held_for=list(map(str, held_for)), written_at=at, waiting_since=waiting_since,
        due_on=workdays.after(local_day(waiting_since), 1) if waiting_since else None, **more,
    )  # fmt: skip


def _moment(rng, post, now):
    """Some waking hour after the post came out."""
    day = local_day(now) - timedelta(days=int(DAYS * rng.random() ** 1.5) + 1)
    at = datetime.combine(day, time(rng.randint(8, 21), rng.randint(0, 59)), SHANGHAI)
    return max(at, post.published_at + timedelta(minutes=rng.randint(20, 900)))


def _opinions(rng, posts, readers, now):
    made = []
    for number, post in enumerate(posts):
        for text in rng.sample(sayings.OPINIONS, max(2, 12 - number // 2)):
            made.append(_comment(rng, post, rng.choice(readers), text, min(_moment(rng, post, now), now)))
    return Comment.objects.bulk_create(made)


def _answers(rng, stood, readers, now):
    by_post = {
        str(post.pk): post
        for post in Post.objects.filter(pk__in={one.thing_id for one in stood}).select_related("organisation")
    }
    Comment.objects.bulk_create(
        _comment(
            rng, by_post[parent.thing_id], rng.choice(readers), rng.choice(sayings.ANSWERS),
            min(parent.written_at + timedelta(hours=rng.randint(1, 30)), now), parent=parent,
        )
        for parent in rng.sample(stood, len(stood) // 3)
    )  # fmt: skip


def _waiting(rng, posts, readers, now):
    """Newcomers, links and words: some since this morning, some overdue."""
    kinds = ((sayings.NEWCOMERS, Held.NEW), (sayings.LINKED, Held.LINK), (sayings.WORDY, Held.WORD))
    made = []
    for texts, why in kinds:
        for text in texts:
            at = now - timedelta(hours=rng.choice((1, 3, 5, 20, 26, 50, 100)), minutes=rng.randint(0, 59))
            author = rng.choice(readers[30:] if why == Held.NEW else readers)
            made.append(
                _comment(
                    rng, rng.choice(posts[:8]), author, text, at, state=State.HELD, held_for=[why], waiting_since=at
                )
            )
    Comment.objects.bulk_create(made)


def _hidden(rng, posts, authors, moderators, now):
    """What was reported, looked at and hidden, with the reason its author was told."""
    made = []
    for number, text in enumerate(sayings.ABUSIVE[:3] * 2):
        at = now - timedelta(days=3 + 5 * number, hours=rng.randint(1, 9))
        reason = HIDDEN_REASONS[number % len(HIDDEN_REASONS)]
        made.append(_comment(rng, posts[number], authors[number % 4], text, at, state=State.HIDDEN, reason=reason))
    made = Comment.objects.bulk_create(made)
    for comment in made:
        reported_at = comment.written_at + timedelta(hours=1)
        decided_at = reported_at + timedelta(minutes=rng.randint(10, 400))
        by = rng.choice(moderators)
        Decision.objects.create(
            comment=comment,
            act=Act.HIDDEN,
            reason=comment.reason,
            decided_by=by,
            decided_at=decided_at,
            waited_since=reported_at,
        )
        CommentReport.objects.create(
            comment=comment,
            reporter=authors[5],
            reason="abuse",
            reported_at=reported_at,
            outcome="upheld",
            decided_by=by,
            decided_at=decided_at,
        )
    return made


def _approved(rng, stood, moderators):
    """A part of what stands was held at first."""
    Decision.objects.bulk_create(
        Decision(
            comment=comment, act=Act.APPROVED, decided_by=rng.choice(moderators), waited_since=comment.written_at,
            decided_at=comment.written_at + timedelta(minutes=rng.choice((4, 9, 15, 28, 45, 70, 150, 600))),
        )
        for comment in stood if rng.random() < 0.5
    )  # fmt: skip


def _reported(rng, stood, readers, now):
    """Two that stand and were reported once or twice; one that three people had taken out of sight."""
    for comment, count in zip(sorted(stood, key=lambda one: one.written_at)[-3:], (1, 2, 3), strict=True):
        reporters = rng.sample([reader for reader in readers if reader.pk != comment.author_id], count)
        at = max(comment.written_at, now - timedelta(hours=8))
        CommentReport.objects.bulk_create(
            CommentReport(
                comment=comment, reporter=reporter, reason=rng.choice(("abuse", "false", "advertisement")),
                note="与实际情况不符。" if number == 0 else "", reported_at=at + timedelta(minutes=10 * number),
            )
            for number, reporter in enumerate(reporters)
        )  # fmt: skip
        comment.waiting_since, comment.due_on = at, workdays.after(local_day(at), 1)
        if count == 3:
            comment.state, comment.held_for = State.HELD, [str(Held.REPORTS)]
        comment.save()


def _bans(bad, official, other, now):
    """One running with an appeal that waits, one lifted on appeal, one that ran out."""
    running, lifted, over = bad[0], bad[1], bad[2]
    start = now - timedelta(days=2)
    ban = Ban.objects.create(
        person=running.author,
        comment=running,
        reason="多次辱骂他人，经提醒不改",
        start_at=start,
        ends_at=start + timedelta(days=30),
        given_by=other,
    )
    BanAppeal.objects.create(
        ban=ban, against=other, text="当时情绪激动，已经私下道歉，希望能缩短期限。", written_at=now - timedelta(days=1),
        due_on=workdays.after(local_day(now), 4),
    )  # fmt: skip
    start = now - timedelta(days=20)
    ban = Ban.objects.create(
        person=lifted.author, comment=lifted, reason="发布广告", start_at=start, ends_at=start + timedelta(days=4), given_by=official,
        lifted_at=start + timedelta(days=4), lifted_by=other, lifted_reason="转发的是学会公益讲座，不是广告",
    )  # fmt: skip
    BanAppeal.objects.create(
        ban=ban, against=official, text="转发的是学会讲座通知，不收费。", written_at=start + timedelta(days=1), due_on=local_day(start) + timedelta(days=7),
        outcome="lifted", reason="转发的是学会公益讲座，不是广告", decided_by=other, decided_at=start + timedelta(days=4),
    )  # fmt: skip
    start = now - timedelta(days=40)
    Ban.objects.create(
        person=over.author,
        comment=over,
        reason="泄露他人信息",
        start_at=start,
        ends_at=start + timedelta(days=7),
        given_by=official,
    )
