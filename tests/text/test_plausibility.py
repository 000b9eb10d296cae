"""The model of written Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.plausibility import (
    character_bits,
    characters_within,
    foreign_surprisal,
    mean_surprisal,
    surprisal,
)

SIMPLIFIED = "集市散了以后，卖瓜的老汉把剩下的几个西瓜分给了邻摊的孩子。"
TRADITIONAL = "集市散了以後，賣瓜的老漢把剩下的幾個西瓜分給了鄰攤的孩子。"


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, "佢哋今日唔得閒，聽日先至嚟。"])
def test_chinese_of_every_kind_is_likely(text: str) -> None:
    assert mean_surprisal(text) < 12.5


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [(SIMPLIFIED, "gbk", "big5"), (TRADITIONAL, "big5", "gb18030"), (SIMPLIFIED, "utf-8", "gb18030")],
)
def test_a_wrong_reading_is_far_less_likely(text: str, written: str, read: str) -> None:
    wrong = text.encode(written).decode(read, "replace")
    assert surprisal(wrong) > surprisal(text) + 4 * len(text)


def test_both_scripts_cost_the_same() -> None:
    assert abs(surprisal(SIMPLIFIED) - surprisal(TRADITIONAL)) <= len(SIMPLIFIED)


@given(st.text())
def test_every_string_has_a_surprisal(text: str) -> None:
    assert 0 <= foreign_surprisal(text) <= 32 * len(text)
    assert surprisal(text + "的") == surprisal(text) + surprisal("的")


def test_lone_surrogates_and_private_use_are_least_likely() -> None:
    bits = character_bits()
    assert min(bits["\ud800"], bits["\ue000"], bits["\ufffd"], bits["\x01"]) > bits["龘"]


def test_common_characters_of_both_scripts_are_known() -> None:
    assert set("的一是不了国國学學这這") <= characters_within(11)
    assert characters_within(11) < characters_within(15)
