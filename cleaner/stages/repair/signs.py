"""What of a text repair has to look at: the places where two neighbours can belong to some damage.

Each kind of damage shows in a pair of neighbours that clean text hardly has: a Chinese character and a
question mark, two uncommon characters, anything and a control. One look tells all such pairs of a text; a
step whose sign is not there has nothing to do, and one whose sign is there looks at these places only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cleaner.text.characters import HAN
from cleaner.text.plausibility import characters_within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

(
    BYTES, BYTES_BEFORE_LETTER, UNCOMMON, PRIVATE, LATIN, SUSPECT, BRACKET, COMMAS, PICTURE, SITE, APP,
    APP_BEFORE_HAN, GAP, REPLACED, MEMORY, QUESTIONS,
) = (1 << number for number in range(16))  # fmt: skip


DINGBATS = "\u2300-\u23ff\u2600-\u2775\u2794-\u27bf\u2b00-\u2bff\u3030\u303d\u3297\u3299"
"""Pictures of the basic plane."""
_ANY = "\0-\U0010ffff"
_HIGH = "\x80-\xff" + bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")

SIGNS = {
    BYTES: ("\xc0-\xff", _HIGH),  # what bytes above 7F become in Latin-1 and cp1252, one of them a letter
    BYTES_BEFORE_LETTER: (_HIGH, "\xc0-\xff"),
    PRIVATE: (_ANY, "\ue000-\uf8ff"),
    # a first byte of UTF-8 in the charsets that ftfy knows, before another such character
    LATIN: (
        "\xc2-\xf4\u0102-\u0171\u0402-\u045f\u0393\u03a3\u03c0\u03c3\u221a\xac\u2020\u251c-\u252c\u2554-\u256c",
        "\x80-\u2e7f\ua000-\uabff\ud7a4-\ufeff\ufff0-\U0010ffff",
    ),
    SUSPECT: (
        _ANY,
        "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u0300-\u036f\u061c\u180e\u2007\u200b-\u200f\u2028-\u202f"
        "\u2060-\u206f\u2e80-\u2fd5\u3099\u309a\u3164\ud800-\ufaff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0"
        "\ufff0-\ufffb\ufffe\uffff\U0002f800-\U0002fa1f\U000e0000-\U0010ffff",
    ),
    BRACKET: (HAN, "(（["),
    COMMAS: (",，、", ",，、"),
    PICTURE: (_ANY, f"{DINGBATS}\U0001f000-\U0001faff"),
    SITE: ("官平入下登注网手", "方网台口载录册页机"),  # the first two characters of 官方网站, 平台, 入口 …
    APP: (HAN, "aA_|｜丨·-"),
    APP_BEFORE_HAN: ("pP", HAN),
    GAP: (f"{HAN}。、\n>\u3000", "?;"),
    REPLACED: ("斤ï", "拷¿"),
    MEMORY: ("烫燙屯", "烫燙屯"),
    QUESTIONS: ("?", "?"),
}
"""Sign: the ranges of its first and of its second character. `UNCOMMON` are two that everyday Chinese has no
use for: one line in ten of clean text has them, nearly every line that was wrongly read as GBK."""

_FIRST = 16
"""Bits by which a sign is shifted for its first character."""
_AT_ONCE = 1 << 15
"""Characters: what is made of so many goes into the cache of a processor."""

_RANGE = re.compile("(.)-(.)|(.)", re.DOTALL)


def has(text: str, signs: int) -> bool:
    """Whether the text shows any of these signs."""
    return bool(_look(text).found & signs)


def places(text: str, signs: int) -> list[int]:
    """Where the second characters of the signs stand. The text begins as if behind a line break.

    >>> places("谁来?我", GAP), places("?", GAP)
    ([2], [0])
    """
    look = _look(text)
    return look.places[(look.signs & signs) != 0].tolist() if look.found & signs else []


def matches(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text)` gives if every match begins at one of these places."""
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(text, start)):
            yield match
            end = match.end()


def without(text: str, found: Iterable[re.Match[str]]) -> str:
    """The text without some matches of it, given in order."""
    parts: list[str] = []
    done = 0
    for match in found:
        parts.append(text[done : match.start()])
        done = match.end()
    return "".join([*parts, text[done:]])


def lines_at(text: str, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Beginning and end of every line that one of the places is in."""
    end = -1
    for place in places:
        if place > end:
            start = text.rfind("\n", end + 1, place) + 1 or end + 1
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
            yield start, end


def in_lines(text: str, places: Iterable[int], change: Callable[[str], str]) -> str:
    """The text with the lines changed that the places are in."""
    parts, done = [], 0
    for start, end in lines_at(text, places):
        parts += [text[done:start], change(text[start:end])]
        done = end
    return "".join([*parts, text[done:]]) if parts else text


class _Look(NamedTuple):
    found: int
    """All signs of the text together."""
    places: NDArray[np.intp]
    """Where a character shows a sign together with the one before it …"""
    signs: NDArray[np.uint32]
    """… and which."""


@lru_cache(maxsize=1)
def _look(text: str) -> _Look:
    import numpy as np

    codes = np.array([f"\n{text}"]).view(np.uint32)
    table = _table()
    found: list[tuple[NDArray[np.intp], NDArray[np.uint32]]] = []
    for start in range(0, len(text) or 1, _AT_ONCE):
        flags = table.take(codes[start : start + _AT_ONCE + 1])
        pairs = flags[:-1] >> _FIRST
        pairs &= flags[1:]
        places = (pairs != 0).nonzero()[0]
        found.append((places + start, pairs[places]))
    places, signs = found[0] if len(found) == 1 else map(np.concatenate, zip(*found, strict=True))
    return _Look(int(np.bitwise_or.reduce(signs)), places, signs)


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint32]:
    """For each character the signs that it may be the second character of, and, further up, those that it
    may be the first character of."""
    import numpy as np

    table = np.full(0x110000, UNCOMMON | UNCOMMON << _FIRST, np.uint32)
    for first, last in ((0, 0xFF), (0x2000, 0x206F), (0x2100, 0x33FF), (0xFF00, 0xFFEF)):
        table[first : last + 1] = 0
    table[[ord(character) for character in characters_within(16)]] = 0
    for sign, (before, behind) in SIGNS.items():
        for flag, ranges in ((sign << _FIRST, before), (sign, behind)):
            for start, end, single in _RANGE.findall(ranges):
                table[ord(start or single) : ord(end or single) + 1] |= flag
    return table
