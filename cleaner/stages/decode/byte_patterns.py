"""Charsets that the bytes show by themselves: byte order marks, UTF-16, UTF-32 and HZ."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from itertools import islice

from cleaner.stages.decode.binary import full_of_controls
from cleaner.stages.decode.codecs import read
from cleaner.text.characters import COMMON_HAN
from cleaner.text.plausibility import mean_surprisal, surprisal

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
"""Mark, charset; UTF-32 comes before UTF-16, since its marks begin with those of UTF-16."""

PLAUSIBLE = 13
"""Maximum surprisal of readable text, bits a character; bytes in a wrong charset come to 15 and more."""

NOT_BINARY = 20
"""Maximum surprisal of UTF-16 that would be binary data otherwise, bits a character; random bytes have 22."""

_HEAD = 800
"""Bytes in which UTF-16 and UTF-32 are looked for."""
_MIN_UTF_32 = 8
"""Minimum size of UTF-32, bytes."""
_UTF_32 = (("utf-32-le", 3, 2, 0), ("utf-32-be", 0, 1, 3))
"""Charset; positions of the top byte, of the plane and of the lowest byte in a code unit."""
_UTF_16 = (("utf-16-le", 1), ("utf-16-be", 0))
"""Charset; position of the high byte in a code unit."""
_CHINESE_HIGH_BYTES = bytes([0x00, 0x20, 0x21, 0x22, 0x25, 0x30, *range(0x4E, 0xA0), 0xFF])
"""High bytes of UTF-16 in Chinese text: ASCII, punctuation and signs, Han, full-width forms."""
_HAN_ONLY = re.compile(f"[{COMMON_HAN}〇]+")

_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+")
"""Characters of GB 2312 behind the opening bracket of HZ: `~{VPND`."""
_HZ_RUN = re.compile(rb"~\{[\x21-\x7e]+(?:~\})?")
"""All of a piece of HZ, which may lack its closing bracket: `~{VPND~}`."""
_HZ_RUNS = 100
"""Maximum number of pieces of HZ that are read to judge it."""


def wide_charset(data: bytes) -> str:
    """UTF-16 or UTF-32 without a byte order mark, in either byte order; empty if it is neither.

    >>> wide_charset("抬头看了看天色".encode("utf-16-le")), wide_charset(b"ASCII")
    ('utf-16-le', '')
    """
    return _utf_32(data) or _utf_16(data)


def _utf_32(data: bytes) -> str:
    """UTF-32: the top byte is always zero, the plane at most 2, the lowest byte rarely zero."""
    head = data[:_HEAD]
    if len(head) < _MIN_UTF_32:
        return ""
    for charset, top, plane, lowest in _UTF_32:
        if head[top::4].strip(b"\0") or head[plane::4].strip(b"\0\1\2"):
            continue
        units = len(head) // 4
        if head[lowest::4].count(0) <= units / 2:
            return charset
    return ""


def _utf_16(data: bytes) -> str:
    """UTF-16: the high bytes are those of Chinese text, and so is what they make."""
    charset, text = _likelier(utf_16_readings(data))
    if text and mean_surprisal(text) < PLAUSIBLE:
        return charset
    if not full_of_controls(data):
        return ""
    if text and _HAN_ONLY.fullmatch(text):  # rare characters, but what else could it be
        return charset
    readings = utf_16_readings(data, others=1)
    charset, text = _likelier({name: text for name, text in readings.items() if _HAN_ONLY.search(text)})
    return charset if mean_surprisal(text) < NOT_BINARY else ""


def _likelier(readings: Mapping[str, str]) -> tuple[str, str]:
    """The charset and the text of the likelier reading; empty if there is none."""
    return min(readings.items(), key=lambda reading: surprisal(reading[1]), default=("", ""))


def utf_16_readings(data: bytes, others: float = 1 / 5) -> dict[str, str]:
    """The head of the data in UTF-16, in each byte order in which it may be Chinese text.

    `others` is the maximum share of code units with another high byte than those of Chinese text.
    """
    even = min(len(data), _HEAD) & ~1
    head = data[:even]
    readings: dict[str, str] = {}
    for charset, position in _UTF_16:
        high = head[position::2]
        strange = high.translate(None, _CHINESE_HIGH_BYTES)
        if high and len(strange) <= others * len(high):
            readings[charset] = head.decode(charset, "replace")
    return readings


def looks_like_hz(data: bytes) -> bool:
    """Whether the bytes hold what could be Chinese characters in HZ (`~{` …)."""
    return _HZ.search(data) is not None


def is_hz(data: bytes) -> bool:
    """Whether bytes that look like HZ make likelier text as HZ than as ASCII.

    >>> is_hz("抬头看天".encode("hz")), is_hz(b"~{foo: 1, bar: 2}")
    (True, False)
    """
    runs = islice(_HZ_RUN.finditer(data), _HZ_RUNS)
    sample = b"\n".join(run[0] for run in runs)
    text = read(sample, "hz")
    closed = b"~}" in sample
    if not closed and mean_surprisal(text) >= PLAUSIBLE:
        return False
    return surprisal(text) < surprisal(sample.decode("ascii"))
