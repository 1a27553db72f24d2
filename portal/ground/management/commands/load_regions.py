from datetime import date

from django.core.management.base import BaseCommand, CommandError

from portal.ground import regions
from portal.ground.errors import Refused


class Command(BaseCommand):
    help = "Load the administrative divisions under a code prefix: a city, a province, or a county."

    def add_arguments(self, parser):
        parser.add_argument("--city", required=True, help="code prefix, such as 5201")
        parser.add_argument("--source", help="CSV file with columns code,name (default: the shipped slice)")
        parser.add_argument("--edition", default="国家统计局2023年版")
        parser.add_argument("--from", dest="start_on", type=date.fromisoformat, default=date(2000, 1, 1))

    def handle(self, *, city, source, edition, start_on, **options):
        path = source or regions.DATA / f"regions_{city[:4]}.csv"
        try:
            count = regions.load(regions.read_csv(path), prefix=city, edition=edition, start_on=start_on)
        except FileNotFoundError as error:
            raise CommandError(f"没有文件 {path}；请用 --source 指明区划文件。") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"新增区划 {count} 条。")
