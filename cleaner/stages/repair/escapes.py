r"""Characters written out as escapes of a programming language: `\u4e2d\u6587`.

A tool that stores JSON or JavaScript without reading it leaves them. Where a whole line, or all text between
two tags, is made of them, they are read; one in a sentence or in code is meant as it stands.
"""

from __future__ import annotations

import re

from cleaner.text.characters import HAN
from cleaner.text.plausibility import mean_surprisal

MIN_ESCAPES = 2
"""Minimum number of escapes in what is made of them."""
MAX_LETTERS = 0.5
"""Maximum number of other letters per escape."""
MAX_BITS = 12.5
"""Maximum mean surprisal of what the escapes say, bits; tables of characters have more."""

_ESCAPE = re.compile(r"(?:\\{1,4}|%)u(?:\{([0-9a-fA-F]{2,6})\}|([0-9a-fA-F]{4}))")
_OTHER_ESCAPE = re.compile(r"""\\{1,4}([nrt"'/])""")
_OTHERS = {"n": " ", "r": " ", "t": " "}
_TEXT = re.compile(r"[^<>\n]+")
_LETTER = re.compile(r"[^\W\d_]")
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of an emoji; a later step puts the halves together."""
_HAN = re.compile(f"[{HAN}]")


def read_escapes(text: str) -> str:
    r"""Read the escapes of lines that are made of them.

    >>> read_escapes(r"\u6e21\u8f6e\u505c\u822a 3 \u5929\u3002"), read_escapes(r"用 [\u4e00-\u9fa5] 匹配汉字")
    ('渡轮停航 3 天。', '用 [\\u4e00-\\u9fa5] 匹配汉字')
    """
    if "\\u" not in text and "%u" not in text:
        return text
    return _TEXT.sub(_read_if_made_of_them, text)


def _read_if_made_of_them(match: re.Match[str]) -> str:
    part = match[0]
    escapes = sum(1 for _ in _ESCAPE.finditer(part))
    if escapes < MIN_ESCAPES:
        return part
    rest = _OTHER_ESCAPE.sub("", _ESCAPE.sub("", part))
    if _HAN.search(rest) or len(_LETTER.findall(rest)) > MAX_LETTERS * escapes:
        return part
    said = _SURROGATE.sub("", "".join(map(_character, _ESCAPE.finditer(part))))
    if 2 * len(_HAN.findall(said)) < len(said) or mean_surprisal(said) > MAX_BITS:
        return part
    read = _ESCAPE.sub(_character, part)
    return _OTHER_ESCAPE.sub(lambda other: _OTHERS.get(other[1], other[1]), read)


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    if code > 0x10FFFF or chr(code).isspace():
        return " "
    return chr(code)
