"""The words comments are read by: taken in and taken out by officials."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.ground.errors import Refused, require
from portal.ground.journal import record

from .. import comment_rules as rules
from .. import wording
from ..models import WordRule


@transaction.atomic
def add_word(word, *, kind, replacement="", source, by, now):
    """From now on comments with the word are refused, held, or changed."""
    require(rules.may_keep_words(by))
    normal = wording.plain(word).strip()
    if not normal:
        raise Refused(_("词语里没有可以识别的文字。"))
    if kind == WordRule.Kind.REPLACE and normal in wording.plain(replacement):
        raise Refused(_("替换后的文字里还有这个词。"))
    try:
        with transaction.atomic():
            rule = WordRule.objects.create(
                word=word, normal=normal, kind=kind, replacement=replacement, source=source, made_by=by.person,
                made_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_("这个词已有规则，请先停用。")) from error
    record("word.added", rule, by=by, word=word, kind=str(rule.get_kind_display()), source=source)
    return rule


@transaction.atomic
def end_word(rule, *, by, now):
    """The word is free again; the rule stays on record."""
    require(rules.may_keep_words(by))
    rule = WordRule.objects.select_for_update().get(pk=rule.pk)
    if rule.ended_at:
        raise Refused(_("这条规则已经停用。"))
    rule.ended_at = now
    rule.save(update_fields=["ended_at"])
    record("word.ended", rule, by=by, word=rule.word)
    return rule
