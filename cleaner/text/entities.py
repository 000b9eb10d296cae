"""HTML entities in text that is no longer markup."""

from __future__ import annotations

import html
import re
from html.entities import html5

WITHOUT_SEMICOLON = frozenset(
    {"nbsp", "ensp", "emsp", "ldquo", "rdquo", "lsquo", "rsquo", "laquo", "raquo", "mdash", "ndash"}
    | {"hellip", "middot", "bull", "quot", "amp", "lt", "gt", "copy", "times"}
)
"""Names that are also read if their semicolon was lost or became full-width."""

_AMPERSAND = r"(?: amp | AMP | \#0*38 | \#[xX]0*26 ) ;"
_ENTITY = re.compile(
    rf"""
    & (?: {_AMPERSAND} )*                       # escaped any number of times: &amp;amp;#8230;
    (?P<name>
        \#[0-9]{{2,7}}                          # &#8230;
      | \#[xX][0-9a-fA-F]{{2,6}}                # &#x2026;
      | [A-Za-z][A-Za-z0-9]{{1,30}}             # &hellip;
    )
    (?: ; | (?P<unclosed> ； | (?![\w=;]) ) )   # &hellip； and &hellip at the end of a word
    """,
    re.VERBOSE | re.ASCII,
)
_LONE = re.compile(rf"& {_AMPERSAND}", re.VERBOSE)
_ADDRESS = re.compile(r"(?:://|\bwww\.|[?&][\w.%-]+=)[!-~]*$", re.ASCII)
"""The start of an address or query: `http://x`, `www.x`, `?a=1`."""
_ADDRESS_REACH = 200
"""Maximum length of an address in front of an entity, characters."""


def unescape(text: str) -> str:
    """Replace HTML entities by their characters, also doubly escaped ones and numbers.

    Common names count without their semicolon too, though not in a query such as `?a=1&copy=2`.
    Anything that is not an entity stays. Line breaks are kept and none is added. Returns the same
    object if there is nothing to do.

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
    if match["unclosed"] is not None and not _counts_unclosed(match):
        return match.group()
    if name.startswith("#"):
        character = html.unescape(f"&{name};")
    else:
        character = html5.get(f"{name};") or html5.get(f"{name.lower()};", match.group())
    return " " if character in ("\n", "\r", "\x0b", "\x0c") else character


def _counts_unclosed(match: re.Match[str]) -> bool:
    """Whether an entity without its semicolon is one."""
    name = match["name"]
    if not name.startswith("#") and name.lower() not in WITHOUT_SEMICOLON:
        return False
    return not _ADDRESS.search(match.string, max(0, match.start() - _ADDRESS_REACH), match.start())
