"""Words people read: Chinese sentences carry full-width punctuation, in code, templates and notices alike."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHINESE = "\u3400-\u4dbf\u4e00-\u9fff"
HALF_WIDTH = re.compile(rf"[{CHINESE}”》）][,:;?!()][{CHINESE}“《（]")
TAGS = re.compile(r"{[{%].*?[%}]}")
KINDS = (".py", ".html", ".txt", ".js", ".typ", ".md")


def half_width(text):
    """Places where half-width punctuation stands between Chinese characters, template tags aside."""
    return [match[0] for match in HALF_WIDTH.finditer(TAGS.sub("", text))]


def test_chinese_sentences_carry_full_width_punctuation():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
    names = [
        name
        for name in listed.split("\0")
        if name.endswith(KINDS) and not name.startswith(("tests/", "static/vendor/"))
    ]
    paths = [ROOT / name for name in names]
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in paths
        if path.exists() and (found := half_width(path.read_text(encoding="utf-8")))
    }

    assert wrong == {}
    assert len(paths) > 100


def test_a_half_width_comma_would_be_found():
    assert half_width("已提交\u002c请等待") == ["交,请"]
    assert half_width("已提交，请等待") == []
