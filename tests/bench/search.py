"""The one search beside one indexed query of 30 rows: a rare name, a common word, a word nobody wrote."""

from portal.ground import finding
from portal.ground.models import SearchEntry
from tests.factories.entries import many

from . import scale, table
from .coverage import DAY


def measure():
    count = scale.of(1_000_000)
    many(count)
    rare = SearchEntry.objects.filter(audience="public").order_by("pk")[count // 3].title[:3]
    newest = SearchEntry.objects.order_by("-start_on", "-id").values_list("pk", "title")
    for what, asked in (("rare name", rare), ("word in every title", "科学技术协会"), ("word of nobody", "龘靐")):
        taken, baseline = table.beside(
            lambda asked=asked: finding.find(asked, audiences=["public"], on=DAY), lambda: list(newest[:30])
        )
        table.timed(f"search {count}: {what}", "-", taken, baseline)
