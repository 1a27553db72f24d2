from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.demo import builder as events
from events.demo import filings
from members.demo import accounts, twins
from members.models import Person
from outreach.demo import builder, groups, since
from portal.ground import search
from portal.home.demo import builder as home
from portal.home.demo import comments, photos
from societies.demo import builder as societies


class Command(BaseCommand):
    help = "Fill an empty portal with the demo city of Guiyang (fixed seed)."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the portal already has people")

    def handle(self, *, if_empty, **options):
        if Person.objects.exists():
            if not if_empty:
                raise CommandError("门户里已有数据，演示城市只能建在空的门户里。")
        else:
            builder.build()
            societies.build(city=builder.CITY, password=builder.PASSWORD)
            accounts.build(unit=builder.unit_of("branch"))
            groups.build()
            twins.build()
            twins.help_some()
            accounts.protect(builder.SECOND_FACTOR)
            events.build(city=builder.CITY, now=timezone.now())
            photos.build_of_events(now=timezone.now())
            filings.build(city=builder.CITY, now=timezone.now())
            since.make_area()
            since.publish_quarters()
            since.bring_files()
            home.build()
            comments.build(now=timezone.now())
            since.ask_for_the_newest()
            search.rebuild()
        self._print_accounts()

    def _print_accounts(self):
        if not Person.objects.filter(username="stats", email="stats@example.org").exists():
            return
        self.stdout.write(f"演示账号（密码均为 {builder.PASSWORD}）：")
        self.stdout.write(
            f"  有职务的账号还要动态口令：验证器密钥 {builder.SECOND_FACTOR}，现在的口令 {builder.code_now()}，"
            "登录页上也会显示。"
        )
        for username, name, title, region in builder.ACCOUNTS:
            office = title.label if title else "科技工作者"
            self.stdout.write(f"  {username:<14}{name}  {region} {office}")
        self.stdout.write("  branch        一家企业科协的联络员")
        for username, name, society, title in societies.ACCOUNTS:
            self.stdout.write(f"  {username:<18}{name}  学会 {society} {title.label}")
