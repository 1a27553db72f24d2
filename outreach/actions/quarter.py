"""The quarter's report from request to publication: each act another person's, each step with its notices."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import dated, workdays
from portal.ground import reports as report_engine
from portal.ground.dates import Quarter, in_words, local_day
from portal.ground.errors import Refused, require
from portal.ground.journal import record
from portal.ground.locks import in_turn

from .. import blocks, grains, notifications, reports, rules
from ..models import CountyConfirmation, QuarterReport, RegisterEdition
from ..values import CONFIRM_DAYS, MOVE_POINTS

State = QuarterReport.State
KIND = "coverage"


@transaction.atomic
def request_quarter(city_code, quarter, *, by, now):
    """Ask the counties of a city to confirm a quarter that is over."""
    require(rules.may_request_quarter(by, city_code))
    return _open(city_code, quarter, by=by, now=now)


def _open(city_code, quarter, *, by, now, reason=""):
    _refuse_before_cut_off(quarter, now=now)
    in_turn(f"quarter:{city_code}:{quarter}")
    existing = QuarterReport.objects.filter(city_code=city_code, quarter=str(quarter))
    latest = existing.order_by("-version").first()
    if latest and latest.state != State.PUBLISHED:
        raise Refused(_("%(quarter)s的报告正在办理。") % {"quarter": quarter.title})
    if latest and latest.is_historical:
        raise Refused(_("%(quarter)s是历史导入的，没有明细可算；要更正请重新导入。") % {"quarter": quarter.title})
    if latest and not reason:
        raise Refused(_("%(quarter)s的报告已经发布，如需更正请说明原因。") % {"quarter": quarter.title})
    report = QuarterReport.objects.create(
        city_code=city_code, quarter=str(quarter), version=latest.version + 1 if latest else 1, reason=reason,
        requested_by=by.person if by else None, requested_at=now,
    )  # fmt: skip
    first = existing.order_by("version").filter(state=State.PUBLISHED).first()
    editions = first.editions.all() if first else RegisterEdition.objects.in_force(city_code, quarter.last_day)
    report.editions.set(editions)
    counties = [row for row in reports.rows(city_code, day=quarter.last_day) if row.is_county]
    today = local_day(now)
    due_on = workdays.after(today, int(dated.value(CONFIRM_DAYS, on=today)))
    CountyConfirmation.objects.bulk_create(
        CountyConfirmation(quarter_report=report, region_code=row.code, name=row.name, due_on=due_on)
        for row in counties
    )
    record("quarter.requested", report, by=by, reason=reason)
    notifications.quarter_requested(report)
    if not counties:
        _move_on_to_review(report)
    return report


def _move_on_to_review(report):
    report.state = State.REVIEWING
    report.save(update_fields=["state"])
    notifications.quarter_ready_for_review(report)


def _refuse_before_cut_off(quarter, *, now):
    if local_day(now) <= quarter.last_day:
        raise Refused(_("%(quarter)s还没有结束，截止日（%(day)s 24:00）之后才能出报告。") % {
            "quarter": quarter.title, "day": in_words(quarter.last_day)})  # fmt: skip


@transaction.atomic
def correct_quarter(quarter_report, *, reason, by, now):
    """Open the next version of a published quarter, with the reason; the published ones stay as they are."""
    require(rules.may_request_quarter(by, quarter_report.city_code))
    if not reason.strip():
        raise Refused(_("请说明更正的原因。"))
    return _open(quarter_report.city_code, Quarter.parse(quarter_report.quarter), by=by, now=now, reason=reason.strip())


def moved_figures(report, row_code):
    """Indicators of coverage in one row that moved more than the set number of points against the quarter before: each with its
    id, title, ratio and change (floats, 0 to 1). What has no figure before has not moved."""
    day = report.cut_off
    limit = dated.value(MOVE_POINTS, on=day) / 100
    plan = reports.layout(report.city_code, day=day)
    plan = replace(plan, rows=[row for row in plan.rows if row.code == row_code])
    coverage = dict(grains.blocks(reports.definitions(day=day)))[
        blocks.COVERAGE
    ]  # members and societies are the city's to explain
    definitions = {one.indicator: one for one in reports.with_ratio(coverage)}
    figures = reports.live_figures(report.city_code, day=day, chosen=list(definitions.values()), plan=plan)
    return [
        {"indicator": one.indicator, "title": definitions[one.indicator].title, "ratio": float(one.ratio),
         "change": float(one.change)}
        for one in figures if one.change is not None and abs(one.change) > limit
    ]  # fmt: skip


@transaction.atomic
def remind_counties(quarter_report, *, by, now):
    """Tell the counties that have not answered, each once a day at most; returns how many were told."""
    report = QuarterReport.objects.select_for_update().get(pk=quarter_report.pk)
    require(rules.may_request_quarter(by, report.city_code))
    if report.state != State.CONFIRMING:
        raise Refused(_("各区（市、县）都已确认，不需要催办。"))
    waiting = report.confirmations.filter(confirmed_at=None).order_by("region_code")
    told = [one for one in waiting if notifications.county_reminded(report, one, now=now)]
    if not told:
        raise Refused(_("今天已经提醒过，或待确认的区（市、县）还没有可以收消息的工作人员。"))
    record("counties.reminded", report, by=by, regions=[one.name for one in told])
    return len(told)


@transaction.atomic
def remind_late_counties(*, now):
    """The clock reminds counties whose time to confirm is over or ends today."""
    late = CountyConfirmation.objects.filter(
        confirmed_at=None, due_on__lte=local_day(now), quarter_report__state=State.CONFIRMING
    )
    for confirmation in late.select_related("quarter_report"):
        notifications.county_reminded(confirmation.quarter_report, confirmation, now=now)


@transaction.atomic
def confirm_county(confirmation, *, note="", by, now):
    """A county answers for its rows; the last one moves the report on to review."""
    report = QuarterReport.objects.select_for_update().get(pk=confirmation.quarter_report_id)
    confirmation = CountyConfirmation.objects.select_for_update().get(pk=confirmation.pk)
    require(rules.may_confirm_county(by, confirmation))
    if report.state != State.CONFIRMING or confirmation.confirmed_at:
        raise Refused(_("%(name)s已经确认过，或报告已进入下一步。") % {"name": confirmation.name})
    moved = moved_figures(report, confirmation.region_code)
    if moved and not note.strip():
        raise Refused(_("以下指标与上季相比变动较大，请说明原因：%(names)s。") % {
            "names": "、".join(one["title"] for one in moved)})  # fmt: skip
    confirmation.confirmed_by, confirmation.confirmed_at = by.person, now
    confirmation.note, confirmation.moved = note.strip(), moved
    confirmation.save(update_fields=["confirmed_by", "confirmed_at", "note", "moved"])
    record("county.confirmed", report, by=by, region=confirmation.region_code, note=note)
    if not report.confirmations.filter(confirmed_at=None).exists():
        _move_on_to_review(report)
    return confirmation


@transaction.atomic
def review_quarter(quarter_report, *, by, now):
    """A second official has checked the figures. Counties that never answered are named in the report's history."""
    report = QuarterReport.objects.select_for_update().get(pk=quarter_report.pk)
    require(rules.may_review_quarter(by, report))
    if report.state != State.REVIEWING:
        raise Refused(_("报告现在的状态是“%(state)s”，不能复核。") % {"state": report.get_state_display()})
    report.state, report.reviewed_by, report.reviewed_at = State.REVIEWED, by.person, now
    report.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    record("quarter.reviewed", report, by=by)
    notifications.quarter_ready_for_sign_off(report)
    return report


@transaction.atomic
def sign_quarter(quarter_report, *, by, now):
    """签发: a leader publishes in the association's name; the worker freezes and makes the files."""
    report = QuarterReport.objects.select_for_update().get(pk=quarter_report.pk)
    require(rules.may_sign_quarter(by, report))
    if report.state != State.REVIEWED:
        raise Refused(_("报告现在的状态是“%(state)s”，不能签发。") % {"state": report.get_state_display()})
    return _order(report, by=by, now=now)


def _order(report, *, by, now):
    report.state, report.signed_by, report.signed_at = State.SIGNED, by.person if by else None, now
    report.report = report_engine.request(
        kind=KIND, scope=report.city_code, period=report.quarter, version=report.version,
        by=by.person if by else None, now=now,
    )  # fmt: skip
    report.save(update_fields=["state", "signed_by", "signed_at", "report"])
    record("quarter.signed", report, by=by)
    return report


@transaction.atomic
def publish_as_system(city_code, quarter, *, now):
    """Ask, review and sign as the portal itself (`make report`); a quarter already published is returned as it is."""
    published = reports.published(city_code, quarter)
    if published:
        return published
    if not RegisterEdition.objects.in_force(city_code, quarter.last_day).exists():
        raise Refused(_("截止日没有 %(city)s 的名录，请先导入名录。") % {"city": city_code})
    waiting = QuarterReport.objects.filter(city_code=city_code, quarter=str(quarter)).first()
    report = waiting or _open(city_code, quarter, by=None, now=now)
    return report if report.report_id else _order(report, by=None, now=now)
