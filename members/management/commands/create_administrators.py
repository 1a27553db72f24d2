from getpass import getpass

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from members import actions
from members.models import Office
from portal.ground.dates import today
from portal.ground.errors import Refused


class Command(BaseCommand):
    help = "Create the first system, security and audit administrators of an empty portal; asks for their passwords."

    def add_arguments(self, parser):
        parser.add_argument("system", help="login name:name")
        parser.add_argument("security", help="login name:name")
        parser.add_argument("audit", help="login name:name")

    def handle(self, *, system, security, audit, **options):
        people = []
        for title, typed in zip(Office.ADMINISTRATORS, (system, security, audit), strict=True):
            username, _colon, name = typed.partition(":")
            password = getpass(f"{title.label} {username} 的密码：")
            try:
                validate_password(password)
            except ValidationError as error:
                raise CommandError("；".join(error.messages)) from error
            people.append((username, name or username, password))
        try:
            actions.create_administrators(settings.PORTAL["association"], settings.PORTAL_CITY, people, on=today())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("三位管理员已建立。")
