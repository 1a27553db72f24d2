"""入会申请表: what was said, chosen and brought, and what the reviewers wrote, to be printed and kept."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from members import reviews, statements
from members.models import ReviewStep
from portal.ground.dates import in_words, local_day
from portal.ground.papers.typesetting import typeset

HERE = Path(__file__).parent
ROOM, REASON_ROOM = 36, 46
MARK = " ※"


def admission_form(application, *, on):
    """The form as PDF, and the characters no font could draw: what was said when it was handed in, a draft as it stands."""
    return typeset(HERE / "admission.typ", _content(application, on))


def _content(application, on):
    said = statements.said_by(application, on=on)
    papers = [row for row in said.rows if row.key.startswith(statements.PAPER)]
    reason = next((row.text for row in said.rows if row.key == statements.REASON), "")
    lines = [row for row in said.rows if row not in papers and row.key != statements.REASON]
    fields = [[row.label + (MARK if row.now is not None else ""), row.text] for row in lines]
    if len(fields) % 2:
        fields.append(["", ""])
    handed_in = local_day(said.said_at) if said.said_at else None
    return {
        "title": _("入会申请表"), "society": str(application.organisation), "fields": fields,
        "handed_in": _("提交日期：%(day)s") % {"day": in_words(handed_in) if handed_in else "　　　　"},
        "wide": [[_("申请理由"), reason or (_("未填") if handed_in else ""), 0 if reason or handed_in else REASON_ROOM],
                 [_("提交的材料"), "、".join(row.label for row in papers) or _("无"), 0]],
        "result": _result(application),
        "declaration": _declaration(application),
        "since": _since(lines, on), "reviews": _reviews(application), "source": settings.PORTAL["name"],
    }  # fmt: skip


def _declaration(application):
    """What is signed by the person, or under the seal of the unit."""
    if application.unit_id:
        return [_("单位声明"), _("本单位自愿申请加入，承认章程，以上内容真实。"),
                _("单位盖章：　　　　　　　　　　　　年　　月　　日")]  # fmt: skip
    return [_("本人声明"), _("本人自愿申请加入，承认章程，以上内容真实。"),
            _("申请人签字：　　　　　　　　　　　年　　月　　日")]  # fmt: skip


def _since(lines, on):
    """What the record says today where it is something else than what was said."""
    changed = [f"{row.label} {row.now or _('未填')}" for row in lines if row.now is not None]
    if not changed:
        return ""
    return _("%(mark)s 表中为提交时的内容，截至%(day)s本人资料已有变更，现为：%(changed)s。") % {
        "mark": MARK.strip(), "day": in_words(on), "changed": "；".join(changed),
    }  # fmt: skip


def _result(application):
    """What became of it, once somebody is a member: the number, from when, and the minutes it rests on."""
    period = application.periods.select_related("membership").first()
    if period is None:
        return ""
    number, day = period.membership.number, in_words(period.start_on)
    text = _("%(day)s准予入会，会员号 %(number)s") % {"day": day, "number": number}
    by_minutes = _("，依据%(minutes)s") % {"minutes": application.minutes} if application.minutes_id else ""
    return f"{text}{by_minutes}。"


def _reviews(application):
    """The steps of the last round with what was written; those still to come leave room for a hand."""
    steps = list(
        ReviewStep.objects.of(application).select_related("decided_by", "deputy_for__person").order_by("round", "order")
    )
    last = [step for step in steps if step.round == steps[-1].round] if steps else []
    shown = [_review(step) for step in last]
    return shown or [_blank(_("初审意见")), _blank(_("终审意见"))]


def _blank(title):
    return {
        "title": title,
        "opinion": "",
        "room": ROOM,
        "signed": _("签字：　　　　　　"),
        "dated": _("　　　年　　月　　日"),
    }


def _review(step):
    title = _("%(step)s意见") % {"step": step.name}
    if not step.outcome:
        return _blank(title)
    opinion = step.get_outcome_display() + (f"：{step.remark}" if step.remark else "。")
    return {
        "title": title, "opinion": opinion, "room": 0,
        "signed": _("签字：%(name)s") % {"name": _signed(step)},
        "dated": in_words(local_day(step.decided_at)),
    }  # fmt: skip


def _signed(step):
    """Who decided, and in whose place."""
    place = reviews.in_whose_place(step)
    return f"{step.decided_by.name if step.decided_by else ''}{f'（{place}）' if place else ''}"
