"""A management command that imports a file: previews with --check, else confirms; row errors end with exit 1."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from . import imports
from .errors import Refused


class ImportCommand(BaseCommand):
    """Subclasses name their `kind` and add the options it needs."""

    kind = ""

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--check", action="store_true", help="only say what would happen; write nothing")

    def import_options(self, options):
        return {}

    def handle(self, *, file, check, **options):
        chosen = self.import_options(options)
        try:
            plan = imports.make_plan(self.kind, file, chosen)
            for warning in plan.warnings:
                self.stderr.write(f"注意：{warning}")
            for error in plan.errors:
                self.stdout.write(
                    f"第 {error['row']} 行 {error['column']} {error['title']}：{error['value']} {error['reason']}"
                )
            if plan.errors:
                raise CommandError(f"{plan.summary['wrong']} 行有问题，没有写入任何数据。")
            summary = plan.summary
            if not check:
                batch = imports.preview(
                    self.kind, file, file_name=file, options=chosen, city_code="", by=None, now=timezone.now()
                )
                summary = imports.confirm(batch, by=None, now=timezone.now()).summary
        except (Refused, OSError) as problem:
            raise CommandError(str(problem)) from problem
        text = "新增 {create}，更新 {update}，不变 {unchanged}。".format(**summary)
        self.stdout.write(("检查通过，将" if check else "") + text)
