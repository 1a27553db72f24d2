"""Every verb the code writes into the journal has words people understand."""

import re
from pathlib import Path

from portal.ground import verbs

ROOT = Path(__file__).resolve().parents[2]
RECORDED = re.compile(r"record(?:_text)?\(\s*\"([a-z_]+\.[a-z_]+)\"")


def test_every_verb_of_the_journal_has_words():
    sources = [path for app in ("portal", "members", "outreach") for path in (ROOT / app).rglob("*.py")]
    written = {verb for path in sources for verb in RECORDED.findall(path.read_text(encoding="utf-8"))}

    assert written - verbs.known() == set()
    assert len(written) > 40
