"""What the portal weighs: memory of its processes after work, bytes and first paint of its pages, how long it takes to start."""

import gzip
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import sync_playwright
from whitenoise import compress

from members.models import Person
from portal.ground import outbox
from portal.ground.models import Delivery
from tests.factories import processes

from . import load, pages, people, table
from .notices import TEMPLATE

PUBLIC = (
    "/",
    "/societies/",
    "/societies/Z01/",
    "/branches/",
    "/news/",
    "/events/",
    f"/search/?q={quote('学会')}",
    "/accounts/login/",
)
ASSET = re.compile(r'<link rel="stylesheet" href="([^"?]+)|<script[^>]* src="([^"?]+)')
SLOW_PHONE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}  # 1.6 Mbit/s
SLOWER = 4
CHROMIUM = "/usr/bin/chromium"
WRITTEN_TO = 2_000
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
MB = 1_024


def measure():
    people.societies()
    people.members("Z01", WRITTEN_TO)
    call_command("collectstatic", interactive=False, verbosity=0)
    compress.main([str(settings.STATIC_ROOT), "--quiet"])  # as production serves them
    with tempfile.TemporaryDirectory() as folder, _with_workers(Path(folder, "web.log")) as (address, workers):
        _weight(address)
        _painted(address)
        for path in PUBLIC:
            load.alone(load.Site(address, pages.asked(path)))
        _line("web process after the load", "<= 160 MB", workers())
    _celery()
    _started()


@contextmanager
def _with_workers(log):
    """The portal's address, and what tells its workers' numbers now: they are renewed."""
    here = os.getpid()
    before = set(_children_of(here))
    with processes.web(log) as address:
        [gunicorn] = set(_children_of(here)) - before
        yield address, lambda: _children_of(gunicorn)


def _weight(address):
    weights = {path: _compressed(address, path) for path in PUBLIC}
    path = max(weights, key=weights.get)
    table.line(f"compressed styles and scripts of {path}", "<= 150 KB", f"{weights[path] / 1024:.0f} KB")


def _get(address):
    with urllib.request.urlopen(address) as answer:  # our own server
        return answer.read()


def _compressed(address, path):
    page = _get(address + path).decode()
    assets = {style or script for style, script in ASSET.findall(page)}
    return sum(len(gzip.compress(_get(address + one))) for one in assets)


def _painted(address):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for path in PUBLIC[:3]:
            taken = sorted(_paint(browser, address + path) for _run in range(3))[1]
            table.line(f"first contentful paint of {path} on a slow phone", "<= 1 s", f"{taken / 1000:.2f} s")
        browser.close()


def _paint(browser, url):
    context = browser.new_context(viewport={"width": 375, "height": 812})
    page = context.new_page()
    slow = context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", SLOW_PHONE)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url)
    page.wait_for_function(f"{PAINTED} !== null")
    taken = page.evaluate(PAINTED)
    context.close()
    return taken


def _line(work, goal, processes_of):
    table.line(work, goal, f"{max(map(_memory, processes_of))} MB")


def _memory(pid):
    """What a process adds to the machine's memory, in MB: pages it shares are shared out."""
    shared = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", shared, re.MULTILINE)[1]) // MB


def _children_of(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _celery():
    audience = Person.objects.filter(username__startswith="bench-p")
    outbox.notify_all(TEMPLATE, to={"in_app": audience, "email": audience}, key=f"memory-{time.time()}")
    with tempfile.TemporaryDirectory() as folder, processes.worker(Path(folder, "worker.log")) as worker:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not _is_idle():
            time.sleep(0.5)
        assert Delivery.objects.filter(state="sent").count() >= WRITTEN_TO
        _line("Celery process after its work", "<= 200 MB", [worker.pid, *_children_of(worker.pid)])


def _is_idle():
    return not Delivery.objects.filter(state="waiting").exists()


def _started():
    code = "import time; s = time.perf_counter(); import django; django.setup(); print(time.perf_counter() - s)"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    taken = [
        float(
            subprocess.run(
                [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
            ).stdout.split()[-1]
        )
        for _run in range(3)
    ]
    table.line("django.setup()", "<= 2 s", f"{sorted(taken)[1]:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        first, second = _run(folder), _run(folder)
    table.line("second start to healthy", "<= 20 s", f"{second:.1f} s", f"{first:.1f} s")


def _run(folder):
    """Seconds until a portal of its own, without the sample city, says that it is healthy."""
    port = processes.free_port()
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    environment |= {
        "PORTAL_VAR": folder,
        "PORT": str(port),
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
    }
    start = time.perf_counter()
    portal = subprocess.Popen(
        [sys.executable, "-m", "portal.running"], env=environment, cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        while time.perf_counter() - start < 120:
            with suppress(OSError):
                _get(f"http://127.0.0.1:{port}/healthz")
                break
            time.sleep(0.1)
        return time.perf_counter() - start
    finally:
        processes.end(portal)
