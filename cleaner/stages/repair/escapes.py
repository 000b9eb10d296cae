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
        part = text[start:end]
        if _is_made_of_escapes(part):
            part = _ESCAPE.sub(_character, part)
            if _is_line(text, start, end):  # and not in a string of a script, which they would end
                part = _OTHER_ESCAPE.sub(_other_character, part)
        pieces += [text[done:start], part]
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _is_made_of_escapes(part: str) -> bool:
    """Whether a text holds hardly anything but escapes, which say something in Chinese."""
    if _CODE.search(part):
        return False
    escapes = list(_ESCAPE.finditer(part))
    if len(escapes) < MIN_ESCAPES:
        return False
    rest = _OTHER_ESCAPE.sub("", _ESCAPE.sub("", part))
    if _HAN.search(rest) or len(_LETTER.findall(rest)) > MAX_LETTERS * len(escapes):
        return False
    said = _SURROGATE.sub("", "".join(map(_character, escapes)))
    return 2 * len(_HAN.findall(said)) >= len(said) and mean_surprisal(said) <= MAX_BITS


def _is_line(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    if code > 0x10FFFF or chr(code).isspace():
        return " "
    return chr(code)


def _other_character(escape: re.Match[str]) -> str:
    return _OTHERS.get(escape[1], escape[1])
