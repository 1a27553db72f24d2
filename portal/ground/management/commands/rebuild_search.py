from django.core.management.base import BaseCommand

from portal.ground import search
from portal.ground.models import SearchEntry


class Command(BaseCommand):
    help = "Write every entry of the search anew from the things themselves; the portal may go on meanwhile."

    def handle(self, **options):
        search.rebuild()
        for source in search.sources():
            count = SearchEntry.objects.filter(kind=source.kind).count()
            self.stdout.write(f"{source.title}：{count}")
