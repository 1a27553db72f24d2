from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from outreach import actions
from portal.ground import reports
from portal.ground.dates import Quarter
from portal.ground.errors import Refused
from portal.ground.models import Report


class Command(BaseCommand):
    help = "Freeze, publish and export a quarter's coverage report into var/reports/; again gives the stored bytes."

    def add_arguments(self, parser):
        parser.add_argument("quarter", help="such as 2026Q3")
        parser.add_argument("--city", default=settings.PORTAL_CITY)

    def handle(self, *, quarter, city, **options):
        try:
            published = actions.publish_as_system(city, Quarter.parse(quarter), now=timezone.now())
        except (Refused, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        reports.build(published.report_id, now=timezone.now())
        report = Report.objects.get(pk=published.report_id)
        if report.state != Report.State.FINISHED:
            raise CommandError(report.reason or f"报告正在生成（{report.get_state_display()}），请稍后再试。")
        folder = Path(settings.VAR_DIR) / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        for file in report.files.order_by("format"):
            (folder / file.name).write_bytes(reports.content_of(file))
            self.stdout.write(str(folder / file.name))
