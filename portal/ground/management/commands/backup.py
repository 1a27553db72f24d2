import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.ground import backups


class Command(BaseCommand):
    help = "Back up database, files and journal head of the running portal into a new folder."

    def add_arguments(self, parser):
        parser.add_argument("folder")

    def handle(self, *, folder, **options):
        start = time.monotonic()
        try:
            contents = backups.make(folder, now=timezone.now())
        except backups.BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        rows = sum(table["rows"] for table in contents["tables"].values())
        told = f"{len(contents['tables'])} 张表 {rows} 行，{len(contents['files'])} 个文件"
        self.stdout.write(f"已备份到 {folder}：{told}，用时 {time.monotonic() - start:.1f} 秒。")
        if missing := contents["missing_files"]:
            self.stderr.write(f"有 {len(missing)} 个文件在数据库里有记录，却不在文件夹里：{'、'.join(missing[:5])}")
