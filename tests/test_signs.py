"""What repair looks at first: nothing that a step could act on may be left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.repair.signs import beyond_ascii, unusual, unusual_places

TEXTS = st.text(st.sampled_from([*"ab (,?\n中的龘é“，●", "\x07", "\ud800", "😀", "\ue000"]), max_size=60)


@given(TEXTS)
def test_every_character_beyond_ascii_is_picked_out_in_order(text: str) -> None:
    odd = [character for character in text if not character.isascii() or character == "\x07"]
    assert [c for c in beyond_ascii(text) if not c.isascii() or c == "\x07"] == odd


@given(TEXTS)
def test_neighbours_are_picked_out_too(text: str) -> None:
    for place, character in enumerate(text):
        if character == "é":
            assert text[max(0, place - 4) : place + 5] in unusual(text)
        elif character == "中":
            assert text[max(0, place - 4) : place + 5] in beyond_ascii(text)


@given(TEXTS)
def test_places_lead_back_to_the_text(text: str) -> None:
    assert "".join(text[place] for place in unusual_places(text)) == unusual(text)


@pytest.mark.parametrize("text", ["", "plain ASCII", "two\nlines\tof it\r\n", "\n" * 1000])
def test_ascii_has_nothing_to_look_at(text: str) -> None:
    assert beyond_ascii(text) == unusual(text) == ""


@pytest.mark.parametrize("line", ["my-app: started", "mobile_App download:", "xy|app:"])
def test_the_beginning_of_a_log_line_is_no_spam_title(line: str) -> None:
    text = f"{line} 1\n{line} 2\n{line} 3"
    assert cleaner.repair(text) == text


@pytest.mark.parametrize("title", ["某某体育_app:", "某某娱乐城app下载-APP入口："])
def test_the_name_of_a_gambling_site_goes(title: str) -> None:
    assert (
        cleaner.repair(f"{title}关于开展评议的方案\n现印发给你们。") == "关于开展评议的方案\n现印发给你们。"
    )
