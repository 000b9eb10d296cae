"""HTML entities in text that is no markup any more."""

from __future__ import annotations

import html
import re
from html.entities import html5

WITHOUT_SEMICOLON = frozenset(
    {"nbsp", "ensp", "emsp", "ldquo", "rdquo", "lsquo", "rsquo", "laquo", "raquo", "mdash", "ndash"}
    | {"hellip", "middot", "bull", "quot", "amp", "lt", "gt", "copy", "times"}
)
"""Names that are also read when their semicolon was lost or became full-width."""

_AMPERSAND = r"(?:amp|AMP|\#0*38|\#[xX]0*26);"
_ENTITY = re.compile(
    rf"""
    & (?:{_AMPERSAND})*                    # escaped any number of times
    (?P<name> \#[0-9]{{2,7}} | \#[xX][0-9a-fA-F]{{2,6}} | [A-Za-z][A-Za-z0-9]{{1,30}} )
    (?: ; | (?P<unclosed> ； | (?![\w=;]) ) )
    """,
    re.VERBOSE | re.ASCII,
)
_LONE = re.compile(rf"&{_AMPERSAND}")
_ADDRESS = re.compile(r"(?:://|\bwww\.|[?&][\w.%-]+=)[!-~]*$", re.ASCII)


def unescape(text: str) -> str:
    """The text with its HTML entities as characters, also doubly escaped ones, numbers, and common
    names without their semicolon, though not in a query such as `?a=1&copy=2`. What is no entity
    stays as it is; line breaks are kept and none is made. The same object when there is nothing to
    do.

    >>> unescape("&ldquo;好&rdquo，&amp;amp;#8230; AT&T x?a=1&copy=2&amp;b=3")
    '“好”，… AT&T x?a=1&copy=2&b=3'
    """
    if "&" not in text:
        return text
    while (plain := _LONE.sub("&", _ENTITY.sub(_character, text))) != text:
        text = plain
    return text


def _character(match: re.Match[str]) -> str:
    name = match["name"]
    if match["unclosed"] is not None:
        if not name.startswith("#") and name.lower() not in WITHOUT_SEMICOLON:
            return match.group()
        if _ADDRESS.search(match.string, max(0, match.start() - 200), match.start()):
            return match.group()
    if name.startswith("#"):
        character = html.unescape(f"&{name};")
    else:
        character = html5.get(f"{name};") or html5.get(f"{name.lower()};", match.group())
    return " " if character in ("\n", "\r", "\x0b", "\x0c") else character
