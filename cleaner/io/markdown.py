"""Blocks as Markdown: headings, lists, tables, quotations and code, as the markup told them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaner.document import Block, Role, by_line

_MARKUP = re.compile(
    r"^("
    r"#{1,6} "  # a heading: "## Title"
    r"|[-+*] "  # a list item: "- item"
    r"|> "  # a quotation: "> text"
    r"|\d{1,9}[.)] "  # a numbered item: "1. item"
    r"|```|~~~"  # a fence of code
    r"|={3,}$|-{3,}$"  # an underline or a horizontal rule: "---"
    r")"
)
"""The beginning of a line that Markdown would take for markup."""
_CELL_BORDER = re.compile(
    r"\s*\t\s*"  # between cells of a table in HTML
    r"|\s+\|\s+"  # between cells of a table in Markdown
)
_PREFIXES = {
    "title": "# ",
    "h1": "## ",  # the first level is the title's
    "h2": "## ",
    "h3": "### ",
    "h4": "#### ",
    "h5": "##### ",
    "h6": "###### ",
    "li": "- ",
    "dd": "- ",
}
"""Kind of block to what stands before its text."""
TIGHT = {"li", "tr", "pre", "blockquote", "|"}
"""Kinds of blocks that stand in consecutive lines; a blank line separates all others."""


def markdown(blocks: Sequence[Block], *, title: bool = True) -> str:
    """The kept blocks as Markdown, without a line break at the end.

    `title=False` leaves out the first title. Lines of plain text stay as they are, because they may be
    Markdown already; in text from HTML, what looks like markup at the start of a paragraph is escaped.

    >>> print(markdown([Block("春天", Role.TITLE), Block("第一", tag="li"), Block("完。")]))
    # 春天
    <BLANKLINE>
    - 第一
    <BLANKLINE>
    完。
    """
    lines: list[str] = []
    kind_before = ""
    for block in _joined(blocks):
        if block.role is Role.TITLE and not title:
            title = True  # only the first one is left out
            continue
        kind = _kind(block)
        follows = kind == kind_before and kind in TIGHT
        if lines and not follows:
            lines.append("")
        if kind == "pre" and follows:
            lines.pop()  # the closing fence moves behind this block
        lines += _lines(block, kind, follows)
        kind_before = kind
    return "\n".join(lines)


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """One block for each line of the article: the first of the line, with the text of all."""
    for first, *others in by_line(blocks):
        block = blocks[first]
        for position in others:
            block = block.with_text(_join(block.text, blocks[position].text))
        yield block


def _join(left: str, right: str) -> str:
    """Two parts of a line, with a space behind a Latin letter or digit if ASCII follows.

    >>> _join("supply", "chain"), _join("正文到", "这里。")
    ('supply chain', '正文到这里。')
    """
    latin = left[-1:].isascii() and left[-1:].isalnum() and right[:1].isascii()
    return f"{left} {right}" if latin else left + right


def _kind(block: Block) -> str:
    """What the block is in Markdown: `title`, a tag, `|` for a row of a Markdown table, or nothing."""
    if block.role is Role.TITLE:
        return "title"
    if not block.tag and block.text.startswith("|"):
        return "|"
    return block.tag


def _lines(block: Block, kind: str, follows: bool) -> list[str]:
    """The lines of a block; `follows` says that one of the same kind stands right before it."""
    text = block.text
    if kind in _PREFIXES:
        return [_PREFIXES[kind] + text]
    if kind == "pre":
        return [text, "```"] if follows else ["```", text, "```"]
    if kind == "dt":
        return [f"**{text}**"]
    if kind == "blockquote":
        return [f"> {line}" for line in text.split("\n")]
    if kind == "tr":
        return _row(text, header=not follows)
    if not block.tag:
        return [text]
    return [_MARKUP.sub(lambda match: "\\" + match[0], text)]


def _row(text: str, header: bool) -> list[str]:
    r"""A row of a table; the line below a header says how many columns there are.

    >>> _row("名\t值", header=True)
    ['| 名 | 值 |', '| --- | --- |']
    """
    cells = [cell.replace("|", "\\|") for cell in _CELL_BORDER.split(text.strip().strip("|").strip())]
    row = f"| {' | '.join(cells)} |"
    return [row, "|" + " --- |" * len(cells)] if header else [row]
