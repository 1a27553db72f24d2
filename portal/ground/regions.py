"""Loading editions of the administrative divisions, and changing them by document."""

import csv
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from .errors import Refused
from .journal import record
from .models import Region

DATA = Path(__file__).parent / "data"
LENGTHS = tuple(Region.LEVEL_BY_LENGTH)
TYPES_BY_ENDING = (
    (("街道", "街道办事处"), Region.TownshipType.SUBDISTRICT),
    (("民族乡", "族乡", "乡"), Region.TownshipType.TOWNSHIP),
    (("镇",), Region.TownshipType.TOWN),
)


def township_type(code, name):
    """街道, 镇, 乡 or something else, read from the name of a nine-digit code; empty for other levels."""
    if len(code) != 9:
        return ""
    for endings, kind in TYPES_BY_ENDING:
        if name.endswith(endings):
            return kind
    return Region.TownshipType.OTHER


def places(codes, *, on):
    """code → where it lies in words, from the county down: 520102 → 南明区, 520102005 → 南明区沙冲街道."""
    wanted = {code[:length] for code in codes for length in LENGTHS[2:] if len(code) >= length}
    names = dict(Region.objects.on(on).filter(code__in=wanted).values_list("code", "name"))
    return {code: "".join(names.get(code[:n], "") for n in LENGTHS[2:] if len(code) >= n) or code for code in codes}


def shorten(code):
    """A padded twelve- or nine-digit code without the zeros that stand for "all of it": 520102000000 → 520102."""
    for length in LENGTHS:
        if len(code) > length and not code[length:].strip("0"):
            return code[:length]
    return code


def read_csv(path):
    """(code, name) pairs of a CSV file with columns code,name; lines beginning with # are remarks."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        pairs = [(shorten((row.get("code") or "").strip()), (row.get("name") or "").strip()) for row in rows]
    wrong = [code for code, name in pairs if not code.isdigit() or len(code) not in LENGTHS or not name]
    if wrong or not pairs:
        raise Refused(
            _("区划文件应有 code、name 两列，代码为 2、4、6、9 或 12 位数字：%(codes)s") % {"codes": wrong[:5]}
        )
    return pairs


@transaction.atomic
def load(pairs, *, prefix, edition, start_on):
    """Make `pairs` the divisions under a code prefix (and its ancestors) from a day on; returns how many are new.

    What the edition no longer has ends that day; what has another name ends and begins anew.
    """
    wanted = {code: name for code, name in pairs if code.startswith(prefix) or prefix.startswith(code)}
    if not any(code.startswith(prefix) for code in wanted):
        raise Refused(_("文件中没有以 %(prefix)s 开头的区划。") % {"prefix": prefix})
    within = {region.code: region for region in Region.objects.on(start_on).within(prefix)}
    above = {region.code: region for region in Region.objects.on(start_on).filter(code__in=wanted)}
    current = above | within
    ended = [region for code, region in within.items() if wanted.get(code) != region.name]
    ended += [region for code, region in above.items() if code not in within and wanted[code] != region.name]
    same_day = [region.pk for region in ended if region.start_on == start_on]
    Region.objects.filter(pk__in=same_day).delete()
    Region.objects.filter(pk__in=[region.pk for region in ended]).update(end_on=start_on)
    new = [code for code, name in wanted.items() if code not in current or current[code].name != name]
    Region.objects.bulk_create([_region(code, wanted[code], edition, start_on) for code in new], batch_size=2000)
    return len(new)


def _region(code, name, edition, start_on, **fields):
    return Region(
        code=code, name=name, level=Region.LEVEL_BY_LENGTH[len(code)], township_type=township_type(code, name),
        edition=edition, start_on=start_on, **fields,
    )  # fmt: skip


@transaction.atomic
def add_by_document(*, code, name, document, on, by):
    """An official records a new division from a day on; its parent must be there."""
    if len(code) not in LENGTHS or not code.isdigit():
        raise Refused(_("代码应为 6、9 或 12 位数字。"))
    _refuse_without_parent(code, on)
    above = Region.objects.on(on)
    known = above.filter(code=code).first()
    if known:
        raise Refused(_("代码 %(code)s 已是“%(name)s”。") % {"code": code, "name": known.name})
    nearest = above.filter(code__in=[code[:length] for length in LENGTHS]).order_by("-code").first()
    region = _region(code, name, nearest.edition, on, document=document)
    region.save()
    record("region.added", region, by=by, document=document)
    return region


def _refuse_without_parent(code, on):
    """What lies above must be there; a city without counties has its townships under itself."""
    above, parent = Region.objects.on(on), code[: LENGTHS[LENGTHS.index(len(code)) - 1]]
    if len(code) == 9 and not above.within(code[:4]).counties().exists():
        parent = code[:4]
    if not above.filter(code=parent).exists():
        raise Refused(_("上级区划 %(code)s 不存在。") % {"code": parent})


@transaction.atomic
def change_by_document(region, *, code, name, document, on, by):
    """An official records a renaming, 撤乡设镇 or merger from a day on, before the national list follows."""
    region = Region.objects.select_for_update().get(pk=region.pk)
    if region.end_on or on <= region.start_on:
        raise Refused(_("该区划在这一天已经变更过。"))
    if (code, name) == (region.code, region.name):
        raise Refused(_("代码和名称都没有变化。"))
    if code != region.code:
        _refuse_other_name(code, name, on)
    region.end_on, region.successor_code = on, code
    region.save(update_fields=["end_on", "successor_code"])
    successor = Region.objects.on(on).filter(code=code).first()
    if successor is None:
        successor = _region(code, name, region.edition, on, document=document)
        successor.save()
    record("region.changed", successor, by=by, document=document, was=f"{region.code} {region.name}")
    return successor


def _refuse_other_name(code, name, on):
    """Going into another division means naming it: a mistyped code must not merge two towns."""
    into = Region.objects.on(on).filter(code=code).first()
    if into is None:
        _refuse_without_parent(code, on)
    elif into.name != name:
        raise Refused(_("代码 %(code)s 是“%(name)s”；要并入它，请把名称也填成“%(name)s”。") % {
            "code": code, "name": into.name})  # fmt: skip
