"""Word rules on the desk, with a box to try a text."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ground.addresses import address_of
from portal.ground.errors import Refused, require
from portal.ground.journal import history
from portal.ground.labels import label
from portal.ground.lists import Column, list_page

from .. import actions, screening, wording
from .. import comment_rules as rules
from ..comment_forms import TryForm, WordForm
from ..comment_lists import WordFilter
from ..models import WordRule

COLUMNS = (
    Column("词语", lambda rule: rule.word, "normal", lambda rule: address_of("word_detail", rule.public_id)),
    Column("处理方式", lambda rule: label(rule, "kind"), "kind",
           tag=lambda rule: {"block": "bad", "hold": "wait"}.get(rule.kind, "")),
    Column("替换为", lambda rule: rule.replacement or None),
    Column("依据", lambda rule: rule.source, width=40),
    Column("启用日期", lambda rule: timezone.localtime(rule.made_at).date(), "made_at", kind="date"),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def word_list(request):
    """The words in force, a form for another one, and a box that tells what would happen to a text."""
    require(rules.may_keep_words(request.actor))
    form = WordForm(request.POST if "word" in request.POST else None)
    if form.is_valid():
        try:
            actions.add_word(**form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error("word", str(refusal))
        else:
            messages.success(request, _("已启用，之后发表的评论都按它处理。"))
            return redirect("word_list")
    trial = TryForm(request.POST if "sample" in request.POST else None)
    words = WordRule.objects.in_force().order_by("kind", "normal")
    return list_page(
        request, "home/word_list.html", words, COLUMNS, name=_("词语规则"), filter_class=WordFilter, form=form, trial=trial,
        tried=_tried(trial.cleaned_data["sample"]) if trial.is_valid() else None,
    )  # fmt: skip


def _tried(sample):
    """What the rules would do to a text."""
    found = screening.words_in(wording.read(sample))
    kinds = {rule.kind for rule, _spans in found}
    return {
        "words": [(rule, "、".join(sample[start:end] for start, end in spans)) for rule, spans in found],
        "is_blocked": WordRule.Kind.BLOCK in kinds,
        "is_held": WordRule.Kind.HOLD in kinds or wording.has_link(sample), "has_link": wording.has_link(sample),
        "text": screening.with_replacements(sample, found),
    }  # fmt: skip


@require_safe
def word_detail(request, public_id):
    """One rule: by which paper, since when, and the button that ends it."""
    require(rules.may_keep_words(request.actor))
    rule = get_object_or_404(WordRule, public_id=public_id)
    return render(request, "home/word_detail.html", {"rule": rule, "history": history(rule)})


@require_POST
def word_end(request, public_id):
    """The word is free again."""
    require(rules.may_keep_words(request.actor))
    try:
        actions.end_word(get_object_or_404(WordRule, public_id=public_id), by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已停用。"))
    return redirect("word_list")
