r"""Characters written out as escapes of a programming language: `\u4e2d\u6587`.

A tool that stores JSON or JavaScript without reading it leaves them. Where a whole line, or all text between
two tags, is made of them, they are read; one in a sentence or in code is meant as it stands.
"""

from __future__ import annotations

import re

from cleaner.stages.repair.signs import ODDMENTS, places, texts_at
from cleaner.text.characters import HAN
from cleaner.text.plausibility import mean_surprisal

MIN_ESCAPES = 2
"""Minimum number of escapes in what is made of them."""
MAX_LETTERS = 0.5
"""Maximum number of other letters per escape."""
MAX_BITS = 12.5
"""Maximum mean surprisal of what the escapes say, bits; tables of characters have more."""

_ESCAPE = re.compile(r"(?:\\{1,4}|%)u(?:\{([0-9a-fA-F]{2,6})\}|([0-9a-fA-F]{4}))")
_HAN_CODE = re.compile(r"u\{?[4-9][0-9a-fA-F]{3}")
"""The rest of an escape of a Chinese character."""
_OTHER_ESCAPE = re.compile(r"""\\{1,4}([nrt"'/])""")
_OTHERS = {"n": " ", "r": " ", "t": " "}
_CODE = re.compile(r'[][;=]|(?<!u)\{|":|",')
"""Marks of JavaScript and JSON, where escapes are read by whoever reads those."""
_LETTER = re.compile(r"[^\W\d_]")
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of an emoji; a later step puts the halves together."""
_HAN = re.compile(f"[{HAN}]")


def read_escapes(text: str) -> str:
    r"""Read the escapes of lines that are made of them.

    >>> read_escapes(r"\u6e21\u8f6e\u505c\u822a 3 \u5929\u3002"), read_escapes(r"用 [\u4e00-\u9fa5] 匹配汉字")
    ('渡轮停航 3 天。', '用 [\\u4e00-\\u9fa5] 匹配汉字')
    """
    escapes = (
        place for place in places(text, ODDMENTS) if text[place - 1] in "\\%" and _HAN_CODE.match(text, place)
    )
    pieces: list[str] = []
    done = 0
    for start, end in texts_at(text, escapes):
        pieces += [text[done:start], _read_if_made_of_them(text[start:end])]
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _read_if_made_of_them(part: str) -> str:
    if _CODE.search(part):
        return part
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
