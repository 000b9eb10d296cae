"""How likely a string is to be written Chinese, Simplified or Traditional.

One unigram model, asked by `decode` (which charset makes the likelier text?) and by the repair of
mojibake (is the text with the damage undone so much likelier that it cannot be chance?). It gives
the surprisal of a string in bits: -log2 of its probability. Chinese text comes to 9 or 10 bits a
character, the same bytes read in a wrong charset to 15 and more.

The Han characters come from `characters.tsv` (see `build.py` for its sources); the other classes
have round figures, measured on running text for what is common there and chosen by order of
magnitude for what is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHARACTERS = {
    4: "，",
    5: "。",
    6: "、abcdefghijklmnopqrstuvwxyz",
    7: "\n 0123456789",
    8: "“”：？！（）《》；ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    9: "「」·,.-()/:\"'<>=&;",
    10: "—…",
    11: "の【】『』‘’〈〉!?%+_[]#*~\t\r",
    12: "$@\\^`{|}　％～",
    13: "°±×÷℃ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①②③④⑤⑥⑦⑧⑨⑩●○■□★☆◆◇▲△▼→←↑↓√※−–•〔〕〖〗━─￥・\u00a0",
}
"""Bits of single characters that are no Han."""

CLASSES = (
    (0x0000, 0x0020, 28),  # controls
    (0x007F, 0x00A0, 28),  # delete and C1: nobody writes them
    (0x00A0, 0x00C0, 15),
    (0x00C0, 0x0250, 14),  # Latin letters with marks
    (0x0250, 0x0300, 16),
    (0x0370, 0x0400, 15),  # Greek
    (0x0400, 0x0530, 15),  # Cyrillic
    (0x1E00, 0x1F00, 16),
    (0x2000, 0x2070, 16),  # general punctuation
    (0x2070, 0x2600, 15),  # letter-like forms, arrows, mathematics, enclosed numbers, boxes
    (0x2600, 0x27C0, 15),
    (0x3000, 0x3040, 15),
    (0x3040, 0x3100, 14),  # kana
    (0x3100, 0x3130, 17),  # zhuyin
    (0x3400, 0x4DC0, 24),  # Han extension A
    (0x4E00, 0xA000, 24),  # Han that no word list knows
    (0xAC00, 0xD7A4, 17),  # hangul
    (0xD800, 0xE000, 32),  # lone surrogates
    (0xE000, 0xF900, 28),  # private use
    (0xF900, 0xFB00, 22),  # compatibility ideographs
    (0xFE30, 0xFE70, 15),
    (0xFF00, 0xFF60, 13),  # full-width forms
    (0xFF60, 0xFFE0, 19),  # half-width kana and jamo
    (0xFFFD, 0xFFFE, 28),
    (0x1F300, 0x1FAFF, 15),  # emoji
    (0x20000, 0x30000, 26),  # Han extensions B and later
)
"""First code point, end, bits; the first that fits decides."""

FOREIGN = (
    (0x00C0, 0x00E0, 11),  # Latin capitals with marks
    (0x00E0, 0x0250, 8),
    (0x0370, 0x03B1, 9),  # Greek
    (0x03B1, 0x0400, 6),
    (0x0400, 0x0430, 9),  # Cyrillic
    (0x0430, 0x0530, 6),
    (0x0530, 0x1000, 5),  # Hebrew, Arabic, Thai …
    (0x1EA0, 0x1F00, 8),  # Vietnamese
    (0x3041, 0x30FD, 7),  # kana
    (0xAC00, 0xD7A4, 9),  # hangul
    (0xFF66, 0xFF9E, 9),
)
"""What the letters of other languages cost in texts of their own."""

ELSEWHERE = 18
"""Bits of any other character that exists."""
IMPOSSIBLE = 32


class _Surprisals(dict[str, int]):
    """Bits by character, looked up in the table when a character is asked for the first time."""

    def __init__(self, table: bytes) -> None:
        super().__init__()
        self.table = table

    def __missing__(self, character: str) -> int:
        code = ord(character)
        if code >= len(self.table):
            return _class_bits(code)
        return self.setdefault(character, self.table[code])


def _class_bits(code: int) -> int:
    for start, end, bits in CLASSES:
        if start <= code < end:
            return bits
    return _unlisted_bits(chr(code))


def _unlisted_bits(character: str) -> int:
    return IMPOSSIBLE if category(character) in ("Cn", "Co") else ELSEWHERE


@lru_cache(maxsize=2)
def bits_by_code(foreign: bool) -> NDArray[np.uint8]:
    """The surprisal of every character of the basic plane, by its code; read only."""
    import numpy as np

    if foreign:
        table = bits_by_code(False).copy()
        for start, end, value in FOREIGN:
            table[start:end] = value
        return table
    table = np.zeros(1 << 16, np.uint8)
    for start, end, value in reversed(CLASSES):
        table[start:end] = value
    unlisted = np.flatnonzero(table == 0)
    table[unlisted] = [_unlisted_bits(chr(code)) for code in unlisted.tolist()]
    lines = resources.files("cleaner.text").joinpath("characters.tsv").read_text(encoding="utf-8")
    levels = (line.split("\t") for line in lines.splitlines())
    for value, characters in (*((int(level), listed) for level, listed in levels), *CHARACTERS.items()):
        table[np.frombuffer(characters.encode("utf-16-le"), np.uint16)] = value
    return table


def character_bits(foreign: bool = False) -> Mapping[str, int]:
    """The surprisal of each character, as a mapping that has every one of them; read only."""
    return _foreign_surprisals() if foreign else _surprisals()


@lru_cache(maxsize=1)
def _surprisals() -> _Surprisals:
    return _Surprisals(bits_by_code(False).tobytes())


@lru_cache(maxsize=1)
def _foreign_surprisals() -> _Surprisals:
    return _Surprisals(bits_by_code(True).tobytes())


def surprisal(text: str) -> int:
    """The bits that `text` carries under the model, -log2 of its probability; 0 for empty text.

    Surprisals of two readings of the same bytes can be compared: their difference is the log
    likelihood ratio.

    >>> surprisal("中国") < surprisal("国國") < surprisal("锘挎槸")
    True
    """
    return sum(map(_surprisals().__getitem__, text))


def foreign_surprisal(text: str) -> int:
    """The same for text in another language than Chinese: its letters come at the price they have
    there, everything else as in Chinese (Japanese shares the Han characters).

    >>> foreign_surprisal("привет, мир") < surprisal("привет, мир")
    True
    """
    return sum(map(_foreign_surprisals().__getitem__, text))


def mean_surprisal(text: str) -> float:
    """Bits a character: under 10 for Chinese, 15 and more for Chinese in a wrong charset.

    >>> mean_surprisal("大会胜利闭幕，代表们认真履职。") < 12 < mean_surprisal("澶т細鑳滃埄闂箷")
    True
    """
    return surprisal(text) / len(text) if text else 0.0


@lru_cache(maxsize=4)
def characters_within(bits: int) -> frozenset[str]:
    """The Han characters of at most so many bits, of both scripts.

    11 gives the 520 most common, 15 some 2,900, 19 some 6,600.

    >>> "的" in characters_within(11), "罱" in characters_within(11)
    (True, False)
    """
    blocks = ((0x3400, 0x4DC0), (0x4E00, 0xA000))
    places = (start + (bits_by_code(False)[start:end] <= bits).nonzero()[0] for start, end in blocks)
    return frozenset(chr(code) for some in places for code in some.tolist())
