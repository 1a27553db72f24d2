"""What tests of societies may ask for."""

import pytest

from members.models import Office
from tests.factories import societies


@pytest.fixture
def house(city):
    """The city with a society and its two officers, `general` and `assistant`."""
    city.society = societies.society(introduction="原来的简介。")
    city.actors["general"] = societies.officer(city.society)
    city.actors["assistant"] = societies.officer(city.society, Office.Title.ASSISTANT)
    return city
