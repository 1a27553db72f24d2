"""What tests of attachments ask for: an owner with rules, and a disk that is soon full."""

import ctypes

import pytest

from portal.ground import attachments


@pytest.fixture
def owner(city):
    """A kind of owner whose files the worker may change and the official may read as well."""
    may_change = {city.worker.person.pk}
    may_read = may_change | {city.official.person.pk}
    attachments.register(
        "paper",
        may_read=lambda actor, owner_id: actor is not None and owner_id == "7" and actor.person.pk in may_read,
        may_change=lambda actor, owner_id: actor is not None and owner_id == "7" and actor.person.pk in may_change,
    )
    return city


@pytest.fixture
def small_disk(settings):
    """A disk of 2 MB for the files, where this process may mount one."""
    libc = ctypes.CDLL(None, use_errno=True)
    settings.MEDIA_ROOT.mkdir(parents=True)
    where = str(settings.MEDIA_ROOT).encode()
    if libc.mount(b"none", where, b"tmpfs", 0, b"size=2m"):
        pytest.skip("mounting needs root")
    yield settings.MEDIA_ROOT
    libc.umount2(where, 2)
