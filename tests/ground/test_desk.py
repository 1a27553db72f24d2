"""The desk's registry: every app's lines in the order of the groups, what waits by its due day."""

from datetime import date

import pytest

from portal.ground import desk
from portal.ground.desk import Entry, Waiting


@pytest.fixture(autouse=True)
def _nothing_registered(monkeypatch):
    monkeypatch.setattr(desk, "_menu", {group: [] for group in desk.GROUPS})
    monkeypatch.setattr(desk, "_waiting", [])


def test_the_menu_keeps_the_order_of_groups_and_leaves_empty_ones_out():
    desk.register_menu("管理", lambda actor: [Entry("账号", "/a/")])
    desk.register_menu("学会", lambda actor: [])
    desk.register_menu("待办", lambda actor: [Entry(f"{actor}的待办", "/t/")])
    desk.register_menu("管理", lambda actor: [Entry("日志", "/j/")])

    assert [(group["title"], [one.label for one in group["entries"]]) for group in desk.menu("甲")] == [
        ("待办", ["甲的待办"]), ("管理", ["账号", "日志"]),
    ]  # fmt: skip


def test_what_waits_comes_by_its_due_day_and_without_one_last():
    days = {"晚": date(2026, 12, 1), "无": None, "早": date(2026, 11, 1)}
    for title, day in days.items():
        desk.register_waiting(lambda actor, title=title, day=day: [Waiting(title, "/", "初审", day)])

    assert [one.title for one in desk.waiting(None)] == ["早", "晚", "无"]
