"""What every page loads stays light, and every icon asked for exists."""

import gzip
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.urls import reverse

from portal.ground.templatetags.icons import SPRITE
from portal.ground.templatetags.steps import steps

LIMIT = 150 * 1024
LOADED = re.compile(r'(?:<link rel="stylesheet" href|<script src)="/static/([^"]+)"')
LIFE = (("draft", "填写"), ("submitted", "审核"), ("filed", "备案"))


MARKS = {"valid", "success"}  # they say what a part is, and it looks as its base does


def classes_in_templates():
    """Class → a template that uses it; what a tag of the template makes up is left out."""
    found = {}
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        text = re.sub(r"{%.*?%}", " ", re.sub(r"{{.*?}}", "-", path.read_text(encoding="utf-8")))
        for names in re.findall(r'class="([^"]*)"', text):
            found |= dict.fromkeys((name for name in names.split() if "-" not in (name[0], name[-1])), path.name)
    return found


def test_every_class_is_dressed_or_looked_for():
    static = settings.BASE_DIR / "static"
    sheets = [*static.glob("css/*.css"), *static.glob("js/*.js"), static / "vendor/bootstrap/bootstrap.min.css"]
    known = set(re.findall(r"\.([A-Za-z][\w-]*)", "".join(path.read_text(encoding="utf-8") for path in sheets)))

    assert {name: used for name, used in classes_in_templates().items() if name not in known | MARKS} == {}


def weight(name):
    """Bytes of a static file as it travels."""
    with open(finders.find(name), "rb") as file:
        return len(gzip.compress(file.read(), 9))


def test_an_ordinary_page_loads_little_css_and_javascript(client, db):
    page = client.get(reverse("front")).content.decode()
    names = {*LOADED.findall(page), "css/desk.css"}

    assert {"css/portal.css", "js/portal.js"} < names
    assert sum(weight(name) for name in names) <= LIMIT


def test_charts_are_fetched_only_when_they_come_into_view(client, db):
    page = client.get(reverse("coverage")).content.decode()

    assert "js/charts.js" in LOADED.findall(page)
    assert not [name for name in LOADED.findall(page) if "echarts" in name]
    assert 'data-library="/static/vendor/echarts/echarts.min.js"' in page


def test_every_icon_used_is_in_the_sprite():
    with open(finders.find(SPRITE)) as file:
        drawn = set(re.findall(r'<symbol id="([^"]+)"', file.read()))
    used = {
        name
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }

    assert used
    assert used <= drawn


def test_an_icon_is_silent_beside_words_and_labelled_alone():
    drawn = Template('{% load icons %}{% icon "bell" %}{% icon "bell" "消息" %}').render(Context())

    assert drawn.count('aria-hidden="true"') == 1
    assert drawn.count('aria-label="消息"') == 1


@pytest.mark.parametrize(
    ("state", "marks"),
    [("draft", ["now", "", ""]), ("submitted", ["done", "now", ""]), ("filed", ["done"] * 3), ("other", [""] * 3)],
)
def test_steps_say_what_is_done_and_where_one_stands(state, marks):
    shown = steps(LIFE, state)["steps"]

    assert ["done" if step["is_done"] else "now" if step["is_now"] else "" for step in shown] == marks
