"""The places repair visits: no place a step could change is missing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.stages.repair.signs import GAP, PICTURE, SITE, SUSPECT, UNCOMMON, has, in_lines, matches, places
from cleaner.text.words import words

TEXTS = st.text(st.sampled_from([*"ab (,?\n中的龘é“，●", "\x07", "\ud800", "😀", "\ue000"]), max_size=60)


@given(TEXTS)
def test_signs_are_pairs_of_neighbours(text: str) -> None:
    assert places(text, UNCOMMON) == [
        m.end() for m in re.finditer("[龘\ud800😀\ue000](?=[龘\ud800😀\ue000])", text)
    ]
    assert places(text, GAP) == [m.end() - 1 for m in re.finditer(r"(?:(?<=[中的龘\n])|\A)\?", text)]


@given(TEXTS)
def test_some_characters_are_signs_of_their_own(text: str) -> None:
    assert places(text, SUSPECT) == [m.start() for m in re.finditer("[\x07\ud800\ue000]", text)]
    assert places(text, PICTURE) == [m.start() for m in re.finditer("😀", text)]
    assert has(text, PICTURE) == ("😀" in text)


@given(TEXTS)
def test_matches_at_places_are_those_that_a_search_finds(text: str) -> None:
    pattern = re.compile("[?,][?,(]?")
    starts = [place for place, character in enumerate(text) if character in "?,"]
    found = [match.span() for match in matches(pattern, text, starts)]
    assert found == [match.span() for match in pattern.finditer(text)]


@given(TEXTS)
def test_only_the_lines_with_a_place_are_changed(text: str) -> None:
    starts = [place for place, character in enumerate(text) if character == "中"]
    lines = [line.upper() if "中" in line else line for line in text.split("\n")]
    assert in_lines(text, starts, str.upper) == "\n".join(lines)


@pytest.mark.parametrize(
    "text", ["", "plain ASCII", "two\nlines\tof it\r\n", "\n" * 1000, "代表们认真审议。"]
)
def test_clean_text_has_no_signs(text: str) -> None:
    assert not has(text, -1)


def test_every_word_for_a_site_is_a_sign() -> None:
    for word in words("gambling_sites"):
        assert places(word, SITE)[:1] == [1]
