"""A unigram model of written Chinese, Simplified and Traditional.

The surprisal of a string is -log2 of its probability, in bits. Chinese text has 9 or 10 bits per
character, the same bytes in a wrong charset 15 and more. `decode` compares charsets by it; `repair`
undoes mojibake only if the text becomes likelier by more than chance.

Bits of Han characters come from `characters.tsv` (`build.py` names its sources). The others are
round figures: measured on running text for common characters, orders of magnitude for rare ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING
from unicodedata import category

from cleaner.text.characters import HAN_BLOCKS

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
"""Bits of single characters other than Han: bits to characters."""

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
"""Bits of all other characters: first code point, end (exclusive), bits. The first match counts."""

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
"""Bits of letters in text of their own language, in the same form. They replace those above."""

ELSEWHERE = 18
"""Bits of an assigned character outside all classes."""
IMPOSSIBLE = 32
"""Bits of a code point outside all classes that is unassigned or for private use."""


class _Surprisals(dict[str, int]):
    """Bits by character, filled from the table on first access."""

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


@cache
def bits_by_code(foreign: bool) -> NDArray[np.uint8]:
    """The surprisal of each character of the basic plane, in bits, by code point; read only.

    `foreign` gives letters of other languages the bits that they have in text of their own.
    """
    import numpy as np

    if foreign:
        table = bits_by_code(False).copy()
        for start, end, bits in FOREIGN:
            table[start:end] = bits
        return table
    table = np.zeros(1 << 16, np.uint8)
    for start, end, bits in reversed(CLASSES):
        table[start:end] = bits
    unlisted = np.flatnonzero(table == 0)
    table[unlisted] = [_unlisted_bits(chr(code)) for code in unlisted.tolist()]
    for bits, characters in (*_han_levels(), *CHARACTERS.items()):
        table[np.frombuffer(characters.encode("utf-16-le"), np.uint16)] = bits
    return table


def _han_levels() -> Iterator[tuple[int, str]]:
    """The lines of `characters.tsv`: a number of bits and the characters that have it."""
    lines = resources.files("cleaner.text").joinpath("characters.tsv").read_text(encoding="utf-8")
    for line in lines.splitlines():
        bits, characters = line.split("\t")
        yield int(bits), characters


def character_bits(foreign: bool = False) -> Mapping[str, int]:
    """The surprisal of each character, in bits: a mapping that has every character; read only.

    >>> bits = character_bits()
    >>> bits["的"] < bits["国"] < bits["罱"]
    True
    """
    return _foreign_surprisals() if foreign else _surprisals()


@cache
def _surprisals() -> _Surprisals:
    return _Surprisals(bits_by_code(False).tobytes())


@cache
def _foreign_surprisals() -> _Surprisals:
    return _Surprisals(bits_by_code(True).tobytes())


def surprisal(text: str) -> int:
    """The surprisal of a text in bits; 0 for empty text.

    The difference between the surprisals of two readings of the same bytes is their log likelihood
    ratio.

    >>> surprisal("中国") < surprisal("国國") < surprisal("锘挎槸")
    True
    """
    return sum(map(_surprisals().__getitem__, text))


def foreign_surprisal(text: str) -> int:
    """The surprisal of a text in another language, in bits.

    Letters count as in text of their own language, everything else as in Chinese (Japanese shares
    the Han characters).

    >>> foreign_surprisal("привет, мир") < surprisal("привет, мир")
    True
    """
    return sum(map(_foreign_surprisals().__getitem__, text))


def mean_surprisal(text: str) -> float:
    """Bits per character: under 10 for Chinese, 15 and more for Chinese in a wrong charset.

    >>> mean_surprisal("大会胜利闭幕，代表们认真履职。") < 12 < mean_surprisal("澶т細鑳滃埄闂箷")
    True
    """
    return surprisal(text) / len(text) if text else 0.0


@lru_cache(maxsize=4)
def characters_within(bits: int) -> frozenset[str]:
    """The Han characters, of both scripts, whose surprisal is at most `bits`.

    11 bits give the 520 most common, 15 about 2,900, 19 about 6,600.

    >>> "的" in characters_within(11), "罱" in characters_within(11)
    (True, False)
    """
    table = bits_by_code(False)
    found: set[str] = set()
    for start, end in HAN_BLOCKS:
        codes = start + (table[start:end] <= bits).nonzero()[0]
        found.update(map(chr, codes.tolist()))
    return frozenset(found)
