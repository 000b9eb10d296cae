"""Text that was read in a wrong charset, read in the right one.

Two families of damage. Bytes read as Latin-1 or cp1252 leave one odd letter for each byte
(`ÖÐ¹ú`, `ä¸\xadå›½`, `¤¤°ê`); bytes read as GBK leave rare Chinese characters (`涓浗`, `いゅ`).
Each is undone by supposing the bytes and reading them again, and what decides is the likelihood
ratio under the model of written Chinese: see `rereading`. Mistakes made one after another are undone
one after another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from cleaner.language.plausibility import character_bits, characters_within, mean_surprisal
from cleaner.repair.rereading import ANY, Option, reread

FEE = 28
"""Bits that a stretch read again must be likelier by: odds of 2^28 to 1 against chance."""
PLAUSIBLE = 13.5
"""Bits a character, at most, that what comes out new may have on average; Chinese has 9 to 10, a wrong
reading 15 and more."""
CHAIN = 4
"""Mistakes made one after another that are undone."""

CP1252 = {
    0x20AC: 0x80, 0x201A: 0x82, 0x0192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86, 0x2021: 0x87,
    0x02C6: 0x88, 0x2030: 0x89, 0x0160: 0x8A, 0x2039: 0x8B, 0x0152: 0x8C, 0x017D: 0x8E, 0x2018: 0x91,
    0x2019: 0x92, 0x201C: 0x93, 0x201D: 0x94, 0x2022: 0x95, 0x2013: 0x96, 0x2014: 0x97, 0x02DC: 0x98,
    0x2122: 0x99, 0x0161: 0x9A, 0x203A: 0x9B, 0x0153: 0x9C, 0x017E: 0x9E, 0x0178: 0x9F,
}  # fmt: skip
"""What cp1252 makes of the bytes where Latin-1 has controls."""

_SPECIAL = "".join(map(chr, CP1252))
_HIGH = rf"\x80-\xff{_SPECIAL}"
_BYTE_LETTERS = re.compile(rf"[\xc0-\xff][{_HIGH}]|[{_HIGH}][\xc0-\xff]")
"""Two neighbours that are bytes above 7F, one of them a letter: nearly absent from clean text."""
_BYTE_RUN = re.compile(rf"(?:[{_HIGH}][\x20-\x7e\ufffd]{{0,40}})+")


def restore(text: str) -> str:
    """`text` with every stretch of mojibake in it read in its right charset.

    Line breaks stay; the same object comes back when there is nothing to restore.

    >>> restore("标题：ÖÐ»ªÈËÃñ¹²ºÍ¹ú")
    '标题：中华人民共和国'
    """
    if text.isascii():
        return text
    if _BYTE_LETTERS.search(text):
        text = _BYTE_RUN.sub(lambda run: _restore_bytes(run[0]), text)
    if _uncommon_cluster().search(text):
        lines = text.split("\n")
        restored = [_restore_line(line) for line in lines]
        if restored != lines:
            text = "\n".join(restored)
    return text


def _restore_bytes(run: str) -> str:
    """A run of characters that are all bytes of the Latin family."""
    if not _BYTE_LETTERS.search(run):
        return run
    best, gained = run, 0.0
    deeper, latin = run, 0.0
    for _ in range(CHAIN):
        lattice = [_latin_options(character) for character in deeper]
        for charset in ("utf-8", "gb18030", "big5"):
            read, gain = reread(deeper, lattice, charset, FEE)
            if gain > 0 and latin + gain > gained and _plausible(run, read):
                best, gained = read, latin + gain
        once_more = _latin_bytes(deeper)
        if once_more is None:
            break
        latin += sum(map(character_bits(True).__getitem__, deeper)) - sum(
            map(character_bits(True).__getitem__, once_more)
        )
        deeper = once_more
    return best


def _latin_bytes(text: str) -> str | None:
    """What is left of text of the Latin family when UTF-8 is undone once and Latin-1 still stands there."""
    try:
        once = bytes(CP1252.get(ord(c), ord(c)) for c in text).decode("utf-8")
    except (UnicodeDecodeError, ValueError):
        return None
    return once if once != text and all(c <= "\xff" or ord(c) in CP1252 for c in once) else None


@lru_cache(maxsize=512)
def _latin_options(character: str) -> Sequence[Option]:
    code = ord(character)
    if character == "\ufffd":
        return (((ANY,), 4),)
    return (((CP1252.get(code, code),), 0),)


def _restore_line(line: str) -> str:
    for _ in range(CHAIN):
        if not _uncommon_cluster().search(line):
            return line
        best, gained = line, 0.0
        lattice = [
            _lost_bytes(after) if character == "\ufffd" else _gbk_options(character)
            for character, after in zip(line, line[1:] + "\n", strict=True)
        ]
        for charset in ("utf-8", "big5", "gb18030"):
            read, gain = reread(line, lattice, charset, FEE, shifted=charset == "gb18030")
            if gain > gained and _plausible(line, read):
                best, gained = read, gain
        if best == line:
            return line
        line = best
    return line


def _lost_bytes(after: str) -> Sequence[Option]:
    """What U+FFFD stands for in front of `after`: GBK takes any byte but 80 and FF together with a
    high byte after it, so that in front of a character of two bytes it was 80, unless the damage ends there."""
    return (((ANY,), 2),) if after.isascii() else (((0x80,), 2), ((ANY,), 8))


@lru_cache(maxsize=1 << 15)
def _gbk_options(character: str) -> Sequence[Option]:
    from cleaner.language.scripts import simplified_forms

    if character == "?":
        return (((0x3F,), 0), ((ANY,), 6))
    options = [(tuple(data), 0)] if len(data := _gbk(character)) in (1, 2) else []
    simplified = simplified_forms().get(character)
    if simplified:
        options.append((tuple(_gbk(simplified)), 3))
    if "!" <= character <= "~":  # a full-width form that was folded to ASCII
        options.append(((0xA3, ord(character) + 0x80), 8))
    return options


def _gbk(character: str) -> bytes:
    return character.encode("gb18030", "surrogatepass" if character < "\x80" else "ignore")


def _plausible(before: str, after: str) -> bool:
    new = "".join((Counter(after) - Counter(before)).elements())
    return bool(new) and mean_surprisal(new) <= PLAUSIBLE


@lru_cache(maxsize=1)
def _uncommon_cluster() -> re.Pattern[str]:
    """Three uncommon characters within seven: clean Chinese hardly has them, wrongly read text does."""
    common = "".join(sorted(characters_within(15)))
    usual = rf"\x00-\xff\u2000-\u206f\u2100-\u33ff\uff00-\uffef{common}"
    return re.compile(rf"[^{usual}].{{0,2}}[^{usual}].{{0,2}}[^{usual}]")
