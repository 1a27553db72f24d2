from django.core.management.base import BaseCommand, CommandError

from portal.ground import journal


class Command(BaseCommand):
    help = "Check chain, order and head of the journal (exit 1 on any fault), then seal what is new."

    def handle(self, **options):
        if faults := journal.verify():
            raise CommandError("\n".join(faults))
        self.stdout.write(f"日志完整，新封存 {journal.seal()} 条。")
