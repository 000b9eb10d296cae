"""Reading Chinese bytes once the charset is known: the supersets, the corners and the bad bytes.

Python's codecs follow the standards of 2000; pages follow what browsers do (the WHATWG encoding
standard). `read` closes the gap: `gb18030` for everything of the GB family, cp950 with the Hong
Kong and ETEN extensions for Big5, and a bad byte never throws the characters after it out of step.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import lru_cache

from cleaner.text.plausibility import mean_surprisal, surprisal

_LOOK_AHEAD = 60
"""Bytes after a bad one that tell whether one or two have to be skipped."""
_SKIPPED_BYTE = 5
"""Bits: what leaving out a byte more has to gain."""
_MANY_BAD_BYTES = 2000
"""From here on they are skipped one by one, without looking ahead: it is hardly text."""

_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_GB18030_2022 = {
    0xE5E5: 0x3000, 0xE7C7: 0x1E3F, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB, 0xE816: 0x20087, 0xE817: 0x20089,
    0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE, 0xE78D: 0xFE10, 0xE78E: 0xFE12,
    0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17,
    0xE795: 0xFE18, 0xE796: 0xFE19,
}  # fmt: skip
"""Private-use results of Python's gb18030 (the edition of 2000) to the characters of GB 18030-2022
and, for A3A0, of the WHATWG standard."""

PLAUSIBLE = 12
"""Bits a character at which a piece of a UTF-8 page is GBK; UTF-8 read as GBK comes to 15 and more."""
_SURROGATES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{1,200}")

Handler = Callable[[UnicodeError], tuple[str, int]]


def read(data: bytes, charset: str, quick: bool = False) -> str:
    """The text of `data` in `charset` (a Python name); never raises, bad bytes become U+FFFD.

    A character cut off at the end of the data is left out. `quick` reads the
    Chinese charsets and UTF-8 as Python does, which is enough to tell them apart.

    >>> read("。“最近幾年".encode("gbk")[:-1] , "gb18030")
    '。“最近幾'
    >>> read(b"\\x80\\xa3\\xa0\\xd6\\xd0\\xff\\xb9\\xfa\\xc8\\xcb", "gb18030")
    '€\\u3000中�国人'
    """
    if quick and charset in ("gb18030", "big5", "utf-8"):
        return data.decode("cp950" if charset == "big5" else charset, "replace")
    if charset == "gb18030":
        text = _read_double_byte(data, "gb18030", "cleaner-gb18030")
        return _PRIVATE_USE.sub(lambda match: match.group().translate(_GB18030_2022), text)
    if charset == "big5":
        text = _read_double_byte(data, "cp950", "cleaner-big5")
        # A241 and A242 are a mathematical and a small sign in Microsoft's table; text means full-width ones
        return _likelier_eten(text.replace("\u2215", "／").replace("\ufe68", "＼"))
    if charset == "utf-8":
        return data.decode("utf-8", "cleaner-utf-8")
    if charset == "hz":
        return _read_hz(data)
    if charset == "cp1252":
        return data.decode("cp1252", "cleaner-latin-1")
    decoder = codecs.getincrementaldecoder(charset)("replace")
    return decoder.decode(data)  # without `final`: what is cut off at the end does not count


def _read_double_byte(data: bytes, codec: str, errors: str) -> str:
    text = data.decode(codec, errors)
    if 0 < text.count("\ufffd") < _MANY_BAD_BYTES:
        return data.decode(codec, errors + "-in-step")
    return text


def _read_hz(data: bytes) -> str:
    """HZ (RFC 1843): `~{` … `~}` holds GB2312 without the high bits, `~~` is a tilde. Python's codec
    gives up at a tilde that is none of these; here it stays, and a line's end closes the brackets."""

    def chinese(match: re.Match[bytes]) -> bytes:
        return bytes(byte | 0x80 for byte in match[1])

    data = re.sub(rb"~\{((?:[\x21-\x7e]{2})*?)[\x21-\x7e]?(?:~\}|(?=\n)|\Z)", chinese, data)
    return re.sub(rb"~(~|\n)", lambda m: m[1].strip(), data).decode("gb18030", "replace")


@lru_cache(maxsize=1)
def _eten() -> dict[int, str]:
    """Rows C6 and C7 hold kana, Cyrillic and enclosed numbers in two arrangements: that of Python's
    cp950 and the widespread one of ETEN, which the Hong Kong set took over."""
    rows = {}
    for lead in (0xC6, 0xC7):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            pair = bytes([lead, trail])
            ours, theirs = pair.decode("cp950", "replace"), pair.decode("big5hkscs", "replace")
            if len(ours) == 1 and ours != theirs:
                rows[ord(ours)] = theirs
    return rows


_ROWS_C6_C7 = re.compile("[\u3041-\u30fe\u0401-\u0451\u2460-\u247d々]")


def _likelier_eten(text: str) -> str:
    if not _ROWS_C6_C7.search(text):
        return text
    eten = text.translate(_eten())
    return eten if surprisal(eten) < surprisal(text) else text


def _handler(codec: str, rescue: Callable[[bytes, int], tuple[str, int] | None], in_step: bool) -> Handler:
    """What to do with a bad byte: `rescue` it, or else give U+FFFD for it and go on with the byte after
    it, or `in_step` for the byte after that one if the text goes on more plausibly from there."""

    def handle(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)  # noqa: S101  what codecs pass to a handler
        data, start = error.object, error.start
        if error.reason.startswith("incomplete") and error.end >= len(data):
            return "", len(data)
        rescued = rescue(data, start)
        if rescued:
            return rescued
        after = data[start + 1 : start + 3]
        if in_step and len(after) == 2 and (after[0] >= 0x80 or (after[0] >= 0x40 and after[1] >= 0x80)):
            end = start + 2 + _LOOK_AHEAD
            near, far = (
                surprisal(codecs.getincrementaldecoder(codec)("replace").decode(data[at:end]))
                for at in (start + 1, start + 2)
            )
            return "\ufffd", start + 1 + (far + _SKIPPED_BYTE < near)
        return "\ufffd", start + 1

    return handle


def _euro(data: bytes, start: int) -> tuple[str, int] | None:
    return ("€", start + 1) if data[start] == 0x80 else None


def _hong_kong(data: bytes, start: int) -> tuple[str, int] | None:
    try:
        return data[start : start + 2].decode("big5hkscs"), start + 2
    except UnicodeDecodeError:
        return None


def _one_for_each(error: UnicodeError) -> tuple[str, int]:
    """UTF-8: one U+FFFD for each character that lost a byte, not one for each byte left of it. Emoji that
    were written as two surrogates (CESU-8) and pieces of a page that are in GBK are read as what they are."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101
    data, start = error.object, error.start
    if error.reason == "unexpected end of data":
        return "", len(data)
    pair = _SURROGATES.match(data, start)
    if pair:
        return pair[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode(
            "utf-16"
        ), pair.end()
    other = _HIGH_RUN.match(data, start)
    if (
        other
        and len(other[0]) >= 8
        and mean_surprisal(text := other[0].decode("gb18030", "replace")) < PLAUSIBLE
    ):
        return text, other.end()
    lead = data[start]
    length = 2 if 0xC0 <= lead < 0xE0 else 4 if 0xF0 <= lead < 0xF8 else 3
    end = start + 1
    while end < min(start + length, len(data)) and (0x80 <= data[end] < 0xC0 or data[end] >= 0xF8):
        end += 1
    return "\ufffd", end


def _latin_1(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that cp1252 leaves open."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("cleaner-utf-8", _one_for_each)
codecs.register_error("cleaner-latin-1", _latin_1)
for _name, _codec, _rescue in (("gb18030", "gb18030", _euro), ("big5", "cp950", _hong_kong)):
    codecs.register_error(f"cleaner-{_name}", _handler(_codec, _rescue, in_step=False))
    codecs.register_error(f"cleaner-{_name}-in-step", _handler(_codec, _rescue, in_step=True))
