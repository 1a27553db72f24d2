"""Drills are small in `make test` and of full size in `make drills`, which sets DRILLS=full."""

import os

import pytest


@pytest.fixture(scope="session")
def is_full():
    return os.environ.get("DRILLS") == "full"
