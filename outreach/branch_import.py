"""Importing branches: matched by name within the city, every row with its papers' dates and the units it covers."""

from collections import defaultdict

from django.db import connection
from django.utils.translation import gettext as _

from members.models import Organisation
from portal.ground import search
from portal.ground.dates import today
from portal.ground.errors import Refused
from portal.ground.imports import Plan
from portal.ground.journal import acted_on
from portal.ground.sheets import cells
from portal.ground.sheets.columns import Column

from .matching import match_all
from .models import Branch, Coverage
from .register_import import RegionFinder

KINDS = {label: value for value, label in Branch.Kind.choices} | {
    "企业": "enterprise", "园区": "park", "高校": "university", "高校科学技术协会": "university", "乡镇": "township",
    "街道": "subdistrict", "社区": "community", "村": "community", "村科协": "community", "农村专业技术协会": "rural",
    "创客": "maker", "创客空间": "maker", "联盟": "alliance", "科研院所": "institute", "医院": "hospital", "学校": "school",
}  # fmt: skip
FORMATIONS = {label: value for value, label in Branch.Formation.choices}
FIELDS = (
    "kind", "formation", "approval_document", "approved_on", "filed_on", "dissolved_on", "term_ends_on",
    "members_count", "is_civil_registered",
)  # fmt: skip

COLUMNS = (
    Column("name", "名称", cells.text, required=True, aliases=("组织名称",)),
    Column("kind", "类别", cells.choice(KINDS), required=True),
    Column("formation", "组建方式", cells.choice(FORMATIONS), required=True),
    Column("region", "行政区划代码", cells.text, required=True, aliases=("区划代码",)),
    Column("covers", "覆盖单位", cells.names_list),
    Column("approval_document", "批复文号", cells.text, longest=80),
    Column("approved_on", "批复日期", cells.day),
    Column("filed_on", "备案日期", cells.day),
    Column("dissolved_on", "撤销日期", cells.day),
    Column("term_ends_on", "届满日期", cells.day),
    Column("members_count", "会员数", cells.whole_number),
    Column("is_civil_registered", "民政登记", cells.yes_no),
    Column("parent", "上级组织", cells.text),
)


def branches_by_name(city_code):
    """name → organisations of branches of a city; more than one is ambiguous."""
    found = defaultdict(list)
    organisations = Organisation.objects.filter(kind="branch", region_code__startswith=city_code)
    for organisation in organisations.select_related("branch"):
        found[organisation.name].append(organisation)
    return found


def plan(rows, options):
    """Check dates, regions and names row by row; compare with the branches already there."""
    plan = Plan(context={"rows": []})
    finder, known, seen = RegionFinder(today()), {}, {}
    for row in rows:
        values = dict(row.values)
        try:
            values["region_code"] = finder.find(values["region"])
        except cells.CellError as wrong:
            plan.refuse(row.number, "行政区划代码", str(wrong), values["region"])
            continue
        city_code = values["region_code"][:4]
        if city_code not in known:
            known[city_code] = branches_by_name(city_code)
        _check(plan, row.number, values, options)
        key = city_code, values["name"]
        if key in seen:
            plan.refuse(row.number, "名称", _("与第 %(row)s 行重名。") % {"row": seen[key]}, values["name"])
        seen[key] = row.number
        same_name = known[city_code].get(values["name"], [])
        if len(same_name) > 1:
            plan.refuse(
                row.number, "名称", _("本市有 %(count)s 个同名组织，无法确定是哪一个。") % {"count": len(same_name)}
            )
        if any(not organisation.region_code.startswith(options.get("within", "")) for organisation in same_name):
            plan.refuse(row.number, "名称", _("本市已有同名组织，不属于您负责的地区。"), values["name"])
        plan.context["rows"].append((row.number, values, same_name[0] if same_name else None))
    _check_parents(plan, known)
    if not plan.errors:
        _compare(plan)
    return plan


def _check(plan, number, values, options):
    approved, filed, dissolved = values["approved_on"], values["filed_on"], values["dissolved_on"]
    if not values["region_code"].startswith(options.get("within", "")):
        plan.refuse(number, "行政区划代码", _("这一行不属于您负责的地区。"), values["region"])
    if approved and filed and filed < approved:
        plan.refuse(number, "备案日期", _("备案日期早于批复日期。"), filed)
    if filed and dissolved and dissolved < filed:
        plan.refuse(number, "撤销日期", _("撤销日期早于备案日期。"), dissolved)


def _check_parents(plan, known):
    in_file = {(values["region_code"][:4], values["name"]) for _number, values, _organisation in plan.context["rows"]}
    for number, values, _organisation in plan.context["rows"]:
        parent, city_code = values["parent"], values["region_code"][:4]
        if parent == values["name"]:
            plan.refuse(number, "上级组织", _("上级组织不能是它自己。"), parent)
        if not parent or (city_code, parent) in in_file:
            continue
        same_name = known[city_code].get(parent, [])
        if len(same_name) != 1:
            plan.refuse(number, "上级组织", _("找不到这个上级组织，或有重名。"), parent)


def _compare(plan):
    pks = [organisation.pk for _number, _values, organisation in plan.context["rows"] if organisation]
    tokens = defaultdict(list)
    for branch_id, token in Coverage.objects.filter(branch__in=pks).order_by("id").values_list("branch_id", "token"):
        tokens[branch_id].append(token)
    for _number, values, organisation in plan.context["rows"]:
        if organisation is None:
            plan.create.append((values, None))
        elif _same(values, organisation, tokens[organisation.pk]):
            plan.unchanged += 1
        else:
            plan.update.append((values, organisation))


def _same(values, organisation, tokens):
    branch = organisation.branch
    fields = all(getattr(branch, name) == _stored(values, name) for name in FIELDS)
    parent = organisation.parent.name if organisation.parent_id else ""
    return (fields and organisation.region_code == values["region_code"] and set(tokens) == set(_tokens(values))
            and parent == (values["parent"] or ""))  # fmt: skip


def _stored(values, name):
    return values[name] or "" if name == "approval_document" else values[name]


def _tokens(values):
    return list(dict.fromkeys(values["covers"] or []))


def state_of(values):
    """The state the dates of the papers lead to."""
    if values["dissolved_on"]:
        return Branch.State.DISSOLVED
    if values["filed_on"]:
        return Branch.State.FILED
    return Branch.State.APPROVED if values["approved_on"] else Branch.State.DRAFT


def write(plan, batch):
    """Create and update branches in bulk, then match what they cover."""
    made = [
        Organisation(kind="branch", name=values["name"], region_code=values["region_code"])
        for values, _none in plan.create
    ]
    Organisation.objects.bulk_create(made, batch_size=2000)
    pairs = [(values, organisation) for (values, _none), organisation in zip(plan.create, made, strict=True)]
    Branch.objects.bulk_create(
        [Branch(organisation=organisation, batch=batch, **_fields(values)) for values, organisation in pairs],
        batch_size=2000,
    )
    for values, organisation in plan.update:
        Branch.objects.filter(pk=organisation.pk).update(**_fields(values))
        Organisation.objects.filter(pk=organisation.pk).update(region_code=values["region_code"], parent=None)
    pairs += plan.update
    _write_coverage(pairs)
    _write_parents(pairs)
    for city_code in {values["region_code"][:4] for values, _organisation in pairs}:
        match_all(city_code)
    search.refresh("branch", [organisation.pk for _values, organisation in pairs])
    return {
        "created": {"branch": [organisation.pk for organisation in made]},
        "updated": {"branch": [organisation.pk for _values, organisation in plan.update]},
    }


def _fields(values):
    return {name: _stored(values, name) for name in FIELDS} | {"state": state_of(values)}


def _write_coverage(pairs):
    pks = [organisation.pk for _values, organisation in pairs]
    Coverage.objects.filter(branch__in=pks, is_matched_by_hand=False).delete()
    by_hand = set(Coverage.objects.filter(branch__in=pks).values_list("branch_id", "token"))
    Coverage.objects.bulk_create(
        [
            Coverage(branch_id=organisation.pk, token=token)
            for values, organisation in pairs
            for token in _tokens(values)
            if (organisation.pk, token) not in by_hand
        ],
        batch_size=2000,
    )


def _write_parents(pairs):
    wanted = {organisation.pk: values for values, organisation in pairs if values["parent"]}
    names = {values["parent"] for values in wanted.values()}
    parents = {
        (parent.region_code[:4], parent.name): parent
        for parent in Organisation.objects.filter(kind="branch", name__in=names)
    }
    for pk, values in wanted.items():
        Organisation.objects.filter(pk=pk).update(parent=parents[values["region_code"][:4], values["parent"]])


def undo(batch):
    """Take away the branches this import made, unless something was done with them since."""
    created = batch.undo.get("created", {}).get("branch", [])
    organisations = Organisation.objects.filter(pk__in=created)
    if organisations.filter(activities__isnull=False).exists() or _is_frozen(created):
        raise Refused(_("这批组织已有活动记录或已进入季度报告，不能撤销。"))
    if acted_on(Branch, created):
        raise Refused(_("这批组织中已有后续办理记录，不能撤销。"))
    organisations.update(parent=None)
    organisations.delete()
    search.refresh("branch", created)


def _is_frozen(created):
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM outreach_branchfact WHERE branch_id = ANY(%s))", [created])
        return cursor.fetchone()[0]
