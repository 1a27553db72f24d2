"""Names are found by any part of them, through the index."""

import pytest
from django.db import connection

from members.models import Person

pytestmark = pytest.mark.django_db
NAMES = ("王伟", "王小伟", "欧阳王伟民", "John Smith", "阿卜杜·热合曼", "100%_a'b", "𠮷田", "")


@pytest.fixture(autouse=True)
def people():
    Person.objects.bulk_create(Person(username=f"p{number}", name=name) for number, name in enumerate(NAMES))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王伟", {"王伟", "欧阳王伟民"}),
        ("王", {"王伟", "王小伟", "欧阳王伟民"}),
        ("伟王", set()),
        ("john", {"John Smith"}),
        ("N SM", {"John Smith"}),
        ("·热", {"阿卜杜·热合曼"}),
        ("%", {"100%_a'b"}),
        ("0%_A'", {"100%_a'b"}),
        ("𠮷", {"𠮷田"}),
        ("\\", set()),
        ("王伟" * 40, set()),
    ],
)
def test_a_name_is_found_by_what_stands_in_it_and_by_nothing_else(text, found):
    names = set(Person.objects.filter(name__says=text).values_list("name", flat=True))

    assert names == found
    assert names == set(Person.objects.filter(name__icontains=text).values_list("name", flat=True))


def test_the_index_serves_even_a_single_character():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for text in ("王", "王伟", "王小伟"):
            plan = Person.objects.filter(name__says=text).explain()
            assert "person_by_name_grams" in plan, plan
