"""What a list shows of a value; names of choices; the beginning of a text."""

from datetime import date

import pytest
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from members.models import Unit
from portal.ground.cells import Cell
from portal.ground.labels import label
from portal.ground.templatetags.texts import beginning


@pytest.mark.parametrize(
    ("cell", "html"),
    [
        (Cell("名称", "<b>&", "text"), '<td data-label="名称">&lt;b&gt;&amp;</td>'),
        (Cell("名称", mark_safe("<b>粗</b>"), "text"), '<td data-label="名称"><b>粗</b></td>'),
        (Cell("名称", _("全部"), "text"), '<td data-label="名称">全部</td>'),
        (Cell('"', None, "text"), '<td data-label="&quot;">–</td>'),
        (Cell("数", 12345, "int"), '<td data-label="数" class="num">12,345</td>'),
        (Cell("会费", 1234.5, "money"), '<td data-label="会费" class="num">1,234.50</td>'),
        (Cell("日", date(2026, 9, 3), "date"), '<td data-label="日" class="day">2026年9月3日</td>'),
        (Cell("名称", "甲", "text", url='/a/?b="&c'), '<td data-label="名称"><a href="/a/?b=&quot;&amp;c">甲</a></td>'),
        (Cell("状态", "正常", "text", "/a/", "ok"), '<td data-label="状态"><span class="tag ok">正常</span></td>'),
    ],
)
def test_a_cell_is_written_and_escaped(cell, html):
    assert cell.html == html


def test_a_choice_is_called_what_django_calls_it():
    for kind in (*Unit.Kind.values, "", "unknown"):
        unit = Unit(kind=kind, ownership="")
        assert label(unit, "kind") == unit.get_kind_display()
        assert label(unit, "ownership") == unit.get_ownership_display()


@pytest.mark.parametrize(
    ("text", "shown"), [("", ""), ("一二三四", "一二三四"), ("一二三四五", "一二三…"), ("一二 四五", "一二…")]
)
def test_the_beginning_of_a_text_ends_in_an_ellipsis(text, shown):
    assert beginning(text, 4) == shown
