"""What is wrong or missing in the data, as lists somebody can work through."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from members.models import Activity, Unit
from portal.ground.dates import today

from .columns import ACTIVITY_COLUMNS, BRANCH_COLUMNS, COVERAGE_COLUMNS, UNIT_COLUMNS
from .models import Branch, Coverage, RegisterEdition, RegisterEntry


@dataclass(frozen=True)
class Check:
    """A fault: its title, why it matters, the rows that have it in a region, how they are shown."""

    key: str
    title: str
    why: str
    rows: callable
    columns: tuple


def unmatched(region):
    """Links of branches not dissolved whose unit no register knows."""
    links = Coverage.objects.filter(unit=None, end_on=None, branch__organisation__region_code__startswith=region)
    return links.exclude(branch__state__in=["dissolved", "withdrawn"]).select_related("branch__organisation")


def _branches(region):
    return Branch.objects.within(region).select_related("organisation")


def _active(region):
    return _branches(region).on(today())


def _on_register(region):
    """Units of the editions in force."""
    editions = RegisterEdition.objects.in_force(region[:4], today()).values("pk")
    entries = RegisterEntry.objects.filter(edition__in=editions, unit=OuterRef("pk"))
    return Unit.objects.filter(Exists(entries), region_code__startswith=region)


def _same_name(region):
    units = _on_register(region).filter(is_region=False, mergers=None)
    twin = units.filter(name=OuterRef("name"), kind=OuterRef("kind")).exclude(pk=OuterRef("pk"))
    return units.filter(Exists(twin))


def _without_cover(region):
    return _active(region).exclude(kind__in=["rural", "maker", "alliance"]).filter(
        ~Exists(Coverage.objects.filter(branch=OuterRef("pk"), end_on=None))
    )  # fmt: skip


CHECKS = (
    Check("unmatched", _("未匹配的覆盖单位"), _("材料上的单位在名录里找不到，不计入覆盖。请到匹配台逐条对应。"),
          unmatched, COVERAGE_COLUMNS),
    Check("activities", _("服务单位未匹配的活动"), _("不计入工作覆盖。请核对信用代码或单位名称后重新导入。"),
          lambda region: Activity.objects.filter(organisation__region_code__startswith=region, served_unit=None)
          .exclude(served_token="").select_related("organisation"), ACTIVITY_COLUMNS),
    Check("overdue", _("届满未换届"), _("计入指标 C11。换届后请在组织页备案换届结果。"),
          lambda region: _branches(region).overdue_on(today()), BRANCH_COLUMNS),
    Check("dormant", _("一年没有备案活动"), _("不计入有效覆盖（C10）。请提醒联络员备案活动。"),
          lambda region: _branches(region).dormant_on(today()), BRANCH_COLUMNS),
    Check("no-term", _("没有届满日期"), _("无法判断是否按期换届。"),
          lambda region: _active(region).filter(term_ends_on=None), BRANCH_COLUMNS),
    Check("no-cover", _("没有填写覆盖单位"), _("存续的组织没有覆盖任何单位。"), _without_cover, BRANCH_COLUMNS),
    Check("no-document", _("没有批复文号"), _("存续的组织缺批复文号或批复日期。"),
          lambda region: _active(region).filter(Q(approval_document="") | Q(approved_on=None)), BRANCH_COLUMNS),
    Check("no-code", _("没有信用代码的企业"), _("只能按名称识别，改名后会对不上。请在下一版名录中补齐。"),
          lambda region: _on_register(region).filter(kind="enterprise", credit_code=""), UNIT_COLUMNS),
    Check("same-name", _("同名同类的单位"), _("可能是同一家。确认后在单位页办理合并。"), _same_name, UNIT_COLUMNS),
)  # fmt: skip


def counts(region):
    """key → how many rows of a region fail the check, all asked at once."""
    parts = [
        check.rows(region).order_by().annotate(check=Value(check.key)).values("check").annotate(rows=Count("pk"))
        for check in CHECKS
    ]
    return dict(parts[0].union(*parts[1:], all=True).values_list("check", "rows"))


def check_of(key):
    """The check of that key, or None."""
    return next((check for check in CHECKS if check.key == key), None)
