"""Which charset bytes are written in.

Marks and byte patterns decide first. Between the Chinese charsets, whose bytes pass for one another
without an error, the model of written Chinese decides: the reading that makes the likelier text.
For other languages a detector made for the web (chardetng) proposes, and the same measure disposes.
What the page or the server declares breaks ties only, since it is wrong too often.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from itertools import islice
from math import inf

from cleaner.stages.decode.binary import full_of_controls
from cleaner.stages.decode.codecs import read
from cleaner.text.plausibility import foreign_surprisal, mean_surprisal, surprisal

TIE = 12
"""Bits. Readings closer than that are equally good: what is declared decides, or else the order of
`_candidates`. Wrong readings of ten Chinese characters are 60 bits and more behind."""

PLAUSIBLE = 13
"""Bits a character, at most, that readable text comes to."""

CLEAR = 12
"""Bits a character at which a reading is Chinese beyond doubt, if there is enough to read: what is written
in another language comes to 13 and more. Nothing else is considered then; the detector takes 5 ms a page."""

FOREIGN_PRIOR = 4
"""Bits that text in another language must be ahead by: our documents are Chinese."""

_WEDGED = re.compile("[a-z][^\\x00-\\x7f][a-z]")
_WEDGED_BITS = 8
"""One Chinese character inside a Latin word (`M閤ico` for `México`) speaks against Chinese."""

_SAMPLE = 2400
"""Bytes judged; at 9 bits a character they are decisive many times over."""
_ENOUGH = 300
"""Bytes of the sample from which on one reading may be clear."""
_RUN = re.compile(rb"[\x80-\xff][\x00-\xff](?:[\x80-\xff][\x00-\xff]){0,599}")
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_ASCII = bytes(range(0x80))
_SEAM = re.compile(rb"[\x00-\x2f]")

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

SUPERSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "euc-cn": "gb18030", "gb-2312": "gb18030", "ms936": "gb18030", "hz-gb-2312": "hz",
    "big5": "big5", "big5-hkscs": "big5", "cp950": "big5", "ms950": "big5", "x-x-big5": "big5",
    "shift_jis": "cp932", "sjis": "cp932", "windows-31j": "cp932", "ms932": "cp932", "x-sjis": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "iso-8859-1": "cp1252", "latin1": "cp1252",
    "us-ascii": "cp1252", "ascii": "cp1252", "windows-1252": "cp1252", "windows-874": "cp874",
    "utf8": "utf-8", "utf-16": "utf-16-le", "iso-8859-8-i": "iso-8859-8", "x-mac-cyrillic": "mac_cyrillic",
}  # fmt: skip
"""Labels, as pages write them, to the Python codec that is the superset meant by them."""

_LABEL = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Detected:
    """A Python codec name (`big5` stands for the superset that `codecs.read` knows) and what it
    was found by; the text where it had to be read to find that out."""

    charset: str
    evidence: str
    text: str | None = field(default=None, repr=False)


def detect(data: bytes, declared: str = "") -> Detected:
    """The charset of `data`; `declared` is the label the transport gave, if any.

    >>> detect("漢字編碼".encode("big5"))
    Detected(charset='big5', evidence='likelihood')
    """
    for mark, charset in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return Detected(charset, "byte order mark")
    if data.isascii():
        return _seven_bits(data)
    wide = _wide(data)
    if wide:
        return wide
    try:
        text = data.decode("utf-8")
        if len(data) > 200 or re.search(rb"[\xe0-\xf4]", data):
            return Detected("utf-8", "valid utf-8", text)
    except UnicodeDecodeError as error:
        if error.end >= len(data) and error.reason == "unexpected end of data" and error.start > 3:
            return Detected("utf-8", "valid utf-8, cut off")
    return _likeliest(data, declared)


def python_codec(label: str) -> str:
    """The codec for a label as servers and pages write it; empty if there is none."""
    label = label.strip().strip("\"'").lower().replace("_", "-")
    label = SUPERSETS.get(label, SUPERSETS.get(label.replace("-", "_"), label))
    try:
        return label if label in ("big5", "hz") else codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""


def _seven_bits(data: bytes) -> Detected:
    if b"\x00" in data or full_of_controls(data):  # a few Chinese characters may have no byte above 127
        wide = _wide(data)
        if wide:
            return wide
    if re.search(rb"~\{(?:[\x21-\x77][\x21-\x7e])+", data):
        return _better_than_ascii(data, "hz")
    if b"\x1b$" in data:
        return Detected("iso2022_kr" if b"\x1b$)C" in data else "iso2022_jp_ext", "escape sequences")
    return Detected("ascii", "ascii")


def _better_than_ascii(data: bytes, charset: str) -> Detected:
    sample = b"\n".join(islice((m[0] for m in re.finditer(rb"~\{[\x21-\x7e]+(?:~\})?", data)), 100))
    text = read(sample, charset)
    if (b"~}" in sample or mean_surprisal(text) < PLAUSIBLE) and surprisal(text) < surprisal(
        sample.decode("ascii")
    ):
        return Detected(charset, "byte pattern")
    return Detected("ascii", "ascii")


_HIGH_BYTES = bytes([0x00, 0x20, 0x21, 0x22, 0x25, 0x30, *range(0x4E, 0xA0), 0xFF])
"""The high bytes of UTF-16 code units in Chinese text."""


def _wide(data: bytes) -> Detected | None:
    """UTF-16 or UTF-32 without a byte order mark, by the pattern of high bytes and the model."""
    head = data[:800]
    for charset, width, first in (("utf-32-le", 4, 3), ("utf-32-be", 4, 0)):
        if (
            len(head) >= 8
            and not head[first::width].strip(b"\0")
            and not head[3 - first :: width].count(0) > len(head) // 8
        ):
            rest = head[first ^ 1 :: width]
            if not rest.strip(b"\0\1\2"):
                return Detected(charset, "byte pattern")
    even = head[: len(head) & ~1]
    readings = {
        charset: even.decode(charset, "replace")
        for charset, first in (("utf-16-le", 1), ("utf-16-be", 0))
        if len(high := even[first::2]) > 1 and len(high.translate(None, _HIGH_BYTES)) * 5 <= len(high)
    }
    if readings:
        best = min(readings, key=lambda charset: surprisal(readings[charset]))
        han = all("\u4e00" <= char <= "\u9fff" or char == "〇" for char in readings[best])
        if mean_surprisal(readings[best]) < PLAUSIBLE or (han and full_of_controls(data)):
            return Detected(best, "byte pattern")
    return None


def _likeliest(data: bytes, declared: str) -> Detected:
    sample = _sample(data)
    readings = {name: read(sample, name, quick=True) for name in ("gb18030", "big5")}
    bits = {name: _chinese_bits(text) for name, text in readings.items()}
    if 2 * sum(map(len, _UTF_8.findall(sample))) > len(sample.translate(None, _ASCII)):
        bits["utf-8"] = foreign_surprisal(read(sample, "utf-8", quick=True))
    labels = [python_codec(label) for label in (declared, _declared_inside(data)) if label]
    clear = len(sample) >= _ENOUGH and any(bits[name] < CLEAR * len(text) for name, text in readings.items())
    for name in (*(() if clear else _proposed(data)), *labels):
        if name and name not in bits and not name.startswith("utf"):
            bits[name] = foreign_surprisal(read(sample, name, quick=True)) + FOREIGN_PRIOR
    best = min(bits, key=bits.__getitem__)
    for label in labels:
        if label != best and bits.get(label, inf) <= bits[best] + TIE:
            return Detected(label, "declared")
    return Detected(best, "likelihood" if best in readings or best == "utf-8" else "detector")


def _chinese_bits(text: str) -> int:
    return surprisal(text) + _WEDGED_BITS * len(_WEDGED.findall(text))


def _proposed(data: bytes) -> tuple[str, ...]:
    """What the detector says unless it is Chinese, and the Western charset, which it misses in a few
    words of text."""
    from chardetng_py import EncodingDetector

    detector = EncodingDetector()
    detector.feed(data[: 1 << 16], last=False)
    guess = python_codec(detector.guess(tld=None, allow_utf8=False))
    return () if guess in ("gb18030", "big5") else (guess, "cp1252")


def _declared_inside(data: bytes) -> str:
    match = _LABEL.search(data[:4096])
    return (match[1] or match[2]).decode("ascii") if match else ""


def _sample(data: bytes) -> bytes:
    """The runs of bytes that are not all ASCII, in step, from the head and the middle of the data."""
    if len(data) <= 300:
        return data
    seam = _SEAM.search(data, len(data) // 2)
    parts: list[bytes] = []
    for start in (0, seam.end() if seam else len(data)):
        size = 0
        for match in _RUN.finditer(data, start):
            parts.append(match[0][: _SAMPLE // 2])
            size += len(parts[-1])
            if size >= _SAMPLE // 2:
                break
    return b"\n".join(parts)
