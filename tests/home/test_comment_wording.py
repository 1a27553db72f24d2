"""Words found however they are spelt, and links; what only looks like them is left alone."""

import pytest

from portal.home import wording

SPELLINGS = [
    "赌博", "賭博", "赌 博", "赌\u200b博", "赌\u3000博", "赌*博", "赌·博", "赌\u2060\ufeff博", "赌\n博", "賭 . 博", "赌\u0301博",
]  # fmt: skip
LATIN = ["casino", "CASINO", "ｃａｓｉｎｏ", "ＣＡＳＩＮＯ", "c a s i n o", "c.a.s.i.n.o", "ca\u200bsino", "去casino玩"]
CLEAN = ["打赌。博士说", "赌，博", "casinos", "incasino", "as is", "賭徒", "博赌", ""]


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_word_is_found_however_it_is_spelt(text):
    assert list(wording.read(f"来{text}吧").find(wording.plain("赌博"))) == [(1, 1 + len(text))]


@pytest.mark.parametrize("text", LATIN)
def test_a_latin_word_is_found_in_any_dress(text):
    assert len(list(wording.read(text).find("casino"))) == 1


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_looks_like_a_word_is_left_alone(text):
    reading = wording.read(text)

    assert not list(reading.find("赌博"))
    assert not list(reading.find("casino"))


def test_a_plain_search_would_miss_most_spellings():
    assert sum("赌博" in text for text in SPELLINGS) == 1


def test_a_rule_written_in_traditional_characters_finds_simplified_ones():
    assert list(wording.read("远离赌博").find(wording.plain("賭 博"))) == [(2, 4)]


def test_what_was_found_is_replaced_in_the_text_as_typed():
    text = "来賭 博，再来赌\u200b博"
    spans = [(*span, "**") for span in wording.read(text).find("赌博")]

    assert wording.replaced(text, spans) == "来**，再来**"


def test_replacements_that_overlap_do_not_eat_each_other():
    assert wording.replaced("甲乙丙丁", [(1, 3, "X"), (0, 2, "Y"), (3, 4, "Z")]) == "Y丙Z"


@pytest.mark.parametrize(
    "text",
    [
        "http://a.b",
        "看https://x",
        "www.某站",
        "ｗｗｗ．ａ．ｃｏｍ",
        "来abc.com吧",
        "abc.cn/x",
        "//evil.example",
        "T.CN见site.top",
    ],
)
def test_links_are_seen(text):
    assert wording.has_link(text)


@pytest.mark.parametrize("text", ["今天3.5度", "第1.2节", "a.b", "他说：对。", "e.g. this", "1/2"])
def test_figures_and_full_stops_are_no_links(text):
    assert not wording.has_link(text)


def test_a_very_long_row_of_spaces_is_read_quickly():
    assert wording.plain("赌" + " " * 4000 + "博") == "赌博"
