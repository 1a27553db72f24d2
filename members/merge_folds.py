"""How what members themselves keep is brought together: memberships, offices, applications, logins, the record itself."""

from django.db.models import Q
from django.utils.translation import gettext as _

from . import reviews
from .merging import Line
from .models import (
    Application,
    IdentityClaim,
    IdentityMark,
    Membership,
    MembershipPeriod,
    Office,
    RosterClaim,
    WechatIdentity,
)

State = Application.State
FILLED = (
    "email", "sex", "born_on", "ethnicity", "education", "degree", "region_code", "position", "front_line",
    "professional_title", "discipline",
)  # fmt: skip


def applications(writer):
    """Of two open ones to one organisation the draft, else the merged record's, is withdrawn."""
    both = Application.objects.select_for_update(of=("self",)).filter(person__in=(writer.kept, writer.merged))
    rows = list(both.order_by("pk"))
    mine = {one.organisation_id: one for one in rows if one.person_id == writer.kept.pk and one.is_open}
    theirs, withdrawn = [one for one in rows if one.person_id == writer.merged.pk], 0
    for application in theirs:
        other = mine.get(application.organisation_id) if application.is_open else None
        if other:
            withdrawn += 1
            is_further = other.state == State.DRAFT and application.state != State.DRAFT
            _withdraw(writer, other if is_further else application)
        writer.change(application, person_id=writer.kept.pk)
    note = _("两份记录都在申请同一组织，其中 %(count)s 份撤回") % {"count": withdrawn} if withdrawn else ""
    yield Line(_("入会申请"), len(theirs), 0, note)


def _withdraw(writer, application):
    for step in reviews.open_steps(application):
        writer.remove(step)
    writer.change(application, state=State.WITHDRAWN, decided_at=writer.now)


def roster_claims(writer):
    """What rosters say; locked before memberships are looked at, so that a society taking its roster over waits."""
    theirs = RosterClaim.objects.select_for_update(of=("self",)).filter(person=writer.merged).order_by("pk")
    moved, stays = writer.move(theirs, "person", writer.kept)
    yield Line(_("名册上的会籍"), moved, stays, _("两份名册记录都写了同一学会") if stays else "")


def memberships(writer):
    """Two in one organisation become one: the older number stays, the other is kept as the number from before."""
    mine = {one.organisation_id: one for one in _memberships(writer.kept)}
    moved = 0
    for theirs in _memberships(writer.merged):
        other = mine.get(theirs.organisation_id)
        if other is None:
            moved += writer.change(theirs, person_id=writer.kept.pk)
            continue
        older, newer = sorted((other, theirs), key=lambda one: (one.admitted_at, one.pk))
        yield _join(writer, older, newer)
    yield Line(_("会籍"), moved)


def _memberships(person):
    rows = Membership.objects.select_for_update(of=("self",)).filter(person=person, continued_in=None)
    return rows.select_related("organisation").order_by("pk")


def _join(writer, older, newer):
    if (
        newer.person_id == writer.kept.pk
    ):  # the two change places, one at a time, as a person has one in an organisation
        writer.change(newer, person_id=None, unit_id=None, member_organisation_id=older.organisation_id)
        writer.change(older, person_id=writer.kept.pk)
        writer.change(newer, person_id=writer.merged.pk, member_organisation_id=None)
    _move_periods(writer, older, newer)
    for model, name in _pointing_at_memberships():
        rows = model._base_manager.filter(**{name: newer}).select_for_update(of=("self",)).order_by("pk")
        writer.move(rows, name, older)
    writer.change(newer, continued_in_id=older.pk)
    if not older.former_number:
        writer.change(older, former_number=newer.number)
    return Line(
        _("会籍：%(organisation)s") % {"organisation": older.organisation.name}, 1, 0,
        _("两份都有会籍：保留较早的会员号 %(older)s，%(newer)s 作为原会员号仍可查验")
        % {"older": older.number, "newer": newer.number},
    )  # fmt: skip


def _pointing_at_memberships():
    for relation in Membership._meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and not relation.concrete
        if is_reverse and relation.related_model not in (Membership, MembershipPeriod):
            yield relation.related_model, relation.field.name


def _move_periods(writer, older, newer):
    taken = list(MembershipPeriod.objects.select_for_update().filter(membership=older).order_by("start_on"))
    for period in MembershipPeriod.objects.select_for_update().filter(membership=newer).order_by("start_on"):
        if not _fold(writer, period, taken, {"membership_id": older.pk}):
            writer.change(period, end_on=period.start_on)  # nothing is left of it, but dues may point at it


def _fold(writer, row, taken, moved):
    """Give a dated row to its new owner for the days that are not taken; False when none is left."""
    left = free_days(row, taken)
    if not left:
        return False
    for start_on, end_on in left[1:]:
        copied = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        copied = {name: value for name, value in copied.items() if name not in ("id", "public_id")}
        writer.make(type(row)(**copied | moved | {"start_on": start_on, "end_on": end_on}))
    start_on, end_on = left[0]
    return writer.change(row, **moved, start_on=start_on, end_on=end_on)


def free_days(row, taken):
    """(start, end) of the stretches of a dated row that lie in none of the taken ones; no end is for ever."""
    left = [(row.start_on, row.end_on)]
    for other in taken:
        left = [piece for start, end in left for piece in _without(start, end, other)]
    return left


def _without(start, end, other):
    if (other.end_on and other.end_on <= start) or (end and end <= other.start_on):
        return [(start, end)]
    pieces = []
    if start < other.start_on:
        pieces.append((start, other.start_on))
    if other.end_on and (end is None or other.end_on < end):
        pieces.append((other.end_on, end))
    return pieces


def offices(writer):
    """One post held by both at the same time is held once."""
    moved = folded = 0
    for office in Office.objects.select_for_update(of=("self",)).filter(person=writer.merged).order_by("start_on"):
        same = {"organisation": office.organisation_id, "title": office.title}
        taken = list(Office.objects.filter(person=writer.kept, **same))
        done = _fold(writer, office, taken, {"person_id": writer.kept.pk})
        if not done:
            writer.remove(office)
        moved, folded = moved + done, folded + (not done)
    yield Line(_("任职"), moved, 0, _("同一职务重复登记 %(count)s 次，只留一次") % {"count": folded} if folded else "")


def papers(writer):
    """A paper and its mark go where there is none yet; a second verified identity stays with the old record."""
    held = IdentityClaim.objects.filter(person=writer.kept, state__in=IdentityClaim.HELD).exists()
    theirs = IdentityClaim.objects.select_for_update(of=("self",)).filter(person=writer.merged).order_by("pk")
    if held:
        theirs = theirs.exclude(state__in=IdentityClaim.HELD)
    yield Line(_("证件"), *writer.move(theirs, "person", writer.kept), _("保留的记录已登记证件") if held else "")
    marks = IdentityMark.objects.select_for_update(of=("self",)).filter(person=writer.merged).order_by("pk")
    yield Line(_("认证标识"), *writer.move(marks, "person", writer.kept))


def wechat(writer):
    """WeChat accounts; those of one unionid go together, or the database would see two people for a moment."""
    theirs = list(WechatIdentity.objects.select_for_update(of=("self",)).filter(person=writer.merged).order_by("pk"))
    taken = set(WechatIdentity.objects.filter(person=writer.kept).values_list("app_id", flat=True))
    free = [one for one in theirs if one.app_id not in taken]
    unionids = {one.pk: one.unionid for one in free}
    for one in free:
        writer.change(one, unionid="")
        writer.change(one, person_id=writer.kept.pk)
    for one in free:
        writer.change(one, unionid=unionids[one.pk])
    yield Line(
        _("微信登录"), len(free), len(theirs) - len(free), _("保留的记录已绑定微信") if len(free) < len(theirs) else ""
    )


def addresses(writer):
    """E-mail addresses to sign in with; the kept person's main address stays the main one."""
    model = writer.merged.emailaddress_set.model
    moved = sum(
        writer.change(one, user_id=writer.kept.pk) or writer.change(one, user_id=writer.kept.pk, primary=False)
        for one in model.objects.filter(user=writer.merged).order_by("pk")
    )
    yield Line(_("登录邮箱"), moved)


def record(writer):
    """What the kept record leaves empty is filled in; the other one can no longer sign in and points at it."""
    kept, merged = writer.kept, writer.merged
    phone, proved = merged.phone, merged.phone_verified_at
    writer.change(merged, is_active=False, phone_verified_at=None, merged_into_id=kept.pk)
    note = _("登录手机号仍是原来的")
    if proved and not kept.phone_verified_at:
        writer.change(kept, phone=phone, phone_verified_at=proved)
        note = _("登录手机号用并入记录的")
    elif phone and not kept.phone:
        writer.change(kept, phone=phone)
    yield Line(_("登录方式"), int(bool(proved)), 0, note)
    yield Line(_("个人档案"), _fill(writer), 0, "")


def _fill(writer):
    kept, merged, filled = writer.kept, writer.merged, []
    for name in FILLED:
        if getattr(merged, name) and not getattr(kept, name):
            filled.append(name)
            writer.change(kept, **{name: getattr(merged, name)})
    if not kept.unit_id and not kept.unit_text and (merged.unit_id or merged.unit_text):
        filled.append("unit")
        writer.change(kept, unit_id=merged.unit_id, unit_text=merged.unit_text)
    said = {name: day for name, day in merged.confirmed_on.items() if name in filled}
    if said:
        writer.change(kept, confirmed_on=said | kept.confirmed_on)
    for name in ("signed_up_at", "last_login"):
        if getattr(merged, name) and not getattr(kept, name):
            writer.change(kept, **{name: getattr(merged, name)})
    return len(filled)


def open_case_between(kept, merged):
    """The condition on cases about a paper that both claim."""
    return Q(claim__person=kept, held__person=merged) | Q(claim__person=merged, held__person=kept)
