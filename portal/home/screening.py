"""What a text meets before anybody reads it: refused with a sentence, held to be looked at, or changed."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from portal.ground import dated
from portal.ground.dates import local_day
from portal.ground.errors import Refused
from portal.ground.models import Attachment

from . import comment_values as values
from . import wording
from .models import Comment, WordRule

Kind = WordRule.Kind
RATE_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Verdict:
    """The text as it may stand, why it is held (empty: not at all), and the digest that finds it again."""

    text: str
    held_for: tuple
    digest: str


def screen(text, author, *, now):
    """Read a text by length, words and links, and by how well its author is known; raises Refused for what cannot be."""
    text = text.strip().replace("\x00", "")
    reading = wording.read(text)
    longest = int(dated.value(values.LONGEST, on=local_day(now)))
    if not reading.plain.strip():
        raise Refused(_("请写下评论内容。"))
    if len(text) > longest:
        raise Refused(
            _("评论不能超过 %(count)s 个字，现在是 %(length)s 个字。") % {"count": longest, "length": len(text)}
        )
    found = words_in(reading)
    if any(rule.kind == Kind.BLOCK for rule, _spans in found):
        raise Refused(_("评论含有不能发表的词语，请修改后再发表。"))
    reasons = [Comment.Held.NEW] if is_new(author, now=now) else []
    reasons += [Comment.Held.WORD] if any(rule.kind == Kind.HOLD for rule, _spans in found) else []
    reasons += [Comment.Held.LINK] if wording.has_link(text) else []
    text = with_replacements(text, found)
    return Verdict(text, tuple(map(str, reasons)), hashlib.sha256(reading.plain.encode()).hexdigest())


def words_in(reading):
    """(rule, places) of every word rule in force that the text meets."""
    met = ((rule, list(reading.find(rule.normal))) for rule in WordRule.objects.in_force().order_by("pk"))
    return [(rule, spans) for rule, spans in met if spans]


def with_replacements(text, found):
    spans = [(*span, rule.replacement) for rule, spans in found if rule.kind == Kind.REPLACE for span in spans]
    return wording.replaced(text, spans)


def is_new(author, *, now):
    """Too few comments and pictures that stood when somebody had looked, or too young an account."""
    day = local_day(now)
    began = author.signed_up_at or author.joined_at
    if now - began < timedelta(days=int(dated.value(values.ACCOUNT_DAYS, on=day))):
        return True
    needed = int(dated.value(values.FIRST_APPROVED, on=day))
    stood = Comment.objects.filter(author=author, state=Comment.State.SHOWN).count()
    if stood < needed:
        passed = Attachment.objects.filter(uploaded_by=author, state=Attachment.State.SHOWN, looked_at__isnull=False)
        stood += passed.count()
    return stood < needed


def check_pace(author, digest, *, now):
    """Raises Refused for somebody in too much of a hurry, and for what they said already."""
    day, mine = local_day(now), Comment.objects.filter(author=author)
    most = int(dated.value(values.PER_TEN_MINUTES, on=day))
    if mine.filter(written_at__gt=now - RATE_WINDOW).count() >= most:
        raise Refused(_("您评论得太快了，请过几分钟再发表。"))
    hours = timedelta(hours=int(dated.value(values.SAME_TEXT_HOURS, on=day)))
    if mine.filter(digest=digest, written_at__gt=now - hours).exists():
        raise Refused(_("您已经发表过同样的内容。"))
