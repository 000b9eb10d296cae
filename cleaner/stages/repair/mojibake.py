"""Text that was read in a wrong charset, read in the right one.

Two families of damage. Bytes read as Latin-1 or cp1252 leave one odd letter for each byte
(`ÖÐ¹ú`, `ä¸\xadå›½`, `¤¤°ê`); bytes read as GBK leave rare Chinese characters (`涓浗`, `いゅ`).
Each is undone by supposing the bytes and reading them again, and what decides is the likelihood
ratio under the model of written Chinese: see `rereading`, and `evidence` for the thresholds.
Mistakes made one after another are undone one after another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate, repeat
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING

from cleaner.stages.repair.evidence import FEE, FEE_BESIDE_DAMAGE, plausible, whole
from cleaner.stages.repair.rereading import ANY, Option, as_is_bits, double_byte_bits, reread
from cleaner.stages.repair.signs import (
    BYTES,
    BYTES_BEFORE_LETTER,
    PRIVATE,
    UNCOMMON,
    has,
    lines_at,
    places,
)
from cleaner.text.plausibility import character_bits, characters_within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHARSETS = ("utf-8", "gb18030", "big5")
CHAIN = 4
"""Mistakes made one after another that are undone."""
AROUND = 40
"""Characters on both sides of something odd that are looked at with it."""
FEWEST_ODD = 3
"""Uncommon characters that a wrongly read stretch has at least: one of them gains some 15 bits at most."""
PIECE = 20_000
"""Characters that are looked at together, at most."""

CP1252 = {
    0x20AC: 0x80, 0x201A: 0x82, 0x0192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86, 0x2021: 0x87,
    0x02C6: 0x88, 0x2030: 0x89, 0x0160: 0x8A, 0x2039: 0x8B, 0x0152: 0x8C, 0x017D: 0x8E, 0x2018: 0x91,
    0x2019: 0x92, 0x201C: 0x93, 0x201D: 0x94, 0x2022: 0x95, 0x2013: 0x96, 0x2014: 0x97, 0x02DC: 0x98,
    0x2122: 0x99, 0x0161: 0x9A, 0x203A: 0x9B, 0x0153: 0x9C, 0x017E: 0x9E, 0x0178: 0x9F,
}  # fmt: skip
"""What cp1252 makes of the bytes where Latin-1 has controls."""

_HIGH = r"\x80-\xff" + "".join(map(chr, CP1252))
_BYTE_LETTERS = re.compile(rf"[{_HIGH}](?:(?<=[\xc0-\xff])[{_HIGH}]|[\xc0-\xff])")
"""Two neighbours that are bytes above 7F, one of them a letter: nearly absent from clean text."""
_HIGH_RUN = re.compile(rf"[{_HIGH}\ufffd]+")
_ASCII = re.compile(r"[\x00-\x7f]+")
_UTF_8 = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){3}")


def undo_mojibake(text: str) -> str:
    """`text` with every stretch of mojibake in it read in its right charset.

    Line breaks stay; the same object comes back when there is nothing to restore.

    >>> undo_mojibake("标题：ÖÐ»ªÈËÃñ¹²ºÍ¹ú")
    '标题：中华人民共和国'
    """
    if has(text, BYTES | BYTES_BEFORE_LETTER):
        text = _restore_parts(text, _byte_runs(text), _restore_bytes)
    if has(text, UNCOMMON | PRIVATE):
        text = _restore_parts(text, _uncommon_parts(text), _restore_gbk, _earnings)
    return text


def _restore_parts(
    text: str,
    spans: list[tuple[int, int]],
    restored: Callable[[str, int], str],
    earnings: Callable[[list[str]], list[float]] | None = None,
) -> str:
    """`text` with its parts restored: first what proves itself, then, if most did, the rest with them.
    `earnings` says what each of them can earn at most, so that few have to be tried."""
    parts = [text[start:end] for start, end in spans]
    most = earnings(parts) if earnings else repeat(inf)
    changed: dict[tuple[int, int], str] = {}
    for fee in (FEE, FEE_BESIDE_DAMAGE):
        for span, part, gain in zip(spans, parts, most, strict=False):
            if span not in changed and gain > fee and (new := restored(part, fee)) != part:
                changed[span] = new
        if sum(end - start for start, end in changed) * 2 <= sum(map(len, parts)):
            break
    pieces, done = [], 0
    for (start, end), new in sorted(changed.items()):
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]]) if changed else text


def _byte_runs(text: str) -> list[tuple[int, int]]:
    """Where characters stand that can be bytes of the Latin family, with the ASCII between them."""
    lines = lines_at(text, places(text, BYTES | BYTES_BEFORE_LETTER))
    return [span for start, end in lines for span in _runs_within(text, start, end)]


def _runs_within(text: str, line: int, end_of_line: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for match in _HIGH_RUN.finditer(text, line, end_of_line):
        start, end = match.span()
        end += text[end : end + 1].isascii() and text[end : end + 1] > "?"  # the second byte of a pair
        near = spans and start - spans[-1][1] <= AROUND and end - spans[-1][0] <= PIECE
        if near and text[spans[-1][1] : start].isascii():
            start = spans.pop()[0]
        spans.append((start, end))
    return [(start, end) for start, end in spans if end - start > 1]


def _restore_bytes(run: str, fee: int) -> str:
    if not _BYTE_LETTERS.search(run):
        return run
    levels = [run]
    while len(levels) < CHAIN and (once := _latin_again(levels[-1])):
        levels.append(once)
    for text in reversed(levels):  # the earliest mistake explains most
        data = _latin_bytes(text)
        readings = [reading for charset in CHARSETS if (reading := whole(text, data, charset))]
        if not readings:
            lattice = [_latin_options(character) for character in text]
            readings = [reread(text, lattice, charset, fee) for charset in CHARSETS]
        read, gain = max(readings, key=itemgetter(1))
        if gain > 0 and plausible(run, read):
            return read
        inner = _strict_utf_8(data)  # what was read as GBK before
        if inner and (outer := _restore_gbk(inner, fee)) != inner and plausible(run, outer):
            return outer
    return run


def _latin_bytes(text: str) -> bytes | None:
    try:
        return bytes(CP1252.get(ord(character), ord(character)) for character in text)
    except ValueError:
        return None


def _latin_again(text: str) -> str | None:
    """The text with UTF-8 undone once, if it still is of the Latin family."""
    once = _strict_utf_8(_latin_bytes(text))
    return once if once and not once.isascii() and _latin_bytes(once) else None


def _strict_utf_8(data: bytes | None) -> str:
    try:
        return data.decode("utf-8") if data else ""
    except UnicodeDecodeError:
        return ""


@lru_cache(maxsize=512)
def _latin_options(character: str) -> Sequence[Option]:
    if character == "\ufffd":
        return (((ANY,), 4),)
    return (((CP1252.get(ord(character), ord(character)),), 0),)


def _uncommon_parts(text: str) -> list[tuple[int, int]]:
    """The surroundings, within the line, of neighbours that are both uncommon, if there is more of it."""
    spans: list[tuple[int, int]] = []
    behind = 0
    pairs = {place - 1 for place in places(text, UNCOMMON)}
    for here in sorted(pairs.union(places(text, PRIVATE))):
        if here < behind:
            continue
        behind = here + 1 + (here in pairs)
        start, end = max(0, here - AROUND), min(len(text), behind + AROUND)
        start = text.rfind("\n", start, here) + 1 or start
        newline = text.find("\n", behind, end)
        end = newline if newline >= 0 else end
        if spans and start <= spans[-1][1]:
            start = spans.pop()[0] if end - spans[-1][0] <= PIECE else spans[-1][1]
        spans.append((start, end))
    usual = _usual()
    return [
        (start, end)
        for start, end in spans
        if end - start - sum(map(usual.__contains__, text[start:end])) >= FEWEST_ODD
    ]


@lru_cache(maxsize=64)  # the steps run again when one of them changed something elsewhere
def _restore_gbk(line: str, fee: int) -> str:
    for _ in range(CHAIN):
        data = line.encode("gb18030", "replace")
        promising = _promising(line, data, fee)
        readings = [
            reading
            for charset in promising
            if charset != "gb18030" and (reading := whole(line, data, charset))
        ]
        if promising and not readings:
            lattice = [
                _lost_bytes(after) if character == "\ufffd" else _gbk_options(character)
                for character, after in zip(line, line[1:] + "\n", strict=True)
            ]
            readings = [reread(line, lattice, charset, fee, charset == "gb18030") for charset in promising]
        readings = [(read, gain) for read, gain in readings if gain > 0 and plausible(line, read)]
        if not readings:
            inner = _strict_utf_8(data)  # what was read as Latin-1 before
            if inner != line and _BYTE_LETTERS.search(inner):
                outer = _restore_parts(inner, _byte_runs(inner), _restore_bytes)
                return outer if outer != inner and plausible(line, outer) else line
            break
        line = max(readings, key=itemgetter(1))[0]
    return line


def _earnings(lines: list[str]) -> list[float]:
    """How many bits `_restore_gbk` can gain in each of the lines, at most: by what `_promising` goes by."""
    import numpy as np

    if not lines:
        return []
    read = [_ASCII.sub("", line).encode("gb18030", "replace") for line in lines]
    # one after the other, each behind two zero bytes, which no stretch goes across
    data = b"".join(b"\0\0" + some[: len(some) & ~1] for some in read) + b"\0\0"
    starts = [0, *accumulate(len(some) // 2 + 1 for some in read)]
    pairs, between = np.frombuffer(data[:-2], np.uint16), np.frombuffer(data[1:-1], np.uint16)
    gbk, big5, shifted = _bits_of_pairs()
    bits = gbk.take(pairs)
    sums = np.concatenate([bits - big5.take(pairs), bits - shifted.take(between)]).cumsum()
    starts = starts[:-1] + [starts[-1] + start for start in starts[:-1]]
    gains = np.maximum.reduceat(sums - np.minimum.accumulate(sums), starts).tolist()
    return [
        inf if _UTF_8.search(some) or _strict_utf_8(some) else max(in_big5, 2 * in_gbk)
        for some, in_big5, in_gbk in zip(read, gains, gains[len(read) :], strict=False)
    ]


@lru_cache(maxsize=1)
def _bits_of_pairs() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """What a pair of bytes costs as GBK, as Big5, and as the halves of two characters of GBK."""
    import numpy as np

    gbk, big5 = (double_byte_bits(charset, False).astype(np.int64) for charset in ("gb18030", "big5"))
    shifted = gbk.copy()
    for table in (big5.reshape(256, 256), shifted.reshape(256, 256)):
        table[0, :] = table[:, 0] = 1 << 20  # a zero byte in it
    return gbk, big5, shifted


def _promising(line: str, data: bytes, fee: int) -> list[str]:
    """The charsets in which some stretch of the line may gain the fee, found by rough and quick means."""
    import numpy as np

    charsets = ["utf-8"] if _UTF_8.search(data) else []
    pairs = _ASCII.sub("", line).encode("gb18030", "replace")
    pairs = pairs[: len(pairs) & ~1]
    foreign = as_is_bits(line) is character_bits(foreign=True)
    as_is = double_byte_bits("gb18030", foreign).take(np.frombuffer(pairs, np.uint16))
    for charset, read, least in (("big5", pairs, fee), ("gb18030", pairs[1:-1], fee // 2)):
        again = double_byte_bits(charset, False).take(np.frombuffer(read, np.uint16))
        sums = np.cumsum(as_is[: len(again)] - again)
        if np.max(sums - np.minimum(np.minimum.accumulate(sums), 0), initial=0) > least:
            charsets.append(charset)  # the largest sum of neighbours
    return charsets


def _lost_bytes(after: str) -> Sequence[Option]:
    """What U+FFFD stands for in front of `after`: GBK takes any byte but 80 and FF together with a high
    byte after it, so that in front of a character of two bytes it was 80, unless the damage ends there."""
    return (((ANY,), 2),) if after.isascii() else (((0x80,), 2), ((ANY,), 8))


@lru_cache(maxsize=1 << 15)
def _gbk_options(character: str) -> Sequence[Option]:
    from cleaner.text.traditional import simplified_forms

    if character == "?":
        return (((0x3F,), 0), ((ANY,), 6))
    options: list[Option] = []
    for candidate, penalty in ((character, 0), (simplified_forms().get(character, ""), 3)):
        data = tuple(candidate.encode("gb18030", "ignore"))
        if len(data) in (1, 2):
            options.append((data, penalty))
    if "!" <= character <= "~":  # a full-width form that was folded to ASCII
        options.append(((0xA3, ord(character) + 0x80), 8))
    return options


@lru_cache(maxsize=1)
def _usual() -> frozenset[str]:
    """Common characters, ASCII and marks, but not the kana, Greek, Cyrillic … that Big5 read as GBK is full
    of."""
    ranges = ((0, 0x100), (0x2000, 0x2070), (0x3000, 0x3021), (0xFF00, 0xFFF0))
    return characters_within(16).union(*(map(chr, range(*codes)) for codes in ranges))
