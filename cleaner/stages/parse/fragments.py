"""Text with fragments of HTML or forum code in it: the tags go and the lines stay.

Forum code (BBCode, Discuz) is markup just like HTML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaner.document import Block, Form, Role
from cleaner.text.entities import unescape
from cleaner.text.kind import CODE, ELEMENTS, FORUM_CODE
from cleaner.text.plain import front_blocks, front_matter, line_blocks, with_units

if TYPE_CHECKING:
    from cleaner.stages.parse.code import Code

_INVISIBLE = re.compile(
    r"<!--.*?-->|<(script|style|template|noscript|iframe|rt|rp)\b[^<>]*>.*?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
"""A comment, or an element whose content is not text."""
_FORMULA = re.compile(
    r"<img\b[^<>]*>|<(?P<tag>math|script)\b[^<>]*>.*?</(?P=tag)\s*>",
    re.DOTALL | re.IGNORECASE,
)
"""An element that may be a formula."""
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
_CODE_BLOCK = re.compile(
    r"<(?P<html>pre|xmp|listing)\b[^<>]*>.*?</(?P=html)\s*>|\[code(?:=(?P<language>[^\[\]\n]*))?\](?P<forum>.*?)\[/code\]",
    re.DOTALL | re.IGNORECASE,
)
"""Preformatted text, and code in forum code."""
_CELL_BORDER = re.compile(r"</t[dh]\s*>\s*(?=<t[dh]\b)", re.IGNORECASE)
"""What stands between two cells of a row."""
_BULLET = re.compile(
    r"(?:[•·●○◦▪■□◆◇►▶*+\-]"  # ●
    r"|[(（]?\d{1,3}[.)）、．])$"  # （1）
)
"""A line that is nothing but a bullet or a number."""


def without_tags(text: str) -> str:
    r"""The text without HTML tags, comments, scripts and styles, and without forum tags and smileys.

    Block elements end lines; an empty element leaves nothing, wherever it stands; a formula leaves its TeX.
    Markdown code keeps its tags.

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
    text = _INVISIBLE.sub("", _FORMULA.sub(_formula, text))
    for _ in range(_MAX_EMPTY_DEPTH):
        text, count = _EMPTY.subn("", text)
        if not count:
            break
    text = _CELL_BORDER.sub("\t", text)
    text = _BREAK.sub("\n", FORUM_CODE.sub("", _FILE.sub("", text)))
    return unescape(_TAG.sub("", text))


def _formula(match: re.Match[str]) -> str:
    """The TeX of an element between dollar signs; the element as it is, if it is no formula."""
    from cleaner.stages.parse.formulas import tex_of
    from cleaner.stages.parse.tree import parse

    node = parse(match[0]).css_first("img, math, script")
    tex = tex_of(node) if node else ""
    return f"${tex}$" if tex else match[0]


def fragment_blocks(text: str) -> tuple[Block, ...]:
    r"""The lines of text with HTML fragments in it, as blocks.

    Bullets and numbers that stand alone, where junk tags emptied a list, are rejected. Preformatted code
    and the code of a forum are one block each.

    >>> [(b.text, b.kept) for b in fragment_blocks("  1. <b id='q'></b>\n第一。<br>第二。")]
    [('1.', False), ('第一。', True), ('第二。', True)]
    """
    lines = text.splitlines(keepends=True)
    front = front_matter(lines)
    blocks = front_blocks(lines[: front.stop])
    at = sum(map(len, lines[: front.stop]))
    for match in _CODE_BLOCK.finditer(text, at):
        code = _code_in(match)
        if code:
            blocks += _lines(text[at : match.start()])
            blocks.append(Block(code.text, tag="pre", form=Form(language=code.language)))
            at = match.end()
    blocks += _lines(text[at:])
    return with_units(blocks)


def _code_in(match: re.Match[str]) -> Code | None:
    """The code of a block; None if it reads as prose."""
    from cleaner.stages.parse.code import PREFORMATTED, code_of
    from cleaner.stages.parse.tree import parse

    language = (match["language"] or "").strip().lower()
    forum = f'<pre><code class="language-{language}">{match["forum"]}</code></pre>'
    for node in parse(match[0] if match["html"] else forum).css(",".join(PREFORMATTED)):
        return code_of(node, "")
    return None


def _lines(text: str) -> list[Block]:
    return [_fragment_block(block) for block in line_blocks(without_tags(text).splitlines())]


def _fragment_block(block: Block) -> Block:
    if _BULLET.match(block.text):
        return block.as_role(Role.BOILERPLATE, "stray bullet")
    return block
