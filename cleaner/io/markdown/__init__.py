"""Documents as Markdown: CommonMark, with tables as GitHub has them.

A reader of the Markdown finds what the blocks say: headings, lists, cells, lines of code, quotations,
inline markup, and exactly the text. Lines of plain text stay as they are, since they may be Markdown.

`parts` puts blocks together, `outline` knows lists and quotations, `tables` and `code` what their names
say, and `inline` the text of a paragraph: `spans` and `emphasis` know which marks can be written,
`delimiters` which runs of asterisks count, `escapes` and `line_starts` what needs a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document import Block, Document, Role, Span
from cleaner.io.markdown.code import code_block
from cleaner.io.markdown.inline import inline
from cleaner.io.markdown.line_starts import for_heading, for_paragraph
from cleaner.io.markdown.outline import Outline, Place
from cleaner.io.markdown.parts import images_apart, paragraph, parts, whole_lines
from cleaner.io.markdown.tables import table

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_HEADING = re.compile("#{1,6} ")
"""The beginning of a heading that is Markdown already."""


def markdown(document: Document) -> str:
    """The article of a cleaned document as Markdown, without a line break at the end.

    Links and images are in it if the stage `layout` kept them. A document without blocks, from a
    pipeline without `parse`, is its text.

    >>> blocks = (Block("春天", Role.TITLE), Block("第一", tag="li"), Block("完。", tag="p"))
    >>> print(markdown(Document("春天", title="春天", blocks=blocks)))
    # 春天
    <BLANKLINE>
    - 第一
    <BLANKLINE>
    完。
    """
    if not document.blocks:
        return document.text
    return blocks_as_markdown(document.blocks, title=document.text.startswith(document.title))


def blocks_as_markdown(blocks: Sequence[Block], *, title: bool = True) -> str:
    """The kept blocks as Markdown; `title=False` leaves out the first title.

    The title is the only heading of the first level; the highest others are of the second.
    """
    lines = list(whole_lines(blocks))
    highest = min((_LEVELS[block.tag] for block in lines if _is_heading(block)), default=1)
    outline = Outline()
    for part in parts(lines):
        if part[0].role is Role.TITLE and not title:
            title = True  # only the first one is left out
        else:
            _write(part, outline, highest)
    return "\n".join(outline.lines)


def _write(part: Sequence[Block], outline: Outline, highest: int) -> None:
    block = part[0]
    if block.is_code:
        outline.add(code_block(block), _place(block))
    elif not block.tag:
        outline.add(_plain(part))
    elif block.role is Role.TITLE:
        outline.add([_heading(block, 1)])
    elif block.tag in _LEVELS:
        outline.add([_heading(block, min(6, 2 + _LEVELS[block.tag] - highest))], _place(block))
    elif block.tag == "tr":
        outline.add(table(part), _place(block))
    else:
        for apart in images_apart(paragraph(part)):
            outline.add(_text(apart), _place(block), is_paragraph=True)


def _is_heading(block: Block) -> bool:
    return block.tag in _LEVELS and block.role is not Role.TITLE


def _plain(part: Sequence[Block]) -> list[str]:
    """Lines of plain text, which are Markdown if they look like it."""
    first, *others = (block.text for block in part)
    if part[0].role is Role.TITLE and not _HEADING.match(first):
        first = f"# {first}"
    return [first, *others]


def _heading(block: Block, level: int) -> str:
    text = block.text.replace("\n", " ")
    spans = [
        span for span in block.form.spans if span.kind != "strong" or (span.start, span.end) != (0, len(text))
    ]
    return f"{'#' * level} {for_heading(inline(text, spans))}"


def _text(block: Block) -> list[str]:
    """The lines of a paragraph; a term that a list defines is strong."""
    spans = block.form.spans
    if block.tag == "dt":
        spans = (*spans, Span(0, len(block.text), "strong"))
    return for_paragraph(inline(block.text, spans)).split("\n")


def _place(block: Block) -> Place:
    """Where a block stands; its tag tells where its form does not."""
    level, marker, quotes = block.form.level, block.form.marker, block.form.quotes
    unit = 0 if block.tag in ("tr", "pre") else block.unit  # which is that of the table or the code
    if block.tag == "dt":
        return Place(max(0, level - 1), "", quotes, unit)
    if block.tag in ("li", "dd") and not level:
        return Place(1, "-", quotes, unit)
    if block.tag == "blockquote" and not quotes:
        return Place(level, marker, 1, unit)
    return Place(level, marker, quotes, unit)
