"""The desk's menu: only what today's office allows."""

from django.urls import reverse

from . import rules


def _entry(label, name):
    return {"label": label, "url": reverse(name)}


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
    return {"desk_menu": groups}
