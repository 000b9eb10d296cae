"""Text with fragments of HTML or of forum code in it: the tags go, the lines stay."""

from __future__ import annotations

import re

from cleaner.document import Block, Role, line_block
from cleaner.text.entities import unescape
from cleaner.text.kind import CODE, ELEMENTS, FORUM_CODE

_UNSEEN = re.compile(
    r"<!--.*?-->|<(script|style|template|noscript|iframe)\b[^<>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_EMPTY = re.compile(r"<([a-z][a-z0-9]*)\b[^<>]*></\1\s*>", re.IGNORECASE)
_BREAK = re.compile(
    r"<(?:br|hr)\s*/?>|</?(?:p|div|h[1-6]|ul|ol|li|dl|dt|dd|table|tr|section|article|blockquote|pre|center"
    r"|figure|figcaption|header|footer|nav|form)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_TAG = re.compile(rf"</?(?:{ELEMENTS})(?:\s[^<>]*)?/?>|<!doctype[^<>]*>", re.IGNORECASE)
_FILE = re.compile(r"\[(img|attach|attachimg|media)\b[^\[\]\n]*\][^\[\]\n]*\[/\1\]", re.IGNORECASE)
"""A picture or another file in forum code."""
_BULLET = re.compile(r"(?:[•·●○◦▪■□◆◇►▶*+\-]|[(（]?\d{1,3}[.)）、．])$")


def without_tags(text: str) -> str:
    """The text without HTML tags, comments, scripts and styles, and without the tags and smileys of
    forums; block elements end lines. Markdown code keeps its tags. An empty element leaves nothing,
    wherever it stands.

    >>> without_tags('甲<td id="x"></td>乙<a href="/">丙</a><p class="q">丁</p>`<br>`')
    '甲乙丙\\n丁\\n`<br>`'
    >>> without_tags("[align=left][size=3]母亲来了。[/size][/align][img]a.jpg[/img]{:4_86:}")
    '母亲来了。'
    """
    parts: list[str] = []
    last = 0
    for code in CODE.finditer(text):
        parts += _strip(text[last : code.start()]), code.group()
        last = code.end()
    return "".join(parts) + _strip(text[last:])


def _strip(text: str) -> str:
    text = _UNSEEN.sub("", text)
    for _ in range(4):  # empty elements inside empty elements
        text, count = _EMPTY.subn("", text)
        if not count:
            break
    text = FORUM_CODE.sub("", _FILE.sub("", text))
    return unescape(_TAG.sub("", _BREAK.sub("\n", text)))


def fragment_blocks(text: str) -> tuple[Block, ...]:
    """The lines of text with HTML fragments in it. Bullets and numbers that stand alone where list
    items were emptied are blocks that are left out.

    >>> [(b.text, b.kept) for b in fragment_blocks("  1. <b id='q'></b>\\n第一。<br>第二。")]
    [('1.', False), ('第一。', True), ('第二。', True)]
    """
    blocks = (line_block(line) for line in without_tags(text).splitlines() if line.strip())
    return tuple(
        block.as_role(Role.BOILERPLATE, "stray bullet") if _BULLET.match(block.text) else block
        for block in blocks
    )
