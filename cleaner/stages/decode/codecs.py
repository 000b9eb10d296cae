"""Bytes to text in a known charset, with the vendor extensions of the Chinese ones.

Python's codecs follow the standards of 2000; pages follow what browsers do (the WHATWG encoding standard).
`read` closes the gap: `gb18030` for everything of the GB family, cp950 with the Hong Kong and ETEN extensions
for Big5. What happens to bad bytes is in `bad_bytes`.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from cleaner.stages.decode import bad_bytes
from cleaner.text.plausibility import surprisal

_QUICK = {"gb18030": "gb18030", "big5": "big5hkscs", "utf-8": "utf-8"}
"""Charset to the codec of Python that reads it well enough to recognize it."""
_MANY_BAD_BYTES = 2000
"""Number of bad bytes from which on staying in step is not tried: it is slow, and this is hardly text."""

_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_GB18030_2022 = {
    0xE5E5: 0x3000, 0xE7C7: 0x1E3F, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB, 0xE816: 0x20087, 0xE817: 0x20089,
    0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE, 0xE78D: 0xFE10, 0xE78E: 0xFE12,
    0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17,
    0xE795: 0xFE18, 0xE796: 0xFE19,
}  # fmt: skip
"""Private-use characters that Python's gb18030 (the edition of 2000) gives, to those meant by them.

These are the characters of GB 18030-2022; for A3A0 (U+E5E5), that of the WHATWG standard.
"""

_ROWS_C6_C7 = re.compile("[\u3041-\u30fe\u0401-\u0451\u2460-\u247d々]")
"""What cp950 has in rows C6 and C7: kana, Cyrillic and enclosed numbers."""

_HZ_BRACKETS = re.compile(
    rb"""
    ~\{
    ((?:[\x21-\x7e]{2})*?)     # characters of GB 2312 without the high bits
    [\x21-\x7e]?               # half a character, which is left out
    (?:~\}|(?=\n)|\Z)          # the end of a line closes the brackets too
    """,
    re.VERBOSE,
)
_HZ_TILDE = re.compile(rb"~(~|\n)")


def read(data: bytes, charset: str, quick: bool = False) -> str:
    r"""Read `data` in `charset` (a Python name); bad bytes become U+FFFD.

    A character cut off at the end of the data is left out. `quick` reads the Chinese charsets and UTF-8 as
    Python does, which is enough to tell them apart.

    >>> read("。“最近幾年".encode("gbk")[:-1] , "gb18030")
    '。“最近幾'
    >>> read(b"\x80\xa3\xa0\xd6\xd0\xff\xb9\xfa\xc8\xcb", "gb18030")
    '€\u3000中�国人'
    """
    if quick and charset in _QUICK:
        return data.decode(_QUICK[charset], "replace")
    if charset == "gb18030":
        return _read_gb18030(data)
    if charset == "big5":
        return _read_big5(data)
    if charset == "hz":
        return _read_hz(data)
    if charset == "utf-8":
        return data.decode("utf-8", bad_bytes.UTF_8)
    if charset == "cp1252":
        return data.decode("cp1252", bad_bytes.CP1252)
    decoder = codecs.getincrementaldecoder(charset)("replace")
    return decoder.decode(data)  # not as the last piece, so a character cut off at the end is left out


def _read_gb18030(data: bytes) -> str:
    text = _read_double_byte(data, "gb18030")
    return _PRIVATE_USE.sub(lambda match: match[0].translate(_GB18030_2022), text)


def _read_big5(data: bytes) -> str:
    text = _read_double_byte(data, "cp950")
    # A241 and A242 are a mathematical and a small sign in Microsoft's table; texts mean full-width slashes
    text = text.replace("\u2215", "／").replace("\ufe68", "＼")
    if not _ROWS_C6_C7.search(text):
        return text
    eten = text.translate(_eten())
    return eten if surprisal(eten) < surprisal(text) else text


def _read_double_byte(data: bytes, codec: str) -> str:
    text = data.decode(codec, bad_bytes.SINGLE[codec])
    if 0 < text.count("\ufffd") < _MANY_BAD_BYTES:
        return data.decode(codec, bad_bytes.IN_STEP[codec])
    return text


def _read_hz(data: bytes) -> str:
    """Read HZ (RFC 1843): GB 2312 without the high bits between `~{` and `~}`; `~~` is a tilde.

    Python's codec gives up at any other tilde; here it stays.

    >>> _read_hz("看".encode("hz") + b" ~~ ~/")
    '看 ~ ~/'
    """
    data = _HZ_BRACKETS.sub(lambda match: bytes(byte | 0x80 for byte in match[1]), data)
    data = _HZ_TILDE.sub(lambda match: match[1].strip(), data)
    return data.decode("gb18030", "replace")


@lru_cache(maxsize=1)
def _eten() -> dict[int, str]:
    """Rows C6 and C7 of Python's cp950 to those of ETEN.

    There are two arrangements of kana, Cyrillic and enclosed numbers. That of ETEN is the widespread one,
    and the Hong Kong set took it over.
    """
    rows: dict[int, str] = {}
    for lead in (0xC6, 0xC7):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            pair = bytes([lead, trail])
            ours = pair.decode("cp950", "replace")
            theirs = pair.decode("big5hkscs", "replace")
            if len(ours) == 1 and ours != theirs:
                rows[ord(ours)] = theirs
    return rows
