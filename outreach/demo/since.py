"""What happened in the demo city since its branches were there: an area of its own, files brought, quarters published."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone
from openpyxl import Workbook

from members.models import Office
from portal.ground import imports, reports
from portal.ground.dates import Quarter, today

from .. import actions
from ..models import Branch
from .builder import ACCOUNTS, actor
from .registers import CITY, ZONE
from .times import at

CONFIRMED = ("520103", "520112", "520113", "520115", "520181")
HEADER = ["组织名称", "日期", "名称", "类型", "行政区划代码", "服务单位", "参与人次"]


def make_area():
    """The high-tech zone: two towns and a subdistrict of two counties, a row of its own in every report."""
    with at(date(2024, 1, 9)):
        actions.make_reporting_area(
            CITY, code="GYGXQ", name="贵阳高新区", region_codes=ZONE, start_on=date(2024, 1, 1),
            document="筑府发〔2023〕18号", by=actor("stats"),
        )  # fmt: skip


def bring_files():
    """One file of activities that was imported, and one that a county still has to mend."""
    held = (today() - timedelta(days=20)).isoformat()
    good = [[name, held, "企业科技人员创新方法培训", "培训", None, None, 46] for name in _branches_of(CITY)[:6]]
    wrong = [[name, held, "科普大篷车进社区", "展览", None, None, 120] for name in _branches_of("520111")[:3]]
    wrong += [
        ["花溪某某科协", held, "科普讲座", "讲座", None, None, 30],
        [wrong[0][0], "2026年2月30日", "讲座", "讲座", None, None, "许多"],
    ]
    imports.confirm(_preview(good, "10月活动记录.xlsx", "stats", within=CITY), by=actor("stats"), now=timezone.now())
    _preview(wrong, "花溪区活动记录.xlsx", "huaxi", within="520111")


def _branches_of(region):
    active = Branch.objects.on(today()).filter(kind="enterprise", organisation__region_code__startswith=region)
    return list(active.order_by("pk").values_list("organisation__name", flat=True)[:10])


def _preview(rows, name, username, *, within):
    book = Workbook()
    for row in [HEADER, *rows]:
        book.active.append(row)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "upload.xlsx")
        book.save(path)
        return imports.preview(
            "activities", path, file_name=name, options={"within": within}, city_code=CITY, by=actor(username),
            now=timezone.now(),
        )  # fmt: skip


def publish_quarters():
    """The four quarters before the newest finished one, each published in its own time."""
    quarter, past = Quarter.of(today()).before(), []
    for _ in range(4):
        quarter = quarter.before()
        past.insert(0, quarter)
    for quarter in past:
        with at(quarter.last_day + timedelta(days=12)) as moment:
            report = actions.publish_as_system(CITY, quarter, now=moment)
            reports.build(report.report_id, now=moment)


def ask_for_the_newest():
    """The newest finished quarter is asked for, and half of the counties have confirmed it."""
    newest = Quarter.of(today()).before()
    report = actions.request_quarter(CITY, newest, by=actor("stats"), now=timezone.now())
    officials = {region: username for username, _name, title, region in ACCOUNTS if title == Office.Title.OFFICIAL}
    for confirmation in report.confirmations.filter(region_code__in=CONFIRMED):
        by = actor(officials[confirmation.region_code])
        actions.confirm_county(confirmation, note="本季新建一批组织，数据已逐条核对。", by=by, now=timezone.now())
