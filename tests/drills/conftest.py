"""Drills marked `full_size` are small in `make test` and of full size in `make drills`, which sets DRILLS=full."""

import os

import pytest


@pytest.fixture
def is_full(request):
    return os.environ.get("DRILLS") == "full" and request.node.get_closest_marker("full_size") is not None
