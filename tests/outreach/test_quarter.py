"""The quarter from request to publication, its correction, and drill R9."""

import json
import threading
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from outreach import actions, papers
from outreach.models import Branch, FigureRow, QuarterReport, UnitFact
from portal.ground import reports as engine
from portal.ground.dates import Quarter
from portal.ground.errors import Refused
from portal.ground.models import Report, ReportFile
from tests.factories.city import CODE, NOW, workbook
from tests.outreach.test_figures import BRANCHES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
Q3 = Quarter.parse("2026Q3")


@pytest.fixture
def registered(city, tmp_path):
    call_command("register_regions", as_of=date(2026, 1, 1))
    row = [
        "老城街道科协",
        "街道科协",
        "单独组建",
        "520302001",
        "520302001",
        "x",
        "2026-01-01",
        "2026-02-01",
        None,
        None,
        9,
        None,
    ]
    call_command("import_branches", workbook(tmp_path / "b.xlsx", BRANCHES, [row]))
    return city


def signed(city):
    report = actions.request_quarter(CODE, Q3, by=city.stats, now=NOW)
    for row in report.confirmations.all():
        actions.confirm_county(row, by=city.honghua if row.region_code == "520302" else city.huichuan, now=NOW)
    actions.review_quarter(report, by=city.official, now=NOW)
    return actions.sign_quarter(report, by=city.leader, now=NOW)


def published(city):
    report = signed(city)
    engine.build(report.report_id, now=NOW)
    report.refresh_from_db()
    assert report.state == "published", report.report.reason
    return report


def test_a_quarter_is_published_with_five_files_that_agree(registered):
    report = published(registered)

    names = sorted(file.format for file in report.report.files.all())
    assert names == ["csv", "docx", "json", "pdf", "xlsx"]
    data = json.loads(engine.content_of(report.report.files.get(format="json")))
    figures = {(one["indicator"], one["region"]): one for one in data["figures"]}
    assert (figures["C2", "520302"]["n"], figures["C2", "520302"]["N"]) == (1, 1)
    assert figures["W2.subdistrict", CODE] | {"change": None} == {
        "indicator": "W2.subdistrict", "region": CODE, "n": 1, "N": 2, "ratio": 0.5, "target": 1.0,
        "comparison": "at_least", "gap": 1, "change": None, "value": None,
    }  # fmt: skip
    assert figures["C6", CODE]["ratio"] is None


def test_each_act_belongs_to_another_person(registered):
    city = registered
    report = actions.request_quarter(CODE, Q3, by=city.stats, now=NOW)
    row = report.confirmations.get(region_code="520302")
    for wrong in (city.huichuan, city.official, city.worker):
        with pytest.raises(PermissionDenied):
            actions.confirm_county(row, by=wrong, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.review_quarter(report, by=city.stats, now=NOW)
    with pytest.raises(Refused, match="不能复核"):
        actions.review_quarter(report, by=city.official, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.sign_quarter(report, by=city.official, now=NOW)


def test_a_quarter_is_refused_until_the_last_day_is_over(registered):
    last_minute = datetime(2026, 9, 30, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))

    with pytest.raises(Refused, match="还没有结束"):
        actions.request_quarter(CODE, Q3, by=registered.stats, now=last_minute)
    actions.request_quarter(CODE, Q3, by=registered.stats, now=last_minute + timedelta(minutes=1))


def test_a_correction_makes_version_two_and_leaves_version_one(registered):
    first = published(registered)
    before = {file.format: engine.content_of(file) for file in first.report.files.all()}
    Branch.objects.update(filed_on=date(2026, 10, 5))

    second = actions.correct_quarter(first, reason="备案日期更正", by=registered.stats, now=NOW)
    QuarterReport.objects.filter(pk=second.pk).update(state="reviewed", reviewed_by=registered.official.person)
    actions.sign_quarter(second, by=registered.leader, now=NOW)
    second.refresh_from_db()
    engine.build(second.report_id, now=NOW)
    second.refresh_from_db()

    assert second.state == "published"
    assert FigureRow.objects.get(quarter_report=second, indicator="C2", row_code=CODE).n == 0
    assert FigureRow.objects.get(quarter_report=first, indicator="C2", row_code=CODE).n == 1
    assert {file.format: engine.content_of(file) for file in first.report.files.all()} == before
    tables = {table.sheet: list(table.rows) for table in papers.build(second)[0].tables}
    assert any(row[1] == "C2" and row[3:5] == (1, 0) for row in tables["差异"])


def test_two_makers_at_once_and_a_second_run_make_one_report(registered):
    report = signed(registered)

    def make():
        engine.build(report.report_id, now=timezone.now())
        connection.close()

    threads = [threading.Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bytes_before = {file.pk: engine.content_of(file) for file in ReportFile.objects.all()}
    engine.build(report.report_id, now=timezone.now())

    assert len(bytes_before) == 5
    assert {file.pk: engine.content_of(file) for file in ReportFile.objects.all()} == bytes_before
    assert UnitFact.objects.count() == 8


def test_a_maker_killed_half_way_is_replaced_after_its_lease(registered, monkeypatch):
    report = signed(registered)

    class Killed(BaseException):
        pass

    def die(*arguments):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(papers.pdf, "write", die)
        with pytest.raises(Killed):
            engine.build(report.report_id, now=NOW)
    assert Report.objects.get().state == "working"
    engine.build_waiting(now=NOW)
    assert Report.objects.get().state == "working"

    engine.build_waiting(now=NOW + engine.LEASE + timedelta(seconds=1))

    assert Report.objects.get().state == "finished"
    assert UnitFact.objects.count() == 8


def test_a_full_disk_leaves_a_reason_and_no_file(registered, monkeypatch):
    report = signed(registered)

    def full(*arguments):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(papers.xlsx, "write", full)
        engine.build(report.report_id, now=NOW)
    failed = Report.objects.get()
    assert failed.state == "failed"
    assert "No space left" in failed.reason
    assert not ReportFile.objects.exists()

    engine.retry(failed)
    engine.build(report.report_id, now=NOW)
    assert Report.objects.get().state == "finished"


def test_the_report_command_gives_the_stored_bytes_again(registered, settings, capsys):
    call_command("report", "2026Q3", city=CODE)
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    first = [path.read_bytes() for path in paths]
    Branch.objects.all().update(filed_on=None)

    call_command("report", "2026Q3", city=CODE)

    assert [path.read_bytes() for path in paths] == first
    assert paths[0].name == "coverage-5203-2026Q3-v1.csv"
