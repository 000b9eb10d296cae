"""GBK, Big5 or UTF-8 that was read as Latin-1 (`ÖÐ¹ú`): where it stands, and which bytes it was.

Such text has an odd letter or sign for each byte: `ÖÐ¹ú`, `¤¤°ê`, `å›½`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cleaner.stages.repair.decoders import ANY
from cleaner.stages.repair.rereading import Option
from cleaner.stages.repair.signs import BYTES, BYTES_BEFORE_LETTER, lines_at, places

CP1252 = {
    0x20AC: 0x80, 0x201A: 0x82, 0x0192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86, 0x2021: 0x87,
    0x02C6: 0x88, 0x2030: 0x89, 0x0160: 0x8A, 0x2039: 0x8B, 0x0152: 0x8C, 0x017D: 0x8E, 0x2018: 0x91,
    0x2019: 0x92, 0x201C: 0x93, 0x201D: 0x94, 0x2022: 0x95, 0x2013: 0x96, 0x2014: 0x97, 0x02DC: 0x98,
    0x2122: 0x99, 0x0161: 0x9A, 0x203A: 0x9B, 0x0153: 0x9C, 0x017E: 0x9E, 0x0178: 0x9F,
}  # fmt: skip
"""Characters to the bytes that cp1252 reads them from, where Latin-1 has controls."""
MAX_GAP = 40
"""Maximum amount of ASCII between two runs of bytes that are read together, characters."""
MAX_RUN = 20_000
"""Maximum length of what is read together, characters."""
LOST_PENALTY = 4
"""Cost of supposing that U+FFFD stands for a byte, bits."""

_HIGH = r"\x80-\xff" + "".join(map(chr, CP1252))
_HIGH_RUN = re.compile(rf"[{_HIGH}\ufffd]+")
BYTE_LETTERS = re.compile(rf"[{_HIGH}](?:(?<=[\xc0-\xff])[{_HIGH}]|[\xc0-\xff])")
"""Two neighbours that are bytes above 7F, one of them a letter: nearly absent from clean text."""


def byte_runs(text: str) -> list[tuple[int, int]]:
    """The stretches of characters that can be such bytes, with the ASCII between them."""
    spans: list[tuple[int, int]] = []
    for start, end in lines_at(text, places(text, BYTES | BYTES_BEFORE_LETTER)):
        spans += runs_of(_HIGH_RUN, text, start, end)
    return spans


def runs_of(pattern: re.Pattern[str], text: str, line: int, end_of_line: int) -> list[tuple[int, int]]:
    """The runs that match in a line, those together that have only a little ASCII between them."""
    spans: list[tuple[int, int]] = []
    for match in pattern.finditer(text, line, end_of_line):
        start, end = match.span()
        if "?" < text[end : end + 1] < "\x80":  # the second byte of a pair
            end += 1
        if spans and _belong_together(text, spans[-1], (start, end)):
            start = spans.pop()[0]
        spans.append((start, end))
    return [(start, end) for start, end in spans if end - start > 1]


def _belong_together(text: str, before: tuple[int, int], behind: tuple[int, int]) -> bool:
    near = behind[0] - before[1] <= MAX_GAP and behind[1] - before[0] <= MAX_RUN
    return near and text[before[1] : behind[0]].isascii()


def latin_bytes(text: str) -> bytes | None:
    """The bytes that a text was, None if it has other characters.

    >>> latin_bytes("ä½™").decode()
    '余'
    """
    try:
        return bytes(CP1252.get(ord(character), ord(character)) for character in text)
    except ValueError:
        return None


@lru_cache(maxsize=512)
def latin_options(character: str) -> Sequence[Option]:
    """The bytes that a character may stand for; U+FFFD may be any."""
    if character == "\ufffd":
        return (((ANY,), LOST_PENALTY),)
    return (((CP1252.get(ord(character), ord(character)),), 0),)


def utf_8_levels(text: str, limit: int) -> list[str]:
    r"""The text, and what it was before UTF-8 was read as Latin-1 once, twice …, at most `limit` texts.

    >>> utf_8_levels("Ã¤Â½Â™", limit=4)
    ['Ã¤Â½Â™', 'ä½\x99']
    """
    levels = [text]
    while len(levels) < limit:
        once = strict_utf_8(latin_bytes(levels[-1]))
        if not once or once.isascii() or not latin_bytes(once):
            break
        levels.append(once)
    return levels


def strict_utf_8(data: bytes | None) -> str:
    """The bytes as UTF-8; empty if they are not valid."""
    try:
        return data.decode("utf-8") if data else ""
    except UnicodeDecodeError:
        return ""
