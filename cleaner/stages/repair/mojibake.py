r"""Mojibake: text that was read in a wrong charset, read again in the right one.

There are two families. Bytes that were read as Latin-1 or cp1252 became one odd letter each (`ÖÐ¹ú`,
`å›½`, `¤¤°ê`: see `latin_bytes`). Bytes that were read as GBK became rare Chinese characters (`涓浗`,
`いゅ`: see `gbk_bytes`). To undo either, suppose which bytes they were and read these again
(`rereading`). The likelihood ratio under the model of written Chinese decides whether the new reading
is believed (`evidence`). Mistakes that were made one after another are undone one after another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from math import inf
from operator import itemgetter

from cleaner.stages.repair.evidence import FEE, FEE_BESIDE_DAMAGE, plausible, whole
from cleaner.stages.repair.gbk_bytes import (
    gbk_bytes,
    gbk_lattice,
    max_gains,
    promising_charsets,
    uncommon_parts,
)
from cleaner.stages.repair.latin_bytes import (
    BYTE_LETTERS,
    byte_runs,
    latin_bytes,
    latin_options,
    strict_utf_8,
    utf_8_levels,
)
from cleaner.stages.repair.letter_bytes import lattice_bytes, letter_lattices, letter_runs, may_read_as
from cleaner.stages.repair.rereading import reread
from cleaner.stages.repair.shifted import undo_shifts
from cleaner.stages.repair.signs import BYTES, BYTES_BEFORE_LETTER, LATIN, PRIVATE, SHIFTED, UNCOMMON, has

CHARSETS = ("utf-8", "gb18030", "big5")
"""The charsets that text is read again in."""
MAX_CHAIN = 4
"""Maximum number of mistakes, made one after another, that are undone."""

_Span = tuple[int, int]
_Reading = tuple[str, float]
"""A text and its gain in bits."""


def undo_mojibake(text: str) -> str:
    """Read every stretch of mojibake in its right charset.

    Line breaks stay; the same object is returned if there is nothing to undo.

    >>> undo_mojibake("标题：ÖÐ»ªÈËÃñ¹²ºÍ¹ú")
    '标题：中华人民共和国'
    """
    if has(text, LATIN):
        text = _restore_parts(text, letter_runs(text), _restore_letters)
    if has(text, BYTES | BYTES_BEFORE_LETTER):
        text = _restore_parts(text, byte_runs(text), _restore_latin)
    if has(text, SHIFTED):
        text = undo_shifts(text)
    if has(text, UNCOMMON | PRIVATE):
        text = _restore_parts(text, uncommon_parts(text), _restore_gbk, max_gains)
    return text


def _no_limits(parts: list[str]) -> list[float]:
    return [inf] * len(parts)


def _restore_parts(
    text: str,
    spans: Sequence[_Span],
    restore: Callable[[str, int], str],
    limits: Callable[[list[str]], list[float]] = _no_limits,
) -> str:
    """Restore those parts of a text that prove themselves, and if most do, the rest with a lower fee.

    `restore` takes a part and the fee; `limits` gives an upper bound of the gain of each part, so that
    few have to be tried.
    """
    parts = [text[start:end] for start, end in spans]
    gains = limits(parts)
    restored: dict[_Span, str] = {}
    for fee in (FEE, FEE_BESIDE_DAMAGE):
        for span, part, gain in zip(spans, parts, gains, strict=True):
            if span in restored or gain <= fee:
                continue
            new = restore(part, fee)
            if new != part:
                restored[span] = new
        if _length(restored) * 2 <= _length(spans):
            break
    return _replaced(text, restored)


def _length(spans: Collection[_Span]) -> int:
    return sum(end - start for start, end in spans)


def _replaced(text: str, new: dict[_Span, str]) -> str:
    """The text with other parts in some places."""
    if not new:
        return text
    pieces: list[str] = []
    done = 0
    for start, end in sorted(new):
        pieces += [text[done:start], new[start, end]]
        done = end
    return "".join([*pieces, text[done:]])


def _restore_latin(run: str, fee: int) -> str:
    """Read a run of bytes that were read as Latin-1 in its right charset."""
    if not BYTE_LETTERS.search(run):
        return run
    for text in reversed(utf_8_levels(run, MAX_CHAIN)):  # the earliest mistake explains most
        read, gain = max(_latin_readings(text, fee), key=_gain)
        if gain > 0 and plausible(run, read):
            return read
        before = strict_utf_8(latin_bytes(text))  # it may have been read as GBK before
        if before:
            read = _restore_gbk(before, fee)
            if read != before and plausible(run, read):
                return read
    return run


def _restore_letters(run: str, fee: int) -> str:
    """Read a run of letters of another language in its right charset."""
    readings: list[_Reading] = []
    for lattice in letter_lattices(run).values():
        charsets = [charset for charset in CHARSETS if may_read_as(lattice, charset)]
        found = _whole_readings(run, lattice_bytes(lattice), charsets)
        readings += found or [reread(run, lattice, charset, fee) for charset in charsets]
    readings = [(read, gain) for read, gain in readings if gain > 0 and plausible(run, read)]
    return max(readings, key=_gain)[0] if readings else run


def _latin_readings(text: str, fee: int) -> list[_Reading]:
    """The text in each charset: quickly, as a whole, if there is no doubt; else stretch by stretch."""
    data = latin_bytes(text)
    readings = _whole_readings(text, data, CHARSETS)
    if not readings:
        lattice = [latin_options(character) for character in text]
        readings = [reread(text, lattice, charset, fee) for charset in CHARSETS]
    return readings


@lru_cache(maxsize=64)  # the steps run again when one of them changed something elsewhere
def _restore_gbk(part: str, fee: int) -> str:
    """Read text that was read as GBK in its right charset, again and again."""
    for _ in range(MAX_CHAIN):
        readings = _gbk_readings(part, fee)
        if not readings:
            return _restore_latin_within(part)
        part = max(readings, key=_gain)[0]
    return part


def _gbk_readings(text: str, fee: int) -> list[_Reading]:
    """The believable readings of the text in other charsets, and shifted by a byte in GBK."""
    charsets = promising_charsets(text, fee)
    others = [charset for charset in charsets if charset != "gb18030"]
    readings = _whole_readings(text, gbk_bytes(text), others)
    if charsets and not readings:
        lattice = gbk_lattice(text)
        for charset in charsets:
            readings.append(reread(text, lattice, charset, fee, shifted=charset == "gb18030"))
    return [(read, gain) for read, gain in readings if gain > 0 and plausible(text, read)]


def _restore_latin_within(part: str) -> str:
    """Restore text that was read as Latin-1 before UTF-8 was read as GBK."""
    before = strict_utf_8(gbk_bytes(part))
    if before == part or not BYTE_LETTERS.search(before):
        return part
    read = _restore_parts(before, byte_runs(before), _restore_latin)
    return read if read != before and plausible(part, read) else part


def _whole_readings(text: str, data: bytes | None, charsets: Collection[str]) -> list[_Reading]:
    readings = (whole(text, data, charset) for charset in charsets)
    return [reading for reading in readings if reading]


_gain = itemgetter(1)
