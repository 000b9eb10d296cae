"""UTF-8 or Big5 that was read as GBK (`涓浗`): where it stands, and which bytes it was.

Such text has rare Chinese characters, kana, Greek or Cyrillic: `涓浗`, `いゅ`. Reading again is slow, so
that quick upper bounds of the gain come first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from cleaner.stages.repair.decoders import ANY, double_byte_bits
from cleaner.stages.repair.latin_bytes import strict_utf_8
from cleaner.stages.repair.rereading import Option, as_is_bits
from cleaner.stages.repair.signs import MAX_COMMON, PRIVATE, UNCOMMON, places
from cleaner.text.plausibility import character_bits, characters_within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONTEXT = 40
"""Length of what is looked at on either side of something odd, characters."""
MAX_PART = 20_000
"""Maximum length of what is looked at together, characters."""
MIN_ODD = 3
"""Minimum number of odd characters in text that was wrongly read; each gains some 15 bits at most."""
IMPOSSIBLE = 1 << 20
"""Cost of a pair that no stretch may cross, bits."""

_ASCII = re.compile(r"[\x00-\x7f]+")
_UTF_8 = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){3}")
"""Three characters of Chinese in UTF-8."""


def uncommon_parts(text: str) -> list[tuple[int, int]]:
    """The surroundings of neighbours that are both uncommon, and of private-use characters.

    A part does not cross lines, and has at least `MIN_ODD` odd characters.
    """
    spans: list[tuple[int, int]] = []
    pairs = {place - 1 for place in places(text, UNCOMMON)}
    behind = 0
    for place in sorted(pairs.union(places(text, PRIVATE))):
        if place < behind:
            continue
        behind = place + (2 if place in pairs else 1)
        start, end = _surroundings(text, place, behind)
        if spans and start <= spans[-1][1]:
            first, start = spans[-1]
            if end - first <= MAX_PART:
                spans.pop()
                start = first
        spans.append((start, end))
    return [(start, end) for start, end in spans if _odd_characters(text[start:end]) >= MIN_ODD]


def _surroundings(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with its context, as far as its line goes."""
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    line_break = text.rfind("\n", first, start)
    if line_break >= 0:
        first = line_break + 1
    line_break = text.find("\n", end, last)
    if line_break >= 0:
        last = line_break
    return first, last


def _odd_characters(part: str) -> int:
    return len(part) - sum(map(_usual().__contains__, part))


@lru_cache(maxsize=1)
def _usual() -> frozenset[str]:
    """Common Han characters, ASCII and marks.

    Kana, Greek and Cyrillic are odd, since Big5 that was read as GBK is full of them.
    """
    ranges = ((0, 0x100), (0x2000, 0x2070), (0x3000, 0x3021), (0xFF00, 0xFFF0))
    return characters_within(MAX_COMMON).union(*(map(chr, range(*codes)) for codes in ranges))


def gbk_bytes(text: str) -> bytes:
    """The bytes that a text was, `?` where it has others; `€` was 80.

    >>> gbk_bytes("涓€").decode()
    '一'
    """
    if "€" not in text:
        return text.encode("gb18030", "replace")
    return b"\x80".join(part.encode("gb18030", "replace") for part in text.split("€"))


def gbk_lattice(text: str) -> list[Sequence[Option]]:
    """For each character the bytes that it may stand for."""
    lattice: list[Sequence[Option]] = []
    for character, after in zip(text, text[1:] + "\n", strict=True):
        lattice.append(_lost_bytes(after) if character == "\ufffd" else gbk_options(character))
    return lattice


def _lost_bytes(after: str) -> Sequence[Option]:
    """The bytes that U+FFFD may stand for in front of the character `after`.

    GBK reads any byte but 80 and FF together with a high byte behind it. So in front of a character of
    two bytes it was 80, unless the damage ends there.
    """
    if after.isascii():
        return (((ANY,), 2),)
    return (((0x80,), 2), ((ANY, ANY), 6), ((ANY,), 8))


@lru_cache(maxsize=1 << 15)
def gbk_options(character: str) -> Sequence[Option]:
    """The bytes that a character may stand for in text that was read as GBK."""
    from cleaner.text.traditional import simplified_forms

    if character == "€":  # what Windows shows for 80
        return (((0x80,), 2), ((0xA2, 0xE3), 4))
    if character == "?":  # itself, or a byte that could not be read
        return (((0x3F,), 0), ((ANY,), 6), ((ANY, ANY), 8))
    options: list[Option] = []
    # the text may have been converted to Traditional after it was wrongly read
    for candidate, penalty in ((character, 0), (simplified_forms().get(character, ""), 3)):
        data = tuple(candidate.encode("gb18030", "ignore"))
        if len(data) in (1, 2):
            options.append((data, penalty))
    if "!" <= character <= "~":  # a full-width form that was folded to ASCII
        options.append(((0xA3, ord(character) + 0x80), 8))
    return options


def max_gains(parts: list[str]) -> list[float]:
    """Upper bounds of what reading each part again can gain, bits, for all parts at once.

    `promising_charsets` tells more, but takes longer.
    """
    import numpy as np

    if not parts:
        return []
    read = [_without_ascii(part) for part in parts]
    # all parts in a row, each behind two zero bytes, which no stretch crosses
    data = b"".join(b"\0\0" + some[: len(some) & ~1] for some in read) + b"\0\0"
    starts = list(accumulate((len(some) // 2 + 1 for some in read[:-1]), initial=0))
    pairs, between = np.frombuffer(data[:-2], np.uint16), np.frombuffer(data[1:-1], np.uint16)
    bits = _pair_bits()
    as_is = bits.as_is.take(pairs)
    in_big5 = _best_stretches(as_is - bits.big5.take(pairs), starts)
    in_gbk = _best_stretches(as_is - bits.shifted.take(between), starts)
    gains: list[float] = []
    for some, big5, gbk in zip(read, in_big5, in_gbk, strict=True):
        may_be_utf_8 = _UTF_8.search(some) or strict_utf_8(some)
        gains.append(inf if may_be_utf_8 else max(big5, 2 * gbk))
    return gains


def _without_ascii(text: str) -> bytes:
    """The bytes that the characters beyond ASCII were."""
    return gbk_bytes(_ASCII.sub("", text))


def _best_stretches(gains: NDArray[np.int64], starts: list[int]) -> list[int]:
    """The largest sum of neighbours in each of the parts that start there, 0 if all are negative."""
    import numpy as np

    sums = gains.cumsum()
    best: list[int] = np.maximum.reduceat(sums - np.minimum.accumulate(sums), starts).tolist()
    return best


class _PairBits(NamedTuple):
    """Surprisals of pairs of bytes, by their number in this machine's byte order."""

    as_is: NDArray[np.int64]
    """As a character of GBK."""
    big5: NDArray[np.int64]
    """As a character of Big5; `IMPOSSIBLE` with a zero byte."""
    shifted: NDArray[np.int64]
    """As the halves of two characters, a character of GBK; `IMPOSSIBLE` with a zero byte."""


@lru_cache(maxsize=1)
def _pair_bits() -> _PairBits:
    import numpy as np

    gbk = double_byte_bits("gb18030", False).astype(np.int64)
    big5 = double_byte_bits("big5", False).astype(np.int64)
    shifted = gbk.copy()
    for table in (big5.reshape(256, 256), shifted.reshape(256, 256)):
        table[0, :] = table[:, 0] = IMPOSSIBLE
    return _PairBits(gbk, big5, shifted)


def promising_charsets(text: str, fee: int) -> list[str]:
    """The charsets in which some stretch of the text may gain the fee.

    The pairs of bytes are taken one by one, without ASCII and the other options of the lattice. Those
    matter most to a shifted stretch, which therefore need gain only half of the fee.
    """
    import numpy as np

    charsets: list[str] = []
    if _UTF_8.search(gbk_bytes(text)):
        charsets.append("utf-8")
    data = _without_ascii(text)
    data = data[: len(data) & ~1]
    foreign = as_is_bits(text) is character_bits(foreign=True)
    as_is = double_byte_bits("gb18030", foreign).take(np.frombuffer(data, np.uint16))
    for charset, read, least in (("big5", data, fee), ("gb18030", data[1:-1], fee // 2)):
        again = double_byte_bits(charset, False).take(np.frombuffer(read, np.uint16))
        sums = np.cumsum(as_is[: len(again)] - again)
        smallest = np.minimum(np.minimum.accumulate(sums), 0)
        if np.max(sums - smallest, initial=0) > least:  # the largest sum of neighbours
            charsets.append(charset)
    return charsets
