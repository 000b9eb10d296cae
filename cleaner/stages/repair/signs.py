"""Signs of damage: pairs of neighbouring characters that clean text hardly has.

A Chinese character and a question mark, two uncommon characters, anything and a control: each kind of
damage shows in such pairs. Repair looks at a text once, with numpy, for all of them. A step whose sign
is not there has nothing to do, and any other visits only its own places: 25 to 64 MB/s on clean
corpora, where it was 5 to 18.
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
    APP_BEFORE_HAN, GAP, ODDMENTS, SHIFTED, SPACED,
) = (1 << number for number in range(16))  # fmt: skip
ALWAYS = 1 << 16
"""What every text shows."""


DINGBATS = "\u2300-\u23ff\u2600-\u2775\u2794-\u27bf\u2b00-\u2bff\u3030\u303d\u3297\u3299"
"""Pictures of the basic plane, for use inside the brackets of a pattern."""
_ANY = "\0-\U0010ffff"
_HIGH = "\x80-\xff" + bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
"""What bytes above 7F become in Latin-1 and cp1252."""

SIGNS = {
    BYTES: ("\xc0-\xff", _HIGH),  # Ö³
    BYTES_BEFORE_LETTER: (_HIGH, "\xc0-\xff"),  # ³Ö
    PRIVATE: (_ANY, "\ue000-\uf8ff"),
    # a first byte of UTF-8 in one of the charsets that ftfy knows, before another such character: Ã©, Г©, ├ę
    LATIN: (
        "\xc2-\xf4\u0102-\u0171\u0402-\u045f\u0393\u03a3\u03c0\u03c3\u221a\xac\u2020\u2202\u220f\u222b\u2264\u2265\u2248\u03a9\u0192\u251c-\u252c\u2554-\u256c",
        "\x80-\u2e7f\ua000-\uabff\ud7a4-\ufeff\ufff0-\U0010ffff",
    ),
    SUSPECT: (
        _ANY,
        "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0"  # controls, no-break space
        "\xad\u0300-\u036f\u061c\u180e"  # soft hyphen, accents, direction mark, vowel separator
        "\u2007\u200b-\u200f\u2028-\u202f\u2060-\u206f"  # spaces, joiners, direction marks
        "\u2e80-\u2fd5\u3099\u309a\u3164"  # radicals, marks of kana, filler
        "\ud800-\ufaff\ufdd0-\ufdef"  # surrogates, private use, compatibility ideographs, noncharacters
        "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"  # selectors, byte order mark, specials
        "\U0002f800-\U0002fa1f\U000e0000-\U0010ffff",  # the same of higher planes
    ),
    BRACKET: (HAN, "(（["),  # 報(
    COMMAS: (",，、", ",，、"),
    PICTURE: (_ANY, f"{DINGBATS}\U0001f000-\U0001faff"),
    SITE: ("官平入下登注网手", "方网台口载录册页机"),  # the words of `gambling_sites`: 官方网站, 平台, 入口 …
    APP: (HAN, "aA_|｜丨·-"),  # 某app, 某_app
    APP_BEFORE_HAN: ("pP", HAN),  # app某
    GAP: (f"{HAN}。、\n>\u3000", "?;"),  # 黄?
    ODDMENTS: ("斤ï烫燙屯?\\%", "拷¿烫燙屯?u"),  # 锟斤拷, ï¿½, 烫烫, ??, escapes (\\u4e2d)
    SHIFTED: ("?\ufffd", "!！骸俊弧\u3000ⅰ\ue0bc"),  # ?! for 。“
    SPACED: (f"{HAN}<", " \u3000rR"),  # 衞 生, and ruby text: <rt>
}
"""Sign: the first and the second character of its pairs, as ranges.

`UNCOMMON` is not among them: its pairs are characters that everyday Chinese has no use for. One line in
ten of clean text has one, and nearly every line that was wrongly read as GBK.
"""
MAX_COMMON = 16
"""Maximum surprisal of a Han character that is not uncommon, bits."""

_CHUNK = 1 << 15
"""Characters looked at together; what is made of them fits the cache of a processor."""

_BORDER = re.compile("[<>\n]")
_RANGE = re.compile("(.)-(.)|(.)", re.DOTALL)


def signs_of(text: str) -> int:
    """All signs that the text shows."""
    return _look(text).found | ALWAYS


def has(text: str, signs: int) -> bool:
    """Whether the text shows any of these signs."""
    return bool(_look(text).found & signs)


def places(text: str, signs: int) -> list[int]:
    """The places of the second characters of pairs with any of these signs, in order.

    The text begins as if behind a line break.

    >>> places("谁来?我", GAP), places("?", GAP)
    ([2], [0])
    """
    look = _look(text)
    return look.places[(look.signs & signs) != 0].tolist() if look.found & signs else []


def matches(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """The same as `pattern.finditer(text)`, if every match starts at one of these places.

    >>> [match.group() for match in matches(re.compile("谁|我们"), "谁来?我们", [3])]
    ['我们']
    """
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
    r"""Start and end of every line that has one of the places, which are in order.

    >>> list(lines_at("一\n二\n三", [2, 3]))
    [(2, 3)]
    """
    end = -1
    for place in places:
        if place > end:
            start = text.rfind("\n", end + 1, place) + 1 or end + 1
            end = text.find("\n", place)
            if end < 0:
                end = len(text)
            yield start, end


def texts_at(text: str, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Start and end of every text between tags, within a line, that has one of the places.

    >>> list(texts_at("<p>一二</p>三", [4, 9]))
    [(3, 5), (9, 10)]
    """
    end = -1
    for place in places:
        if place >= end:
            start = max(end, *(text.rfind(border, max(end, 0), place) + 1 for border in "<>\n"))
            border = _BORDER.search(text, place)
            end = border.start() if border else len(text)
            yield max(start, 0), end


def in_lines(text: str, places: Iterable[int], change: Callable[[str], str]) -> str:
    """The text with those of its lines changed that have one of the places."""
    parts: list[str] = []
    done = 0
    for start, end in lines_at(text, places):
        parts += [text[done:start], change(text[start:end])]
        done = end
    return "".join([*parts, text[done:]]) if parts else text


class _Look(NamedTuple):
    """What one look at a text finds."""

    found: int
    """All signs of the text."""
    places: NDArray[np.intp]
    """Where the second characters of pairs with signs stand."""
    signs: NDArray[np.uint16]
    """The signs of each of these pairs."""


@lru_cache(maxsize=1)
def _look(text: str) -> _Look:
    import numpy as np

    codes = np.array([f"\n{text}"]).view(np.uint32)
    table = _table()
    chunks: list[tuple[NDArray[np.intp], NDArray[np.uint16]]] = []
    for start in range(0, len(text) or 1, _CHUNK):
        before, behind = table.take(codes[start : start + _CHUNK + 1]).view(np.uint16).reshape(-1, 2).T
        pairs = before[:-1] & behind[1:]
        found = (pairs != 0).nonzero()[0]
        chunks.append((found + start if start else found, pairs[found]))
    places, signs = chunks[0] if len(chunks) == 1 else map(np.concatenate, zip(*chunks, strict=True))
    return _Look(int(np.bitwise_or.reduce(signs)), places, signs)


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint32]:
    """The signs of every character, as a first one and as a second one: 16 bits each, read at once."""
    import numpy as np

    table = np.full((0x110000, 2), UNCOMMON, np.uint16)
    for first, last in ((0, 0xFF), (0x2000, 0x206F), (0x2100, 0x33FF), (0xFF00, 0xFFEF)):
        table[first : last + 1] = 0
    table[[ord(character) for character in characters_within(MAX_COMMON)]] = 0
    for sign, (before, behind) in SIGNS.items():
        _add(table[:, 0], before, sign)
        _add(table[:, 1], behind, sign)
    return table.view(np.uint32)[:, 0]


def _add(table: NDArray[np.uint16], ranges: str, flag: int) -> None:
    for start, end, single in _RANGE.findall(ranges):
        table[ord(start or single) : ord(end or single) + 1] |= flag
