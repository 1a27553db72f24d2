"""The demo city's articles: in every column, in every state, with titles of their own."""

import pytest

from members.models import Organisation
from portal.home.demo import builder
from portal.home.models import Column, Post
from tests.factories import posts

pytestmark = pytest.mark.django_db


def test_the_demo_fills_every_column_and_state(city):
    association = city.official.office.organisation
    posts.office(city, "secretary", "secretary_general", association)
    for number in range(30):
        for kind, title in (("society", "assistant"), ("branch", "branch_secretary")):
            organisation = Organisation.objects.create(kind=kind, name=f"遵义市第{number}{kind}", region_code="520302")
            posts.office(city, f"{kind}{number}", title, organisation)

    builder.build()

    shown = Post.objects.filter(live__isnull=False)
    assert Post.objects.count() >= 150
    assert set(Post.objects.values_list("state", flat=True)) == set(Post.State.values)
    assert set(shown.values_list("shown_in__slug", flat=True)) == {
        column.slug for column in Column.objects.for_posts()
    }  # fmt: skip
    titles = list(Post.objects.values_list("title", flat=True))
    assert len(titles) - len(set(titles)) <= 20  # two counties make fewer titles than ten
    assert not [title for title in titles if "{" in title]
    assert not shown.filter(live__body__contains="{").exists()
