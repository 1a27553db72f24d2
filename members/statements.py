"""What an application says: as it stands while somebody writes it, and as it was said when it was handed in.

Reviewers and the printed form see what was said then; where the record says something else today, both stand there.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from portal.ground import attachments
from portal.ground.dates import local_day

from . import applying
from .askable import FIELDS, unit_of
from .models import Application, Statement

PHONE, REASON, PAPER = "phone", "reason", "paper:"
WRITING = (Application.State.DRAFT, Application.State.RETURNED)


@dataclass(frozen=True)
class Row:
    """One line of an application; `now` is what the record says today when that is something else, else None."""

    key: str
    label: str
    text: str
    now: str | None = None

    @property
    def is_phone(self):
        return self.key == PHONE


@dataclass(frozen=True)
class Change:
    """A line that two versions of an application have differently."""

    label: str
    before: str
    after: str
    is_phone: bool


@dataclass(frozen=True)
class Said:
    """An application as it said itself: its version, when it was handed in, its lines and what it changed.

    Round 0 was not handed in, or before versions were kept: its lines are what the record says today.
    """

    round: int
    said_at: datetime | None
    rows: list
    changes: list
    rounds: list
    is_forgotten: bool = False


def written(application, *, on):
    """What the application says on the day, as a statement keeps it."""
    return lines(application, on=on) + _papers(application)


def lines(application, *, on):
    """The same without the papers."""
    asked = _asked(application, on=on)
    years = _("%(years)s 年") % {"years": application.years} if application.years else _("长期")
    told = [*asked, (PHONE, _("手机"), application.applicant.phone),
            ("class", _("会员类别"), application.member_class.name), ("years", _("会籍年限"), years), ("former_number", _("原会员号"), application.former_number), (REASON, _("申请理由"), application.reason)]  # fmt: skip
    always = {"class", "years", PHONE, *(key for key, _label, _text in asked)}
    return [{"key": key, "label": str(label), "text": text} for key, label, text in told if text or key in always]


def _asked(application, *, on):
    if application.unit_id:
        return _of_unit(application)
    if application.member_organisation_id:
        return _of_group(application)
    asked = applying.asked_of(application.member_class)
    return [(key, str(FIELDS[key].label), str(FIELDS[key].show(application.person, on))) for key in asked]


def _of_group(application):
    """The organisation and what it declares of itself, in the order of the conditions."""
    said = application.of_group
    fields = ("founding", "results", "office", "staff", "income", "party_members", "party_organisation")
    words = [(name, said._meta.get_field(name).verbose_name, str(getattr(said, name))) for name in fields]
    accepted = _("承认") if said.accepts_charter else ""
    return [("organisation", _("申请组织"), application.member_organisation.name),
            ("charter", _("科协章程"), accepted), *words]  # fmt: skip


def _of_unit(application):
    """The unit, who acts for it and whom it would send."""
    unit, said = application.unit, application.of_unit
    sent = "；".join(
        f"{one['name']}（{one['position']}）" if one["position"] else one["name"] for one in said.representatives
    )
    contact = f"{application.applicant.name}（{said.position}）" if said.position else application.applicant.name
    return [
        ("unit_name", _("单位名称"), unit.name), ("credit_code", _("统一社会信用代码"), unit.credit_code),
        ("unit_kind", _("单位类别"), unit.get_kind_display()), ("contact", _("联系人"), contact),
        ("representatives", _("单位代表"), sent), ("workers", _("科技工作者人数"), str(said.workers or "")),
    ]  # fmt: skip


def _papers(application):
    """A line for each paper: the files brought for it, told apart by what is in them."""
    brought = {}
    for one in attachments.of(applying.OWNER, application.public_id):
        brought.setdefault(one.label, []).append(one)
    return [
        {"key": f"{PAPER}{title}", "label": title, "text": "、".join(one.name for one in files),
         "sum": " ".join(sorted(one.digest for one in files))}
        for title, files in brought.items()
    ]  # fmt: skip


def said_by(application, *, on, round=None):
    """What was said in the version asked for, else in the latest; what stands on the record where none was kept."""
    versions = list(application.statements.order_by("round"))
    rounds = [one.round for one in versions]
    if not versions:
        return Said(0, None, [_row(line) for line in written(application, on=on)], [], [])
    at = rounds.index(round) if round in rounds else len(rounds) - 1
    shown, before = versions[at], versions[at - 1] if at else None
    rows = [_row(line, _now(application, line, shown)) for line in shown.said]
    changes = _changes(before.said, shown.said) if before and not before.forgotten_at else []
    return Said(shown.round, shown.said_at, rows, changes, rounds, shown.forgotten_at is not None)


def stated_units(applications):
    """Application's key → (unit it named when it was last handed in, the record's unit today when that is another)."""
    latest = Statement.objects.kept().filter(application__in=applications).order_by("application", "-round")
    said = dict(latest.distinct("application").values_list("application", "said"))
    found = {}
    for one in applications:
        now = unit_of(one.person) if one.person_id else ""
        then = next((line["text"] for line in said.get(one.pk, ()) if line["key"] == "unit"), now)
        found[one.pk] = (then, None if then == now else now)
    return found


def as_applicant_sees(application, *, on):
    """While it is being written what will be handed in, afterwards what was."""
    if application.state in WRITING:
        return Said(0, None, [_row(line) for line in written(application, on=on)], [], [])
    return said_by(application, on=on)


def _row(line, now=None):
    return Row(line["key"], line["label"], line["text"], now)


def _now(application, line, statement):
    """What the record says today of a line, None when it still says the same; read as of the day it was said."""
    person, key = application.person or (application.applicant if line["key"] == PHONE else None), line["key"]
    if person is None or key not in (*FIELDS, PHONE):
        return None
    now = person.phone if key == PHONE else str(FIELDS[key].show(person, local_day(statement.said_at)))
    return None if now == line["text"] else now


def _changes(before, after):
    """The lines that differ, in the order of the later version and then what it no longer has."""
    old, new = ({line["key"]: line for line in said} for said in (before, after))
    found = []
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key, {}), new.get(key, {})
        if (was.get("text"), was.get("sum")) != (now.get("text"), now.get("sum")):
            label = (now or was)["label"]
            found.append(Change(label, was.get("text", ""), now.get("text", ""), key == PHONE))
    return found
