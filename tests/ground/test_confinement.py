"""A child that takes too much is stopped; the control shows that it would have been able to."""

import pytest

from portal.ground import confinement

GREEDY = "tests.ground.greedy"


@pytest.mark.parametrize(
    ("what", "failure"),
    [
        ("memory", confinement.TookTooMuch),
        ("time", confinement.TookTooMuch),
        ("disk", confinement.TookTooMuch),
    ],
)
def test_run_stops_a_greedy_child_and_lets_a_free_one_end(tmp_path, what, failure):
    with pytest.raises(failure):
        list(confinement.run(GREEDY, what, "confined", tmp_path / "written", seconds=30))

    assert list(confinement.run(GREEDY, what, "free", tmp_path / "written", seconds=30))


def test_run_does_not_wait_longer_than_it_was_told(tmp_path):
    with pytest.raises(confinement.TookTooLong):
        list(confinement.run(GREEDY, "time", "free", tmp_path / "written", seconds=0.2))
