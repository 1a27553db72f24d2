"""A table as a picture: numbers as people read them, nothing where nothing is."""

from decimal import Decimal

from portal.ground.charts import drawing
from portal.ground.papers.paper import Chart, Column, Table


def table(rows, kind="ratio"):
    columns = [Column("地区"), Column("比率", kind)]
    return Table("覆盖率", columns, rows, chart=Chart("bar", "覆盖率", 0, [1], "%"))


def test_ratios_are_drawn_in_percent_half_up_and_none_stays_none():
    drawn = drawing(table([("红花岗区", Decimal("0.66650")), ("汇川区", None)]), note="单位：%", target=Decimal("0.9"))

    assert drawn["data"]["values"] == [66.7, None]
    assert drawn["data"]["labels"] == ["66.7%", "–"]
    assert (drawn["data"]["target"], drawn["data"]["target_label"]) == (90.0, "目标 90.0%")
    assert [cell["text"] for cell in drawn["rows"][1]] == ["汇川区", "–"]


def test_counts_are_drawn_as_they_are_without_a_target():
    drawn = drawing(table([("红花岗区", 1200)], kind="int"), note="单位：个")

    assert drawn["data"]["values"] == [1200.0]
    assert drawn["data"]["labels"] == ["1,200"]
    assert drawn["data"]["target"] is None
