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


def _management(actor):
    if people.may_see_offices(actor):
        yield _entry("任职情况", "office_list")
        yield _entry("审核步骤", "review_rules")
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
    branches = [_entry("基层组织", "branch_list"), _entry("登记新组织", "branch_new")]
    groups.append({"title": "组织", "entries": branches})
    office = actor.office
    if office and rules.may_use_desk(actor, region=office.organisation.region_code):
        figures = [_entry("组织覆盖", "live_coverage"), _entry("单位名录", "register_list")]
        if rules.may_import(actor, region=office.organisation.region_code):
            figures.append(_entry("导入文件", "import_file"))
        groups.append({"title": "数据", "entries": [*figures, _entry("季度报告", "quarter_list")]})
    groups.append({"title": "管理", "entries": list(_management(actor))})
    return {"desk_menu": [group for group in groups if group["entries"]]}
