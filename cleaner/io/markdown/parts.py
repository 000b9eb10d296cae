"""Blocks put together to what is one in Markdown: a paragraph, a table, or a block by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from cleaner.document import Block, Role, Span, by_line
from cleaner.io.markdown.spans import moved, part
from cleaner.text.spacing import join

_RUN = re.compile(r"(?P<row>\|)|(?P<bullet>[-*+] )|(?P<number>\d{1,9}[.)] )|(?P<quotation>>)")
"""The start of a line of Markdown that others of its kind continue."""
_LINES = {"p": "p", "li": "p", "dd": "p", "blockquote": "p"}
"""Tags of blocks that are lines of one paragraph if they are of one element; `p` may continue an item."""

_ITEMS = ("li", "dt", "dd")


def whole_lines(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield a block for each line of the article: the first of the line, with the text of all."""
    for first, *others in by_line(blocks):
        block = _stripped(blocks[first])
        for position in others:
            more = blocks[position]
            block = _with(block, more, join(block.text, more.text))
        yield block


def parts(lines: Iterable[Block]) -> Iterator[list[Block]]:
    """Yield the rows of each table, the lines of each paragraph that has several, all others alone."""
    together: list[Block] = []
    for block in lines:
        if together and not _continues(together[-1], block):
            yield together
            together = []
        together.append(block)
    if together:
        yield together


def paragraph(lines: Sequence[Block]) -> Block:
    """The block of a paragraph of several lines."""
    block = lines[0]
    for line in lines[1:]:
        block = _with(block, line, f"{block.text}\n{line.text}")
    return block


def images_apart(block: Block) -> Iterator[Block]:
    """Yield a paragraph, and the images before and behind its text as paragraphs of their own.

    In an item of a list, they stay where they are.

    >>> from cleaner.document import Form
    >>> block = Block("桥上的行人", form=Form(spans=(Span(0, 0, "image", "1.jpg"),)))
    >>> [part.text for part in images_apart(block)]
    ['', '桥上的行人']
    """
    spans, end = block.form.spans, len(block.text)
    before = [span for span in spans if span.kind == "image" and span.start == 0]
    behind = [span for span in spans if span.kind == "image" and span.start == end]
    if block.form.level or block.tag in _ITEMS or not (before or behind):
        yield block
        return
    inside = [span for span in spans if span not in before and span not in behind]
    for text, own in (("", before), (block.text, inside), ("", moved(behind, -end))):
        if text or own:
            yield block.replace(text=text, form=replace(block.form, spans=tuple(own)))


def _stripped(block: Block) -> Block:
    """The block without white space around its text, unless it counts there."""
    text = block.text.strip()
    if text == block.text or block.is_code or block.tag == "tr":
        return block
    start = block.text.find(text)
    form = replace(block.form, spans=part(block.form.spans, start, start + len(text)))
    return block.replace(text=text, form=form)


def _with(block: Block, more: Block, text: str) -> Block:
    """The block with a text that ends with that of another block, and with the spans of both."""
    spans: tuple[Span, ...] = (*block.form.spans, *moved(more.form.spans, len(text) - len(more.text)))
    return block.replace(text=text, form=replace(block.form, spans=spans))


def _continues(before: Block, block: Block) -> bool:
    if _is_of_one_run(before, block):
        return True
    if (before.form.level, before.form.quotes) != (block.form.level, block.form.quotes):
        return False
    if before.tag == block.tag == "tr":
        return before.unit == block.unit
    return _are_lines(before, block)


def _is_of_one_run(before: Block, block: Block) -> bool:
    """Whether two lines of plain text are rows of one table, items of one list, or lines of one quotation."""
    if before.tag or block.tag:
        return False
    first, second = _RUN.match(before.text), _RUN.match(block.text)
    return first is not None and second is not None and first.lastgroup == second.lastgroup


def _are_lines(before: Block, block: Block) -> bool:
    """Whether two blocks are lines of one element, with a line break between them."""
    if before.path != block.path or not block.path or len(block.path) < block.depth:
        return False  # a path that is cut off may be that of several elements
    if Role.TITLE in (before.role, block.role) or block.form.marker or "rule" in block.marks:
        return False
    return before.tag in _LINES and block.tag in _LINES and _LINES[before.tag] == _LINES[block.tag]
