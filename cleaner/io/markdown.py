"""Blocks as Markdown: what markup knew of them becomes headings, lists, tables, quotes and code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cleaner.document import Block, Role

_LINE_START = re.compile(r"^(#{1,6} |[-+*] |> |\d{1,9}[.)] |```|~~~|={3,}$|-{3,}$)")
_CELLS = re.compile(r"\s*\t\s*|\s+\|\s+")
TIGHT = {"li", "tr", "pre", "blockquote", "|"}
"""Neighbours of these kinds stand in consecutive lines; everything else is a paragraph of its own."""


def markdown(blocks: Iterable[Block], *, title: bool = True) -> str:
    """The kept blocks as Markdown, with or without the first title.

    >>> print(markdown([Block("春天", Role.TITLE), Block("第一", tag="li"), Block("完。")]))
    # 春天
    <BLANKLINE>
    - 第一
    <BLANKLINE>
    完。
    """
    out: list[str] = []
    before = ""
    for block in _joined(blocks):
        if block.role is Role.TITLE and not title:
            title = True
            continue
        kind = "title" if block.role is Role.TITLE else block.tag
        if not kind and block.text.startswith("|"):
            kind = "|"  # a table in a text that is Markdown already
        follows = kind == before and kind in TIGHT
        if kind == "pre":
            if before == "pre":  # the fence that ended the lines before goes on
                out.pop()
            out += [*([] if follows or not out else [""]), *([] if follows else ["```"]), block.text, "```"]
        else:
            out += [] if follows or not out else [""]
            out += _lines(block, kind, follows)
        before = kind
    return "\n".join(out)


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """The kept blocks, each with those that go on in its line."""
    last: Block | None = None
    for block in blocks:
        if not block.kept or not block.text.strip():
            continue
        if block.glue and last is not None:
            latin = last.text[-1:].isascii() and last.text[-1:].isalnum() and block.text[:1].isascii()
            last = last.with_text(last.text + (" " if latin else "") + block.text)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _lines(block: Block, kind: str, follows: bool) -> list[str]:
    text = block.text
    if kind == "title":
        return [f"# {text}"]
    if len(kind) == 2 and kind[0] == "h" and kind[1] in "123456":
        return [f"{'#' * max(int(kind[1]), 2)} {text}"]  # the first level is the title's
    if kind in ("li", "dd"):
        return [f"- {text}"]
    if kind == "dt":
        return [f"**{text}**"]
    if kind == "blockquote":
        return [f"> {line}" for line in text.split("\n")]
    if kind == "tr":
        cells = [cell.replace("|", "\\|") for cell in _CELLS.split(text.strip().strip("|").strip())]
        row = f"| {' | '.join(cells)} |"
        return [row] if follows else [row, "|" + " --- |" * len(cells)]
    if not block.tag:  # a text without markup may be Markdown, and stays as it is
        return [text]
    return [_LINE_START.sub(lambda match: "\\" + match[0], text)]
