"""Who may do what at outreach's addresses; see tests/access.py."""

import tempfile
from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from members.models import Unit
from outreach import actions
from outreach.models import Branch, Coverage, QuarterReport, RegisterEdition
from portal.ground import imports
from portal.ground import reports as engine
from portal.ground.dates import Quarter
from tests.access import (
    ABROAD,
    CITY,
    COUNTY,
    DESK,
    OTHER_COUNTY,
    act,
    form,
    page,
    public,
    serve,
    signed_in,
)  # fmt: skip
from tests.factories.city import CODE, NOW, branch_over
from tests.factories.workbooks import good
from tests.ground.uploaded import picture, upload
from tests.outreach import test_branch_actions as branches
from tests.outreach.group_access import ADDRESSES as GROUPS
from tests.outreach.test_standards import aim, make_area

NEAR = COUNTY | CITY
HOME = DESK - ABROAD
MINE = {"worker", "contact"}
STRANGERS = signed_in() - MINE - NEAR
DAY = "2026-11-02"
JANUARY = date(2026, 1, 1)
Q3 = Quarter.parse("2026Q3")
APPLICATION = {
    "name": "乙企业科协", "kind": "enterprise", "formation": "standalone", "region_code": "520302", "covers": "乙企业",
    "chair_name": "甲", "contact_name": "乙", "contact_phone": "13800000000", "submit": "1",
}  # fmt: skip
FOUNDING = {"founded_on": "2026-10-20", "filed_on": "2026-11-01", "term_ends_on": "2031-11-01"}
RENEWAL = {"elected_on": DAY, "term_ends_on": "2036-11-01", "chair_name": "丙"}
LECTURE = {"name": "科普讲座", "kind": "讲座", "held_on": DAY, "person_times": "30"}
TARGET = {"indicator": "C1", "comparison": "at_least", "percent": "50", "basis": "按组织", "start_on": DAY, "source": "1号",
          "region_code": ""}  # fmt: skip
AREA = {"name": "高新区", "code": "GXQ", "region_codes": "520302001", "start_on": DAY, "document": "1号"}


def branch_in(stage):
    """A branch of 红花岗区 at a stage of its life, whose contact is the one who asks."""

    def make(city):
        branch = stage(city)
        serve(branch.organisation)
        return {"public_id": branch.organisation.public_id}

    return make


def a_joint_branch(city):
    branch = branches.filed(city)
    Branch.objects.update(formation="regional")
    Unit.objects.create(kind="enterprise", name="丙企业", region_code="520302")
    return branch


def a_branch_and_a_parent(city):
    branch_over(name="总科协", kind="enterprise")
    return branches.filed(city)


def a_link_to_end(city):
    return {"link": Coverage.objects.latest("pk").pk}


def an_unmatched_link(city):
    branches.filed(city)
    Unit.objects.create(kind="enterprise", name="甲企业厂", region_code="520302")
    return {"pk": Coverage.objects.get().pk}


def an_edition(city):
    actions.register_regions(CODE, as_of=JANUARY, by=city.stats)
    return {"pk": RegisterEdition.objects.first().pk}


def a_file():
    with tempfile.TemporaryDirectory() as folder:
        return SimpleUploadedFile("名录.xlsx", good(Path(folder), "register").read_bytes())


def an_import(city):
    """A register's file, previewed by an official of 红花岗区."""
    with tempfile.TemporaryDirectory() as folder:
        batch = imports.preview(
            "people", good(Path(folder), "people"), file_name="人员.xlsx", options={"within": "5203"}, city_code=CODE,
            by=city.honghua, now=NOW,
        )  # fmt: skip
    return {"public_id": batch.public_id}


def an_import_confirmed(city):
    found = an_import(city)
    imports.confirm(imports.ImportBatch.objects.get(), by=city.honghua, now=NOW)
    return found


def asked_quarter(city):
    actions.register_regions(CODE, as_of=JANUARY, by=city.stats)
    return actions.request_quarter(CODE, Q3, by=city.stats, now=NOW)


def a_quarter(city):
    return {"public_id": asked_quarter(city).public_id}


def a_quarter_confirmed(city):
    report = asked_quarter(city)
    for row in report.confirmations.order_by("region_code"):
        by = city.honghua if row.region_code == "520302" else city.huichuan
        actions.confirm_county(row, note="新名录", by=by, now=NOW)
    return {"public_id": report.public_id}


def a_quarter_reviewed(city):
    found = a_quarter_confirmed(city)
    actions.review_quarter(QuarterReport.objects.get(), by=city.official, now=NOW)
    return found


def a_quarter_published(city):
    found = a_quarter_reviewed(city)
    report = actions.sign_quarter(QuarterReport.objects.get(), by=city.leader, now=NOW)
    engine.build(report.report_id, now=NOW)
    return found


def a_published_file(city):
    a_quarter_published(city)
    report = QuarterReport.objects.get().report
    return {"public_id": report.public_id, "name": report.files.first().name}


def a_published_figure(city):
    a_quarter_published(city)
    return {}


BRANCH = {"unknown": STRANGERS}
DRAFT = {"thing": branch_in(branches.draft), "unknown": signed_in() - MINE}
PREPARED = {"thing": branch_in(branches.prepared), "unknown": signed_in() - MINE}
SUBMITTED = BRANCH | {"thing": branch_in(branches.submitted)}
FILED = BRANCH | {"thing": branch_in(branches.filed)}
JOINT = BRANCH | {"thing": branch_in(a_joint_branch)}
IMPORTERS = {"honghua", "stats", "official"}
IMPORT = {"unknown": OTHER_COUNTY | {"abroad_stats"}}

PUBLIC = [
    public("branch_directory"),
    public("branch_page", thing=branch_in(branches.filed)),
    public("coverage"),
    public("coverage_export", thing=a_published_figure),
    public("indicator_dictionary"),
    *(public(name) for name in ("api_schema", "api_docs", "api_regions", "api_branches", "api_figures")),
]

BRANCHES = [
    page("desk", signed_in()),
    page("branch_list", signed_in()),
    form("branch_new", signed_in(), typed=APPLICATION, is_recorded=False),
    page("branch_detail", MINE | NEAR, **SUBMITTED),
    form("branch_edit", MINE, typed=APPLICATION, is_recorded=False, **DRAFT),
    act("branch_act", "papers", MINE, typed=lambda city: {"paper0": upload(picture())}, **DRAFT),
    act("branch_act", "submit", MINE, **PREPARED),
    act("branch_act", "withdraw", MINE, **SUBMITTED),
    act("branch_act", "pass", {"honghua", "stats", "official"}, **SUBMITTED),
    act("branch_act", "return", {"honghua", "stats", "official"}, typed={"remark": "缺章程"}, **SUBMITTED),
    act("branch_act", "approve", {"honghua_head", "leader"}, typed={"document": "1号", "on": "2026-10-10"},
        refused={"honghua"}, thing=branch_in(branches.passed), **BRANCH),  # decided once already
    act("branch_act", "file", NEAR, typed=FOUNDING, thing=branch_in(branches.founded), **BRANCH),
    act("branch_act", "dissolve", {"honghua_head", "leader"}, typed={"reason": "注销"}, **FILED),
    act("branch_act", "renew", NEAR, typed=RENEWAL, **FILED),
    act("branch_act", "cover", NEAR, typed={"unit": "丙企业", "start_on": DAY}, **JOINT),
    act("branch_act", "uncover", NEAR, typed=a_link_to_end, **FILED),
    act("branch_act", "place", NEAR, typed={"parent": "总科协"}, **FILED | {"thing": branch_in(a_branch_and_a_parent)}),
    act("branch_act", "activity", NEAR | {"contact"}, typed=LECTURE, **FILED),
    act("match_coverage", "", NEAR, typed={"other": "甲企业厂"}, thing=an_unmatched_link,
        unknown=OTHER_COUNTY | ABROAD),
]  # fmt: skip

FIGURES = [
    *(page(name, DESK) for name in (
        "live_coverage", "live_coverage_export", "uncovered_list", "quality_overview", "matching_desk", "register_list",
    )),
    page("figure_rows", DESK, thing=lambda city: {"indicator": "C1"}),
    page("quality_list", DESK, thing=lambda city: {"key": "unmatched"}),
    page("register_detail", HOME, thing=an_edition, unknown=ABROAD),
    page("import_list", IMPORTERS | IMPORT["unknown"]),
    form("import_file", IMPORTERS | IMPORT["unknown"], is_recorded=False, typed=lambda city: {
        "kind": "register", "file": a_file(), "name": "2026年名录", "as_of": "2026-01-01",
    }),
    page("import_template", DESK, thing=lambda city: {"kind": "register"}),
    page("import_detail", IMPORTERS, thing=an_import, **IMPORT),
    page("import_errors", IMPORTERS, thing=an_import, **IMPORT),
    act("import_act", "confirm", IMPORTERS, thing=an_import, **IMPORT),
    act("import_act", "undo", IMPORTERS, thing=an_import_confirmed, **IMPORT),
]  # fmt: skip

QUARTERS = [
    form("quarter_list", {"stats", "abroad_stats"}, readers=DESK, typed={"quarter": "2026Q3"}),
    page("quarter_detail", HOME, thing=a_quarter, unknown=ABROAD),
    page("quarter_progress", HOME, thing=a_quarter, unknown=ABROAD),
    page("quarter_figures", HOME, thing=a_quarter_published, unknown=ABROAD),
    act("quarter_act", "remind", {"stats"}, thing=a_quarter, unknown=ABROAD),
    act(
        "quarter_act", "confirm", COUNTY, typed={"region": "520302", "note": "新名录"}, thing=a_quarter, unknown=ABROAD
    ),
    act("quarter_act", "review", {"official", "leader"}, thing=a_quarter_confirmed, unknown=ABROAD),
    act("quarter_act", "sign", {"leader"}, thing=a_quarter_reviewed, unknown=ABROAD),
    act("quarter_act", "correct", {"stats"}, typed={"reason": "补录"}, thing=a_quarter_published, unknown=ABROAD),
    page("report_file", HOME, thing=a_published_file, unknown=signed_in() - HOME),
]

STANDARDS = [
    form("target_list", {"stats", "leader", "abroad", "abroad_stats"}, readers=DESK, typed=TARGET),
    act("target_end", "", {"stats", "leader"}, typed={"end_on": DAY}, thing=lambda city: {"pk": aim(city, region_code=CODE).pk},
        unknown=ABROAD),
    form("area_list", {"stats", "leader"}, refused=ABROAD, readers=DESK, typed=AREA),
    act("area_end", "", {"stats", "leader"}, typed={"end_on": DAY},
        thing=lambda city: {"code": make_area(city, "520302001").code}, unknown=ABROAD),
    page("region_list", DESK),
    form("region_new", {"stats", "leader"}, readers=ABROAD,
         typed={"code": "520302103", "name": "新镇", "on": DAY, "document": "1号"}),
    form("region_detail", {"stats", "leader"}, readers=NEAR, unknown=OTHER_COUNTY | ABROAD,
         thing=lambda city: {"code": "520302101"},
         typed={"code": "520302101", "name": "巷口街道", "on": DAY, "document": "1号"}),
]  # fmt: skip

ADDRESSES = [*PUBLIC, *BRANCHES, *FIGURES, *QUARTERS, *STANDARDS, *GROUPS]
