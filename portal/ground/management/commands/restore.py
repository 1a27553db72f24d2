import time

from django.core.management.base import BaseCommand, CommandError

from portal.ground import backups


class Command(BaseCommand):
    help = "Restore a backup into an empty database and folder, and prove it equal; --check only reads the backup."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder")
        parser.add_argument("--check", action="store_true", help="is the backup whole, and made with our keys?")

    def handle(self, *, folder, check, **options):
        start = time.monotonic()
        try:
            contents = backups.verify(folder) if check else backups.restore(folder)
        except backups.BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        rows = sum(table["rows"] for table in contents["tables"].values())
        told = f"{len(contents['tables'])} 张表 {rows} 行，{len(contents['files'])} 个文件"
        done = "备份完整" if check else "已恢复，与备份一致，日志完整"
        self.stdout.write(f"{done}：{told}，用时 {time.monotonic() - start:.1f} 秒。")
