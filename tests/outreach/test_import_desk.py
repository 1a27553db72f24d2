"""Imports through the browser: what a county may bring, what comes back corrected, what is confirmed and undone."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from outreach.models import RegisterEntry
from portal.ground import imports
from portal.ground.errors import Refused
from portal.ground.models import ImportBatch
from tests import entering
from tests.factories.city import NOW
from tests.factories.workbooks import AS_OF, HEADERS, ROWS, book, bring, bring_before, dump, good, refusal, row_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def last():
    return ImportBatch.objects.latest("pk")


# Counties


@pytest.fixture
def desk(client):
    """Sign in, and get what brings a file through the browser."""

    def send(kind, path):
        file = SimpleUploadedFile("表.xlsx", path.read_bytes())
        fields = {"kind": kind, "file": file, "name": "2026年名录", "as_of": AS_OF.isoformat()}
        return client.post(reverse("import_file"), fields, follow=True)

    def enter(actor):
        entering.enter(client, actor)
        return send

    return enter


FOREIGN = {
    "register": (row_of("register", 行政区划代码="520303"), "行政区划代码", "这一行不属于您负责的地区。"),
    "branches": (
        row_of("branches", 名称="丁科协", 行政区划代码="520303"),
        "行政区划代码",
        "这一行不属于您负责的地区。",
    ),
    "activities": (row_of("activities", 组织名称="汇川科协"), "组织名称", "这个组织不属于您负责的地区。"),
    "people": (
        row_of("people", 手机="13800000009", 行政区划代码="520303"),
        "行政区划代码",
        "这一行不属于您负责的地区。",
    ),
}


def bring_the_other_county(folder):
    bring("branches", good(folder, "branches", [row_of("branches", 名称="汇川科协", 行政区划代码="520303")]))


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_county_official_cannot_bring_rows_of_another_county(kind, desk, tmp_path, city, capsys):
    bring_before(tmp_path, kind)
    bring_the_other_county(tmp_path)
    row, title, sentence = FOREIGN[kind]
    own = [row_of("register", 名称="本县公司", 统一社会信用代码=None)] if kind == "register" else []
    path, upload = good(tmp_path, kind, [*own, row]), desk(city.honghua)
    before = dump(with_batches=False)

    page = upload(kind, path).content.decode()

    assert sentence in page
    assert f"第 {len(own) + 2} 行" in page
    assert f"（{'ABCDEFGH'[HEADERS[kind].index(title)]} 列）" in page
    assert "确认导入" not in page
    with pytest.raises(Refused, match="文件中还有 1 行有问题，请改好后重新上传。"):
        imports.confirm(last(), by=city.honghua, now=NOW)
    assert dump(with_batches=False) == before
    assert sentence in refusal(kind, path, capsys, within="520302")

    # The control: in the hands of the city the same file has no fault.
    assert "确认导入" in desk(city.stats)(kind, path).content.decode()


def test_a_county_cannot_change_a_branch_of_another_county_by_naming_it(tmp_path, capsys):
    bring_the_other_county(tmp_path)

    said = refusal("branches", good(tmp_path, "branches", [row_of("branches", 名称="汇川科协", 行政区划代码="520302")]),
                   capsys, within="520302")  # fmt: skip

    assert "第 2 行 A 名称：汇川科协 本市已有同名组织，不属于您负责的地区。" in said


def test_a_county_replaces_only_its_own_rows_of_a_register(tmp_path, capsys):
    bring(
        "register",
        good(
            tmp_path,
            "register",
            [ROWS["register"][0], row_of("register", 名称="汇川公司", 统一社会信用代码=None, 行政区划代码="520303")],
        ),
    )
    other = RegisterEntry.objects.filter(region_code="520303").values()
    known = list(other)

    bring("register", good(tmp_path, "register", [row_of("register", 名称="甲公司新名")]), within="520302")

    assert list(other.all()) == known
    assert list(RegisterEntry.objects.filter(region_code="520302").values_list("name", flat=True)) == ["甲公司新名"]


def test_a_county_cannot_take_a_unit_from_another_county_nor_start_a_register(tmp_path, capsys):
    mine = good(tmp_path, "register", [ROWS["register"][0]])
    assert "市里还没有这一天的名录，请由市科协先导入全市的名录。" in refusal("register", mine, capsys, within="520302")
    bring("register", good(tmp_path, "register", [row_of("register", 行政区划代码="520303")]))

    said = refusal("register", good(tmp_path, "register", [ROWS["register"][0]]), capsys, within="520302")

    assert "第 2 行 A 名称：甲公司 同一名录里，这个单位属于别的区（市、县）。" in said


HISTORY = [["季度", "指标", "行政区划代码", "分子", "分母"], ["2026Q2", "C1", "520302", 1, 2]]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("societies", "学会由市科协登记，请把文件交给市科协导入。"), ("history", "历史季度数字由市科协导入。")],
)
def test_a_county_official_cannot_bring_what_only_the_city_brings(kind, sentence, desk, tmp_path, city):
    path = book(tmp_path / "a.xlsx", *HISTORY) if kind == "history" else good(tmp_path, kind)

    assert sentence in desk(city.honghua)(kind, path).content.decode()
    assert not ImportBatch.objects.exists()

    # The control: in the hands of the city the same file has no fault.
    assert "确认导入" in desk(city.stats)(kind, path).content.decode()


# The browser


def test_a_file_that_cannot_be_read_is_refused_beside_its_field(desk, tmp_path, city):
    upload = desk(city.stats)
    path = tmp_path / "a.xlsx"
    path.write_text("名称,类别")
    before = dump()

    response = upload("branches", path)

    assert response.status_code == 200
    assert "不是 Excel 工作簿" in response.content.decode()
    assert dump() == before


def test_the_error_file_comes_back_corrected(desk, client, tmp_path, city):
    upload = desk(city.stats)
    rows = [["2026年名录"], HEADERS["register"], [], row_of("register", 标签="甲\n乙"),
            row_of("register", 名称="丁公司", 统一社会信用代码=None, 科技工作者人数="许多", 规模以上科技企业="也许")]  # fmt: skip
    path = good(tmp_path, "register", rows, lambda made: made.active.delete_rows(1))
    upload("register", path)
    content = client.get(reverse("import_errors", args=[last().public_id])).content

    sheet = load_workbook(BytesIO(content)).active
    assert [cell.value for cell in sheet[2]] == [*HEADERS["register"], "问题"]
    assert sheet["J4"].value is None
    assert sheet["J5"].value == "规模以上科技企业：请填“是”或“否”。；科技工作者人数：请填不小于零的整数。"

    corrected = tmp_path / "corrected.xlsx"
    made = load_workbook(BytesIO(content))
    made.active["E5"], made.active["G5"] = "是", "12"
    made.save(corrected)
    page = upload("register", corrected).content.decode()
    assert "注意：没有用到的列：问题。" in page
    client.post(reverse("import_act", args=[last().public_id, "confirm"]))
    assert set(RegisterEntry.objects.values_list("name", "science_workers")) == {("甲公司", 10), ("丁公司", 12)}
    assert RegisterEntry.objects.get(name="甲公司").tags == ["甲", "乙"]


def test_an_import_is_confirmed_and_undone_in_the_browser(desk, client, tmp_path, city):
    upload = desk(city.stats)
    before = dump(with_batches=False)
    upload("register", good(tmp_path, "register"))
    act = [reverse("import_act", args=[last().public_id, act]) for act in ("confirm", "undo")]

    assert "已导入。" in client.post(act[0], follow=True).content.decode()
    assert RegisterEntry.objects.count() == 2
    assert "这次导入已撤销，数据恢复到导入之前。" in client.post(act[1], follow=True).content.decode()

    assert dump(with_batches=False) == before


def test_a_county_official_sees_only_the_imports_they_made(desk, client, tmp_path, city):
    desk(city.stats)("branches", good(tmp_path, "branches"))

    desk(city.honghua)

    assert client.get(reverse("import_detail", args=[last().public_id])).status_code == 404
