from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from outreach import actions
from portal.ground.errors import Refused
from portal.ground.models import Region


class Command(BaseCommand):
    help = "Make the registers of townships and villages of a day from the administrative divisions in force."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", required=True, type=date.fromisoformat)
        parser.add_argument("--city", help="one city's code (default: every city with townships)")

    def handle(self, *, as_of, city, **options):
        townships = Region.objects.on(as_of).filter(level="township").values_list("code", flat=True)
        cities = [city] if city else sorted({code[:4] for code in townships}) or [settings.PORTAL_CITY]
        for code in cities:
            try:
                counts = actions.register_regions(code, as_of=as_of, by=None)
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(f"{code}：" + "，".join(f"{kind} {count}" for kind, count in counts.items()))
