"""The desk's registry: every app's lines in the order of the groups, what waits by its due day."""

from datetime import date

import pytest

from portal.ground import desk
from portal.ground.desk import Count, Entry, Waiting
from portal.ground.models import Region


@pytest.fixture(autouse=True)
def _nothing_registered(monkeypatch):
    monkeypatch.setattr(desk, "_menu", {group: [] for group in desk.GROUPS})
    monkeypatch.setattr(desk, "_waiting", [])
    monkeypatch.setattr(desk, "_counts", [])


@pytest.fixture
def region(db):
    return Region.objects.create(code="5203", name="遵义市", level="city", edition="测试版", start_on=date(2000, 1, 1))


def test_the_menu_keeps_the_order_of_groups_and_leaves_empty_ones_out():
    desk.register_menu("管理", lambda actor: [Entry("账号", "/a/")])
    desk.register_menu("学会", lambda actor: [])
    desk.register_menu("待办", lambda actor: [Entry(f"{actor}的待办", "/t/")])
    desk.register_menu("管理", lambda actor: [Entry("日志", "/j/")])

    assert [(group["title"], [one.label for one in group["entries"]]) for group in desk.menu("甲")] == [
        ("待办", ["甲的待办"]), ("管理", ["账号", "日志"]),
    ]  # fmt: skip


def _of(city):
    """A kind of thing of which there is one or none."""
    return Region.objects.filter(code=city)


def test_what_waits_comes_by_its_due_day_and_without_one_last(region):
    days = {"晚": date(2026, 12, 1), "无": None, "早": date(2026, 11, 1)}
    for title, day in days.items():
        desk.register_waiting(
            lambda actor: _of("5203"), lambda actor, rows, title=title, day=day: [Waiting(title, "/", "初审", day)]
        )

    waiting, _counts = desk.look(None)

    assert [one.title for one in waiting] == ["早", "晚", "无"]


def test_who_has_nothing_waiting_is_not_asked_and_all_counts_are_one_question(region, django_assert_num_queries):
    desk.register_waiting(lambda actor: _of("9999"), lambda actor, rows: pytest.fail("nothing waits"))
    desk.register_waiting(lambda actor: None, lambda actor, rows: pytest.fail("nobody was to be asked"))
    desk.register_counts(lambda actor: [Count("市", _of("5203"), "/a/"), Count("省", _of("9999"), "/b/")])
    desk.register_counts(
        lambda actor: [Count("数过的", 7, "/c/"), Count("没有就不列", _of("9999"), "/d/", is_shown_empty=False)]
    )

    with django_assert_num_queries(1):
        waiting, counts = desk.look(None)

    assert not waiting
    assert [(one.label, one.count) for one in counts] == [("市", 1), ("省", 0), ("数过的", 7)]


def test_a_desk_with_nothing_to_ask_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert desk.look(None) == ([], [])
