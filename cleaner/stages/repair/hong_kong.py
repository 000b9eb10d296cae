"""Characters of Hong Kong that stand at private-use code points.

Unicode lacked many characters of the Hong Kong Supplementary Character Set (HKSCS-1999 and 2001). Systems
put those at the code points that Microsoft's Big5 gives to the user-defined characters of the same bytes.
"""

from __future__ import annotations

import re
from functools import cache

from cleaner.stages.repair.signs import PRIVATE, has, in_lines, places
from cleaner.text.census import census_of
from cleaner.text.characters import HAN
from cleaner.text.plausibility import mean_surprisal

AREAS = (
    (0xE000, 0xFA40, 0xFEFE),
    (0xE311, 0x8E40, 0xA0FE),
    (0xEEB8, 0x8140, 0x8DFE),
    (0xF6B1, 0xC6A1, 0xC8FE),
)
"""First code point, first and last pair of bytes of each user-defined area of code page 950.

Source: the column "ISO/IEC 10646-1:1993" of the tables of HKSCS-2001.
"""
MAX_BITS = 14
"""Maximum mean surprisal of a line that is Chinese, without its private-use characters, bits."""
_TRAILS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
"""Second bytes of Big5."""


@cache
def hong_kong_characters() -> dict[int, str]:
    """Private-use code points to the characters that HKSCS has there.

    >>> hong_kong_characters()[0xECD0], hong_kong_characters()[0xECD4]
    ('㗎', '𨋢')
    """
    characters: dict[int, str] = {}
    for code, first, last in AREAS:
        for pair in range(first, last + 1):
            if pair & 0xFF not in _TRAILS:
                continue
            character = pair.to_bytes(2).decode("big5hkscs", "ignore")
            if character:
                characters[code] = character
            code += 1
    return characters


_PRIVATE_USE = re.compile("[\ue000-\uf848]+")
_BESIDE = re.compile(f"[{HAN}\u3001-\u301f\uff00-\uffef]")


def restore_hong_kong(text: str) -> str:
    """Put the characters that were meant in place of private-use ones, beside Chinese text in Traditional.

    Elsewhere a private-use character is an icon, or one that somebody else defined.

    >>> restore_hong_kong("你喺邊度搭\uecd4落\uecd0？"), restore_hong_kong("\uecd4 首页")
    ('你喺邊度搭𨋢落㗎？', '\uecd4 首页')
    """
    if not has(text, PRIVATE):
        return text
    census = census_of(text)
    if census.simplified > census.traditional:
        return text
    return in_lines(text, places(text, PRIVATE), _restored_line)


def _restored_line(line: str) -> str:
    if mean_surprisal(_PRIVATE_USE.sub("", line)) > MAX_BITS:
        return line  # not Chinese but damaged
    return _PRIVATE_USE.sub(_restored, line)


def _restored(match: re.Match[str]) -> str:
    around = (
        match.string[max(0, match.start() - 1) : match.start()] + match.string[match.end() : match.end() + 1]
    )
    return match[0].translate(hong_kong_characters()) if _BESIDE.search(around) else match[0]
