"""Making a signed quarter report: freeze the facts, keep the figures, write the files, publish; harmless twice."""

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ground import kept
from portal.ground.errors import Refused
from portal.ground.journal import record
from portal.ground.models import Report

from . import facts, notifications, papers, reports
from .models import FigureRow, IndicatorDefinition, QuarterReport


def build(report, folder, progress):
    """The report engine's builder for kind "coverage"."""
    progress(0, 7)
    quarter_report = freeze(report)
    progress(2, 7)
    papers.write_all(quarter_report, folder, progress)


@transaction.atomic
def freeze(report):
    """Replace whatever an interrupted maker left by the facts and figures of the cut-off."""
    mine = Report.objects.select_for_update().get(pk=report.pk)
    if mine.state != Report.State.WORKING or mine.tries != report.tries:
        raise Refused(_("这份报告已由另一个进程接手。"))
    quarter_report = QuarterReport.objects.select_for_update().get(report=report)
    FigureRow.objects.filter(quarter_report=quarter_report).delete()
    city_code, day = quarter_report.city_code, quarter_report.cut_off
    edition_ids = list(quarter_report.editions.values_list("pk", flat=True))
    facts.freeze(quarter_report.pk, city_code=city_code, day=day, edition_ids=edition_ids)
    chosen = _definitions(quarter_report)
    figures = reports.figures(
        reports.frozen_sources(quarter_report), city_code=city_code, day=day,
        previous=reports.previous_ratios(city_code, day=day), chosen=chosen,
    )  # fmt: skip
    FigureRow.objects.bulk_create(
        [FigureRow(quarter_report=quarter_report, **asdict(figure)) for figure in figures], batch_size=2000
    )
    quarter_report.header = _header(quarter_report, chosen)
    quarter_report.save(update_fields=["header"])
    return quarter_report


def _definitions(quarter_report):
    """Those in force at the cut-off; a correction keeps the first version's."""
    if quarter_report.version == 1:
        return reports.definitions(day=quarter_report.cut_off)
    first = QuarterReport.objects.filter(
        city_code=quarter_report.city_code, quarter=quarter_report.quarter, state="published"
    ).earliest("version")
    used = {(definition["id"], definition["version"]) for definition in first.header["definitions"]}
    every = IndicatorDefinition.objects.order_by("order")
    return [definition for definition in every if (definition.indicator, definition.version) in used]


def _header(quarter_report, chosen):
    city_code, day = quarter_report.city_code, quarter_report.cut_off
    return {
        "city": city_code,
        "quarter": quarter_report.quarter,
        "version": quarter_report.version,
        "reason": quarter_report.reason,
        "cut_off": f"{day.isoformat()}T24:00:00+08:00",
        "signed_at": quarter_report.signed_at.isoformat(),
        "unmatched": reports.unmatched_count(city_code, day=day),
        "editions": [
            {"name": edition.name, "kind": edition.kind, "kind_title": edition.get_kind_display(),
             "as_of": edition.as_of.isoformat(), "entries": edition.entries.count()}
            for edition in quarter_report.editions.order_by("kind")
        ],
        "rows": [{"code": row.code, "name": row.name} for row in reports.rows(city_code, day=day)],
        "definitions": [papers.definition_data(definition) for definition in chosen],
    }  # fmt: skip


def publish(report, *, now):
    """In the transaction that finishes the report: from now on its figures stand."""
    quarter_report = QuarterReport.objects.select_for_update().get(report=report)
    quarter_report.state, quarter_report.published_at = QuarterReport.State.PUBLISHED, now
    quarter_report.save(update_fields=["state", "published_at"])
    record("quarter.published", quarter_report, by=None)
    kept.changed(kept.PAGES)
    notifications.quarter_published(quarter_report)
