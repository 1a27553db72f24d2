"""Importing activities: the organisation by name within the city, the unit served by credit or region code."""

from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Activity
from portal.ground.dates import today
from portal.ground.imports import Plan
from portal.ground.sheets import cells
from portal.ground.sheets.columns import Column

from .branch_import import branches_by_name
from .matching import match_all
from .register_import import RegionFinder

COLUMNS = (
    Column("organisation", "组织名称", cells.text, required=True),
    Column("held_on", "日期", cells.day, required=True, aliases=("活动日期",)),
    Column("name", "名称", cells.text, required=True, aliases=("活动名称",)),
    Column("kind", "类型", cells.text, longest=20),
    Column("region", "行政区划代码", cells.text),
    Column("served", "服务单位", cells.text),
    Column("person_times", "参与人次", cells.whole_number),
)


def plan(rows, options):
    """Check organisation, day and region; an activity is known by its organisation, day, name and the unit served."""
    plan = Plan()
    finder, known = RegionFinder(today()), branches_by_name("")
    checked, seen = [], {}
    for row in rows:
        values = dict(row.values)
        try:
            values["region_code"] = finder.find(values["region"]) if values["region"] else ""
        except cells.CellError as wrong:
            plan.refuse(row.number, "行政区划代码", str(wrong), values["region"])
            continue
        organisation = _organisation(plan, row.number, values, known, options)
        if organisation is None:
            continue
        if values["held_on"] > today():
            plan.refuse(row.number, "日期", _("活动日期在今天之后。"), values["held_on"])
        key = (organisation.pk, values["held_on"], values["name"], values["served"] or "")
        if key in seen:
            plan.refuse(row.number, "名称", _("与第 %(row)s 行是同一次活动。") % {"row": seen[key]}, values["name"])
        seen.setdefault(key, row.number)
        checked.append((key, values, organisation))
    _compare(plan, checked)
    return plan


def _organisation(plan, number, values, known, options):
    """The one branch of that name in the row's city; without a region, in all cities of this portal."""
    city_code = values["region_code"][:4]
    same_name = [
        organisation for organisation in known.get(values["organisation"], ())
        if organisation.region_code.startswith(city_code)
    ]  # fmt: skip
    if len(same_name) != 1:
        reason = _("找不到这个组织，请先导入或登记。") if not same_name else _("有 %(count)s 个同名组织，无法确定。")
        plan.refuse(
            number, "组织名称", reason % {"count": len(same_name)} if same_name else reason, values["organisation"]
        )
        return None
    if not same_name[0].region_code.startswith(options.get("within", "")):
        plan.refuse(number, "组织名称", _("这个组织不属于您负责的地区。"), values["organisation"])
        return None
    return same_name[0]


def _compare(plan, checked):
    organisations = {organisation.pk for _key, _values, organisation in checked}
    existing = {
        (activity.organisation_id, activity.held_on, activity.name, activity.served_token): activity
        for activity in Activity.objects.filter(organisation__in=organisations)
    }
    for key, values, organisation in checked:
        activity = existing.get(key)
        if activity is None:
            plan.create.append((values, organisation))
        elif all(getattr(activity, name) == value for name, value in _facts(values).items()):
            plan.unchanged += 1
        else:
            plan.update.append((values, activity))


def _facts(values):
    return {
        "kind": values["kind"] or "",
        "region_code": values["region_code"],
        "person_times": values["person_times"] or 0,
    }


def write(plan, batch):
    """Write the new activities in bulk, bring known ones up to date, and match the units they served."""
    now = timezone.now()
    made = Activity.objects.bulk_create(
        [
            Activity(
                organisation=organisation, held_on=values["held_on"], name=values["name"],
                served_token=values["served"] or "", filed_by=batch.by, filed_at=now, **_facts(values),
            )
            for values, organisation in plan.create
        ],
        batch_size=2000,
    )  # fmt: skip
    for values, activity in plan.update:
        Activity.objects.filter(pk=activity.pk).update(**_facts(values))
    for city_code in {organisation.region_code[:4] for _values, organisation in plan.create}:
        match_all(city_code)
    return {
        "created": {"activity": [activity.pk for activity in made]},
        "updated": {"activity": [activity.pk for _values, activity in plan.update]},
    }


def undo(batch):
    """Take the activities of this import away; frozen quarters keep what they counted."""
    Activity.objects.filter(pk__in=batch.undo.get("created", {}).get("activity", [])).delete()
