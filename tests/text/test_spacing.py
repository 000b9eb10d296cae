"""Spaces, and the width of letters and kana."""

from __future__ import annotations

import pytest
from helpers import MARKS
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.spacing import ascii_letters, tidy_spaces, widen_kana


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("关 于 放 假 的 通 知", "关于放假的通知"),
        ("我们 今天 去 公园 ， 明天 ， 后天 也 去 。", "我们今天去公园，明天，后天也去。"),
        ("记者获悉， 1-6月增长5%", "记者获悉，1-6月增长5%"),
        ("共商大计 开新篇", "共商大计 开新篇"),
        ("记者 黎 川 摄", "记者 黎 川 摄"),
        ("床前明月光 疑是地上霜", "床前明月光 疑是地上霜"),
        ("仪式开始。 会上，大家发言。", "仪式开始。 会上，大家发言。"),
        ("使用 Python 编写", "使用 Python 编写"),
    ],
)
def test_spaces(text: str, tidied: str) -> None:
    assert tidy_spaces(text) == tidied


@given(text=MARKS | st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    for tidy in (ascii_letters, widen_kana, tidy_spaces):
        assert tidy(tidy(text)) == tidy(text)
