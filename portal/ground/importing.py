"""A management command that imports a file: previews with --check, else confirms; row errors end with exit 1."""

from pathlib import Path

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
        parser.add_argument("--within", default="", help="refuse rows outside this region (a code)")

    def import_options(self, options):
        return {}

    def handle(self, *, file, check, within, **options):
        chosen = self.import_options(options) | {"within": within}
        try:
            plan = self._plan(file, chosen, check)
        except (Refused, OSError) as problem:
            raise CommandError(str(problem)) from problem
        for warning in plan.warnings:
            self.stderr.write(f"注意：{warning}")
        for error in plan.errors:
            self.stdout.write("第 {row} 行 {column} {title}：{value} {reason}".format(**error))
        if plan.errors:
            raise CommandError(f"{plan.summary['wrong']} 行有问题，没有写入任何数据。")
        text = "新增 {create}，更新 {update}，不变 {unchanged}。".format(**plan.summary)
        self.stdout.write(("检查通过，将" if check else "") + text)

    def _plan(self, file, chosen, check):
        if check:
            return imports.make_plan(self.kind, file, chosen)
        name = Path(file).name[:200]
        return imports.import_at_once(self.kind, file, file_name=name, options=chosen, now=timezone.now())
