"""入会申请表: what was said, chosen and brought, and what the reviewers wrote, to be printed and kept."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from members.applying import asked_of
from members.askable import FIELDS
from members.models import ReviewStep
from portal.ground.dates import in_words, local_day
from portal.ground.papers.typesetting import typeset

HERE = Path(__file__).parent
ROOM, REASON_ROOM = 36, 46


def admission_form(application, papers, *, on):
    """The form as PDF, and the characters no font could draw; `papers` are the titles of what was brought."""
    return typeset(HERE / "admission.typ", _content(application, papers, on))


def _content(application, papers, on):
    organisation, person = application.organisation, application.person
    fields = [
        [str(FIELDS[key].label), str(FIELDS[key].show(person, on) or "")] for key in asked_of(application.member_class)
    ]
    fields += [[_("手机"), person.phone], [_("会员类别"), application.member_class.name]]
    fields += [[_("会籍年限"), _("%(years)s 年") % {"years": application.years} if application.years else _("长期")]]
    if application.former_number:
        fields.append([_("原会员号"), application.former_number])
    if len(fields) % 2:
        fields.append(["", ""])
    submitted = application.submitted_at
    return {
        "title": _("入会申请表"), "society": str(organisation), "fields": fields,
        "handed_in": _("提交日期：%(day)s") % {"day": in_words(local_day(submitted)) if submitted else "　　　　"},
        "wide": [[_("申请理由"), application.reason, 0 if application.reason else REASON_ROOM],
                 [_("提交的材料"), "、".join(papers) or _("无"), 0],
                 [_("本人声明"), _("本人自愿申请加入，承认章程，以上内容真实。"), 22]],
        "reviews": _reviews(application), "source": settings.PORTAL["name"],
    }  # fmt: skip


def _reviews(application):
    """The steps of the last round with what was written; those still to come leave room for a hand."""
    steps = list(ReviewStep.objects.of(application).select_related("decided_by").order_by("round", "order"))
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
        "signed": _("签字：%(name)s") % {"name": step.decided_by.name if step.decided_by else ""},
        "dated": in_words(local_day(step.decided_at)),
    }  # fmt: skip
