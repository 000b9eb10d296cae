"""Which charset bytes are written in.

Marks and byte patterns decide first. The Chinese charsets read one another's bytes without an error, so the
model of written Chinese decides between them: the likelier text wins. For other languages a detector made for
the web (chardetng) proposes, and the same model decides. What the page or the server declares is wrong too
often, so it only breaks ties.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf

from cleaner.stages.decode.binary import has_controls
from cleaner.stages.decode.byte_patterns import (
    BYTE_ORDER_MARKS,
    is_hz,
    looks_like_hz,
    utf_16_readings,
    wide_charset,
)
from cleaner.stages.decode.codecs import read
from cleaner.stages.decode.labels import label_inside, python_codec
from cleaner.text.plausibility import foreign_surprisal, surprisal

CHINESE = ("gb18030", "big5")
"""The Chinese charsets; on a tie the earlier one wins."""

TIE = 12
"""Maximum difference, bits, between readings that count as equally good; then the declared one wins.

Wrong readings of ten Chinese characters are 60 bits and more behind.
"""

CLEAR = 12
"""Maximum surprisal, bits a character, of a reading that is Chinese beyond doubt.

Other languages read as Chinese come to 13 and more. A clear reading saves the detector's 5 ms a page.
"""

FOREIGN_PRIOR = 4
"""Bits that text in another language must be ahead by: most documents are Chinese."""

UTF_16_PRIOR = 12
"""Bits that UTF-16 without a mark must be ahead by."""

_WEDGED = re.compile("[a-z][^\\x00-\\x7f][a-z]")
_WEDGED_BITS = 8
"""Extra cost, bits, of a Chinese character inside a Latin word: `M閤ico` is `México` in a wrong charset."""

_SAMPLE = 2400
"""Maximum size of the sample that is judged, bytes: at 9 bits a character, decisive many times over."""
_WHOLE = 300
"""Maximum size of data that is judged as a whole, bytes."""
_MIN_CLEAR = 300
"""Minimum size of a sample in which a reading can be clear, bytes."""
_DETECTOR_HEAD = 1 << 16
"""Bytes that the detector reads."""

_RUN = re.compile(rb"[\x80-\xff][\x00-\xff](?:[\x80-\xff][\x00-\xff]){0,599}")
"""Double-byte characters in a row, up to 1,200 bytes."""
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
"""A UTF-8 character of two or three bytes."""
_ASCII = bytes(range(0x80))
_SEAM = re.compile(rb"[\x00-\x2f]")
"""A byte that is never the second of a double-byte character, so a character begins after it."""

_LONG = 200
"""Minimum size, bytes, of valid UTF-8 that is beyond doubt whatever characters it holds."""
_THREE_BYTES = re.compile(rb"[\xe0-\xf4]")
"""The lead byte of a UTF-8 character of three or four bytes, as Chinese ones are."""


@dataclass(frozen=True, slots=True)
class Detected:
    """A charset and its evidence.

    - `charset`: a Python codec, where `big5` stands for the superset that `codecs.read` knows;
    - `evidence`: what it was found by;
    - `text`: the text, if the data had to be read to find the charset.
    """

    charset: str
    evidence: str
    text: str | None = field(default=None, repr=False)


def detect(data: bytes, declared: str = "") -> Detected:
    """Find the charset of `data`; `declared` is the label that the transport gave, if any.

    >>> detect("漢字編碼".encode("big5"))
    Detected(charset='big5', evidence='likelihood')
    """
    for mark, charset in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return Detected(charset, "byte order mark")
    if data.isascii():
        return _seven_bits(data)
    wide = wide_charset(data)
    if wide:
        return Detected(wide, "byte pattern")
    return _valid_utf_8(data) or _likeliest(data, declared)


def _seven_bits(data: bytes) -> Detected:
    """The charset of data without a byte above 127."""
    # a few Chinese characters in UTF-16 may have no byte above 127 either
    wide = wide_charset(data) if has_controls(data) else ""
    if wide:
        return Detected(wide, "byte pattern")
    if looks_like_hz(data):
        return Detected("hz", "byte pattern") if is_hz(data) else Detected("ascii", "ascii")
    if b"\x1b$)C" in data:
        return Detected("iso2022_kr", "escape sequences")
    if b"\x1b$" in data:
        return Detected("iso2022_jp_ext", "escape sequences")
    return Detected("ascii", "ascii")


def _valid_utf_8(data: bytes) -> Detected | None:
    """UTF-8 if the data are valid and enough to exclude chance; a cut at the end is allowed."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_off = error.reason == "unexpected end of data" and error.end >= len(data)
        if cut_off and error.start > 3:
            return Detected("utf-8", "valid utf-8, cut off")
        return None
    if len(data) > _LONG or _THREE_BYTES.search(data):
        return Detected("utf-8", "valid utf-8", text)
    return None


def _likeliest(data: bytes, declared: str) -> Detected:
    """The charset in which a sample of the data is the likeliest text."""
    sample = _sample(data)
    bits, clear = _chinese_bits(sample)
    if _is_mostly_utf_8(sample):
        bits["utf-8"] = foreign_surprisal(read(sample, "utf-8", quick=True))
    if len(data) <= _WHOLE:
        bits |= {name: surprisal(text) + UTF_16_PRIOR for name, text in utf_16_readings(data).items()}
    labels = (python_codec(declared), python_codec(label_inside(data)))
    proposed = () if clear else _proposed(data)
    others = [charset for charset in (*proposed, *labels) if charset not in bits]
    bits |= _foreign_bits(sample, others)
    return _least(bits, labels)


def _chinese_bits(sample: bytes) -> tuple[dict[str, int], bool]:
    """The bits of the sample in each Chinese charset, and whether one of them is beyond doubt."""
    bits: dict[str, int] = {}
    clear = False
    for charset in CHINESE:
        text = read(sample, charset, quick=True)
        bits[charset] = surprisal(text) + _WEDGED_BITS * len(_WEDGED.findall(text))
        clear = clear or bits[charset] < CLEAR * len(text)
    return bits, clear and len(sample) >= _MIN_CLEAR


def _foreign_bits(sample: bytes, charsets: Iterable[str]) -> dict[str, int]:
    """The bits of the sample in each charset of another language."""
    bits: dict[str, int] = {}
    for charset in charsets:
        if charset and not charset.startswith("utf"):
            bits[charset] = foreign_surprisal(read(sample, charset, quick=True)) + FOREIGN_PRIOR
    return bits


def _least(bits: Mapping[str, int], labels: Iterable[str]) -> Detected:
    """The charset of the fewest bits, or one that is declared and as good."""
    best = min(bits, key=bits.__getitem__)
    for label in labels:
        if label != best and bits.get(label, inf) <= bits[best] + TIE:
            return Detected(label, "declared")
    judged = best in CHINESE or best.startswith("utf")
    return Detected(best, "likelihood" if judged else "detector")


def _sample(data: bytes) -> bytes:
    """Text that is not ASCII, from the head and the middle of the data, each character whole."""
    if len(data) <= _WHOLE:
        return data
    seam = _SEAM.search(data, len(data) // 2)
    runs = _runs(data, 0)
    if seam:
        runs += _runs(data, seam.end())
    return b"\n".join(runs)


def _runs(data: bytes, start: int) -> list[bytes]:
    """Runs of double-byte characters from `start` on, until half a sample is full."""
    runs: list[bytes] = []
    room = _SAMPLE // 2
    for match in _RUN.finditer(data, start):
        run = match[0][: _SAMPLE // 2]
        runs.append(run)
        room -= len(run)
        if room <= 0:
            break
    return runs


def _is_mostly_utf_8(sample: bytes) -> bool:
    """Whether most bytes above 127 belong to valid characters of UTF-8."""
    valid = sum(map(len, _UTF_8.findall(sample)))
    return 2 * valid > len(sample.translate(None, _ASCII))


def _proposed(data: bytes) -> tuple[str, ...]:
    """The charset that the detector finds, and cp1252, which it misses in a few words of text.

    Nothing if the detector finds a Chinese charset, since the model knows those better.
    """
    from chardetng_py import EncodingDetector

    detector = EncodingDetector()
    # as the last piece, it would exclude the charset of a character that is cut off
    detector.feed(data[:_DETECTOR_HEAD], last=False)
    guess = python_codec(detector.guess(tld=None, allow_utf8=False))
    if guess in CHINESE:
        return ()
    return guess, "cp1252"
