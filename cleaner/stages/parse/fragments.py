"""Text with fragments of HTML or forum code in it: the tags go and the lines stay.

Forum code (BBCode, Discuz) is markup just like HTML.
"""

from __future__ import annotations

import re

from cleaner.document import Block, Role, line_block
from cleaner.text.entities import unescape
from cleaner.text.kind import CODE, ELEMENTS, FORUM_CODE

_INVISIBLE = re.compile(
    r"<!--.*?-->|<(script|style|template|noscript|iframe)\b[^<>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
"""A comment, or an element whose content is not text."""
_EMPTY = re.compile(r"<([a-z][a-z0-9]*)\b[^<>]*></\1\s*>", re.IGNORECASE)
"""An element without content."""
_MAX_EMPTY_DEPTH = 4
"""Maximum depth of empty elements inside empty elements that are removed."""
_BREAK = re.compile(
    r"<(?:br|hr)\s*/?>|</?(?:p|div|h[1-6]|ul|ol|li|dl|dt|dd|table|tr|section|article|blockquote|pre|center"
    r"|figure|figcaption|header|footer|nav|form)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
"""A tag that ends a line."""
_TAG = re.compile(rf"</?(?:{ELEMENTS})(?:\s[^<>]*)?/?>|<!doctype[^<>]*>", re.IGNORECASE)
_FILE = re.compile(r"\[(img|attach|attachimg|media)\b[^\[\]\n]*\][^\[\]\n]*\[/\1\]", re.IGNORECASE)
"""A picture or another file in forum code."""
_BULLET = re.compile(
    r"(?:[•·●○◦▪■□◆◇►▶*+\-]"  # ●
    r"|[(（]?\d{1,3}[.)）、．])$"  # （1）
)
"""A line that is nothing but a bullet or a number."""


def without_tags(text: str) -> str:
    r"""The text without HTML tags, comments, scripts and styles, and without forum tags and smileys.

    Block elements end lines; an empty element leaves nothing, wherever it stands. Markdown code keeps
    its tags.

    >>> without_tags('甲<td id="x"></td>乙<a href="/">丙</a><p class="q">丁</p>`<br>`')
    '甲乙丙\n丁\n`<br>`'
    >>> without_tags("[align=left][size=3]母亲来了。[/size][/align][img]a.jpg[/img]{:4_86:}")
    '母亲来了。'
    """
    parts: list[str] = []
    last = 0
    for code in CODE.finditer(text):
        parts += _without_tags(text[last : code.start()]), code.group()
        last = code.end()
    return "".join(parts) + _without_tags(text[last:])


def _without_tags(text: str) -> str:
    """`without_tags` for text without code."""
    text = _INVISIBLE.sub("", text)
    for _ in range(_MAX_EMPTY_DEPTH):
        text, count = _EMPTY.subn("", text)
        if not count:
            break
    text = _BREAK.sub("\n", FORUM_CODE.sub("", _FILE.sub("", text)))
    return unescape(_TAG.sub("", text))


def fragment_blocks(text: str) -> tuple[Block, ...]:
    r"""The lines of text with HTML fragments in it, as blocks.

    Bullets and numbers that stand alone, where junk tags emptied a list, are rejected.

    >>> [(b.text, b.kept) for b in fragment_blocks("  1. <b id='q'></b>\n第一。<br>第二。")]
    [('1.', False), ('第一。', True), ('第二。', True)]
    """
    lines = without_tags(text).splitlines()
    return tuple(_fragment_block(line) for line in lines if line.strip())


def _fragment_block(line: str) -> Block:
    block = line_block(line)
    if _BULLET.match(block.text):
        return block.as_role(Role.BOILERPLATE, "stray bullet")
    return block
