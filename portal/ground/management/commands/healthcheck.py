import urllib.error
import urllib.request

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from portal.ground import health

SECONDS = 10


class Command(BaseCommand):
    help = "Ask whether one part of the portal is alive (exit 1 when it is not): for the containers' health checks."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("part", choices=["web", *health.BEATS])
        parser.add_argument("--port", default="8000", help="where web listens on this machine")

    def handle(self, *, part, port, **options):
        told = _ask_web(port) if part == "web" else _ask_database(part)
        self.stdout.write(told)


def _ask_web(port):
    host = next((host for host in settings.ALLOWED_HOSTS if not host.startswith(".")), "localhost")
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # nosec B310  # http, written above
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        raise CommandError(f"/healthz 应答 {error.code}：{error.read().decode()[:500]}") from error
    except OSError as error:
        raise CommandError(f"网站没有应答：{error}") from error


def _ask_database(part):
    try:
        age = health.ages(now=timezone.now())[part]
    except Error as error:
        raise CommandError(f"数据库没有应答：{error}") from error
    if not health.is_fresh(age):
        raise CommandError(f"{part} 没有心跳。" if age is None else f"{part} 上次心跳在 {age} 秒前。")
    return f"{part} 正常，上次心跳在 {age} 秒前。"
