"""What tests of events may ask for."""

import pytest

from tests.factories import events, joining


@pytest.fixture
def house(city):
    """The city with a society and its officers, and one published event with two places."""
    city.society = joining.society(city)
    city.event = events.event(city.society.organisation, city.assistant.person)
    return city
