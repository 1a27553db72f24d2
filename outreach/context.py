"""The desk's menu: only what today's office allows; and the demo portal's second factor."""

from django.conf import settings
from django.urls import reverse

from members import rules as people

from . import rules
from .demo import builder


def demo_second_factor(request):
    """On a demo portal the page that asks for the code shows it: the demo city's secret is no secret."""
    if settings.PORTAL_SHOW_DEMO_CODE and request.path.startswith("/accounts/2fa/"):
        return {"demo_code": builder.code_now()}
    return {}


def _entry(label, name):
    return {"label": label, "url": reverse(name)}


def _works_at_desk(actor):
    office = actor.office
    return bool(office) and rules.may_use_desk(actor, region=office.organisation.region_code)


def _branches(actor):
    yield _entry("基层组织", "branch_list")
    yield _entry("登记新组织", "branch_new")
    if _works_at_desk(actor):
        yield _entry("单位", "unit_list")
        yield _entry("未覆盖单位", "uncovered_list")
        yield _entry("匹配台", "matching_desk")


def _figures(actor):
    if not _works_at_desk(actor):
        return
    yield _entry("组织覆盖", "live_coverage")
    yield _entry("季度报告", "quarter_list")
    yield _entry("单位名录", "register_list")
    if rules.may_import(actor, region=actor.office.organisation.region_code):
        yield _entry("导入记录", "import_list")
    yield _entry("数据质量", "quality_overview")


def _standards(actor):
    if _works_at_desk(actor):
        yield _entry("指标目标", "target_list")
        yield _entry("行政区划", "region_list")
        yield _entry("汇总区", "area_list")
    if people.may_see_offices(actor):
        yield _entry("审核步骤", "review_rules")
        yield _entry("期限和标准", "value_list")
        yield _entry("节假日安排", "calendar")


def _management(actor):
    if people.may_see_offices(actor):
        yield _entry("任职情况", "office_list")
    if people.may_manage_accounts(actor):
        yield _entry("账号", "account_list")
    if people.may_read_journal(actor):
        yield _entry("操作日志", "journal_list")


def desk_menu(request):
    """Groups of links for the acting office; nothing for visitors, little for somebody without an office."""
    actor = getattr(request, "actor", None)
    if actor is None or not request.path.startswith("/desk/"):
        return {}
    groups = [{"title": "待办", "entries": [_entry("我的待办", "desk"), _entry("消息", "notice_list")]}]
    groups.append({"title": "组织", "entries": list(_branches(actor))})
    groups.append({"title": "数据", "entries": list(_figures(actor))})
    groups.append({"title": "标准", "entries": list(_standards(actor))})
    groups.append({"title": "管理", "entries": list(_management(actor))})
    return {"desk_menu": [group for group in groups if group["entries"]]}
