"""Cutting texts, and marking what was asked for."""

import pytest

from portal.ground import grams
from portal.ground.marking import marked, snippet


def test_chinese_is_cut_into_pairs_and_single_signs_and_the_rest_into_words():
    assert grams.of_entry("", "王明AI研究 2026年") == sorted(
        ["王", "明", "王明", "ai", "研", "究", "研究", "2026", "年"]
    )


def test_what_a_title_says_is_there_a_second_time():
    assert grams.of_entry("王明", "") == sorted(["王", "明", "王明", "^王", "^明", "^王明"])


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("王明", ["王明"]), ("科技馆", ["技馆", "科技"]), ("馆", ["馆"]), ("ＡＩ　大模型", ["ai", "大模", "模型"]), ("２０２６", ["2026"]),
        ("Covid-19", ["19", "covid"]), ("“科协”，（市）", ["市", "科协"]), ("阿卜杜·热合曼", grams.of_query("阿卜杜热合曼")), ("！，。 ", []), ("", []),
        ("\x00\u202e科\u200b协", ["协", "科"]), ("𠮷林", ["𠮷林"]),
    ],
)  # fmt: skip
def test_a_question_is_read_however_it_was_typed(asked, wanted):
    assert grams.of_query(asked) == sorted(wanted)


def test_a_question_of_any_length_asks_for_little():
    assert len(grams.of_query("".join(chr(0x4E00 + n) for n in range(5000)))) == grams.QUERY_LIMIT - 1


def test_folding_keeps_every_place():
    text = "Ａ①ﬁ㈱ß𠮷İ"

    assert len(grams.fold(text)) == len(text)
    assert grams.fold("ＡｂＣ１") == "abc1"


def test_marks_are_pieces_of_the_text_as_it_is():
    assert marked("市ＡＩ学会与AI", "ai") == [("市", False), ("ＡＩ", True), ("学会与", False), ("AI", True)]
    assert marked("<b>科协</b>", "科协") == [("<b>", False), ("科协", True), ("</b>", False)]
    assert marked("", "科协") == []


def test_a_snippet_of_what_is_short_is_the_whole():
    text = "前" * 60 + "科技馆"

    assert "".join(piece for piece, _is_asked in snippet(text, "科技馆")) == text


def test_a_snippet_shows_the_place_that_says_it():
    pieces = snippet("前" * 200 + "科技馆" + "后" * 200, "科技馆")

    assert pieces[0] == ("…", False)
    assert ("科技馆", True) in pieces
    assert pieces[-1] == ("…", False)
    assert sum(len(piece) for piece, _is_asked in pieces) < 100
