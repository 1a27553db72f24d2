"""The virus scanner's adapter against a clamd that answers like the real one."""

import pytest

from portal.ground import scanning
from tests.ground import clamd
from tests.ground.uploaded import EICAR


@pytest.fixture
def sent(tmp_path):
    path = tmp_path / "sent"
    path.write_bytes(bytes(300_000))
    return path


def test_scan_passes_everything_when_no_scanner_is_named(sent, settings):
    settings.CLAMD_ADDRESS = ""
    sent.write_bytes(EICAR)

    assert scanning.scan(sent) is None


@pytest.mark.parametrize("socket_name", [None, "c.sock"])
def test_scan_sends_the_whole_file_and_passes_a_clean_one(tmp_path, sent, settings, socket_name):
    with clamd.running(socket_name and tmp_path / socket_name) as server:
        settings.CLAMD_ADDRESS = server.address

        assert scanning.scan(sent) is None
        assert server.seen == [sent.read_bytes()]


def test_scan_names_what_it_found(sent, settings):
    sent.write_bytes(EICAR)
    with clamd.running() as server:
        settings.CLAMD_ADDRESS = server.address
        with pytest.raises(scanning.Infected, match=r"^Eicar-Test-Signature$"):
            scanning.scan(sent)


def test_scan_tells_a_file_above_the_scanners_limit_from_other_errors(sent, settings):
    with clamd.running(most=100_000) as server:
        settings.CLAMD_ADDRESS = server.address
        with pytest.raises(scanning.TooLargeToScan):
            scanning.scan(sent)


@pytest.mark.parametrize("address", ["127.0.0.1:9", "/nowhere/clamd.sock"])
def test_scan_gives_no_verdict_when_nobody_answers(sent, settings, address):
    settings.CLAMD_ADDRESS = address

    with pytest.raises(scanning.NotScanned):
        scanning.scan(sent)
