"""Importing societies of the city: known by their code, brought up to date where a cell says something new."""

from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.utils.translation import gettext as _

from members.models import Admission, Membership, Organisation
from portal.ground import search
from portal.ground.dates import today
from portal.ground.errors import Refused
from portal.ground.imports import Plan
from portal.ground.journal import acted_on
from portal.ground.sheets import cells
from portal.ground.sheets.columns import Column

from .actions.registration import BRANCH_CODE
from .models import Society
from .registration_forms import CODE

FIELDS = {label: value for value, label in Society.Field.choices} | {"交叉学科": "crossing", "科普": "crossing"}
DATA = (
    "field", "disciplines", "credit_code", "supervising_unit", "scope", "introduction", "address",
    "legal_representative", "funds", "founded_on", "dissolved_on", "phone", "email",
)  # fmt: skip
CITY = 4


def _code(raw):
    code = cells.text(raw).upper()
    if code and not CODE.fullmatch(code):
        raise cells.CellError("学会代码应为一个字母加两位数字，如 A06。")
    return code


def _money(raw):
    typed = cells.text(raw).replace(",", "").removesuffix("万元").strip()
    if not typed:
        return None
    try:
        amount = Decimal(typed).quantize(Decimal("0.01"))
    except InvalidOperation as wrong:
        raise cells.CellError("应为数字，单位是万元。") from wrong
    if not 0 <= amount < 10**8:
        raise cells.CellError("金额不对，请核对单位是不是万元。")
    return amount


COLUMNS = (
    Column("name", "名称", cells.text, required=True, aliases=("学会名称",)),
    Column("code", "学会代码", _code, required=True, aliases=("代码",)),
    Column("field", "学科门类", cells.choice(FIELDS), required=True),
    Column("disciplines", "学科", cells.names_list, longest=20),
    Column("credit_code", "统一社会信用代码", cells.credit_code),
    Column("supervising_unit", "业务主管单位", cells.text),
    Column("scope", "业务范围", cells.text, longest=1000),
    Column("introduction", "学会简介", cells.text, longest=5000),
    Column("address", "办公地址", cells.text, aliases=("地址", "住所"), longest=200),
    Column("legal_representative", "法定代表人", cells.text, longest=60),
    Column("funds", "注册资金", _money, aliases=("注册资金（万元）",)),
    Column("founded_on", "成立日期", cells.day),
    Column("dissolved_on", "注销日期", cells.day),
    Column("phone", "联系电话", cells.text, aliases=("电话",), longest=40),
    Column("email", "联系邮箱", cells.email, aliases=("邮箱",)),
)


def plan(rows, options):
    """Find each society by its code; what another society or another row has is an error."""
    plan = Plan()
    if len(options.get("within", "")) > CITY:
        raise Refused(_("学会由市科协登记，请把文件交给市科协导入。"))
    known = {one.code: one for one in Society.objects.select_related("organisation")}
    seen = {"code": {}, "name": {}, "credit_code": {}}
    for row in rows:
        values, society = row.values, known.get(row.values["code"])
        _check(plan, row.number, values, society, known)
        _check_twice(plan, row.number, values, seen)
        if society is None:
            plan.create.append(values)
        elif _news(values, society):
            plan.update.append((values, society))
        else:
            plan.unchanged += 1
    return plan


def _check(plan, number, values, society, known):
    founded, dissolved = values["founded_on"], values["dissolved_on"]
    for key, title in (("founded_on", "成立日期"), ("dissolved_on", "注销日期")):
        if values[key] and values[key] > today():
            plan.refuse(number, title, _("日期在今天之后。"), values[key])
    if founded and dissolved and dissolved <= founded:
        plan.refuse(number, "注销日期", _("注销日期应在成立日期之后。"), dissolved)
    for other in known.values():
        if other is society:
            continue
        if values["credit_code"] and other.credit_code == values["credit_code"]:
            plan.refuse(
                number, "统一社会信用代码", _("已是%(other)s的代码。") % {"other": other}, values["credit_code"]
            )
        if other.organisation.name == values["name"] and other.dissolved_on is None:
            plan.refuse(number, "名称", _("已有同名学会，代码是 %(code)s。") % {"code": other.code}, values["name"])


def _check_twice(plan, number, values, seen):
    for key, title in (("code", "学会代码"), ("name", "名称"), ("credit_code", "统一社会信用代码")):
        value = values[key]
        if value and value in seen[key]:
            plan.refuse(number, title, _("与第 %(row)s 行重复。") % {"row": seen[key][value]}, value)
        seen[key].setdefault(value, number)


def _news(values, society):
    """What the row knows of the society that the portal does not; an empty cell wipes out nothing."""
    news = {
        key: values[key] for key in DATA if values[key] not in ("", None, []) and getattr(society, key) != values[key]
    }
    return news | ({"name": values["name"]} if values["name"] != society.organisation.name else {})


def write(plan, batch):
    """Make new societies, closed until their officers open them; bring known ones up to date."""
    organisations = Organisation.objects.bulk_create(
        Organisation(kind="society", name=values["name"], region_code=settings.PORTAL_CITY) for values in plan.create
    )
    Admission.objects.bulk_create(
        Admission(organisation=organisation, is_open=False, prefix=values["code"] + BRANCH_CODE)
        for organisation, values in zip(organisations, plan.create, strict=True)
    )
    made = Society.objects.bulk_create(
        Society(organisation=organisation, code=values["code"], **{key: _kept(key, values[key]) for key in DATA})
        for organisation, values in zip(organisations, plan.create, strict=True)
    )
    changed = [_update(values, society) for values, society in plan.update]
    pks = [one.pk for one in made]
    search.refresh("society", [*pks, *changed])
    return {"created": {"society": pks}, "updated": {"society": changed}}


def _kept(key, value):
    """Days and money may be missing; text is empty then."""
    return value if key in ("funds", "founded_on", "dissolved_on") else value or ([] if key == "disciplines" else "")


def _update(values, society):
    news = _news(values, society)
    name = news.pop("name", None)
    for key, value in news.items():
        setattr(society, key, value)
    society.save(update_fields=list(news) or ["code"])
    if name:
        society.organisation.name = name
        society.organisation.save(update_fields=["name"])
    return society.pk


def undo(batch):
    """Take away the societies this import made; refused once somebody worked with one of them."""
    pks = batch.undo.get("created", {}).get("society", [])
    societies = Society.objects.filter(pk__in=pks)
    if acted_on(Society, pks) or Membership.objects.filter(organisation__in=pks).exists():
        raise Refused(_("其中有的学会已经办理过业务，不能撤销。"))
    for society in societies.select_related("organisation"):
        search.drop(society)
    Admission.objects.filter(organisation__in=pks).delete()
    societies.delete()
    Organisation.objects.filter(pk__in=pks).delete()
