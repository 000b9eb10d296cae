"""The block that a walk over a page is reading, and the blocks that it has read."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from msgspec.structs import replace
from selectolax.lexbor import LexborNode

from cleaner.document import NO_MARKS, PLAIN, Block, Form, Marks, Role, Span
from cleaner.stages.parse.code import Code
from cleaner.stages.parse.inline import SPAN_KINDS, Mark, image_of, link_target, shared, spans_of
from cleaner.stages.parse.lines import flowing_lines, preformatted_lines
from cleaner.stages.parse.lists import OpenList
from cleaner.stages.parse.tables import OpenTable
from cleaner.text.entities import unescape
from cleaner.text.tex import dollar_delimiters

_AFTER_IMAGE: Marks = frozenset(("image",))


class Element(msgspec.Struct, frozen=True, gc=False):
    """An open block-level element, as it shows in the fields of `Block`."""

    tag: str = "body"
    names: str = ""
    path: tuple[int, ...] = ()
    hidden: Marks = NO_MARKS
    preformatted: bool = False
    quotes: int = 0


class BlockMaker:
    """Makes blocks of the pieces of text that a walk comes across.

    The state is that of the innermost open block-level element and of the block being read.
    """

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.tables: list[OpenTable] = []
        self.lists: list[OpenList] = []
        self.element = Element()  # the innermost open one of block level
        self.ancestors: list[Element] = []

        self.pieces: list[str] = []  # of the block being read
        self.linked = 0  # characters of it inside links
        self.preceding = NO_MARKS  # an image or a rule right before it
        self.marks: list[Mark] = []  # its inline markup
        self.inline: list[tuple[str, int, LexborNode]] = []  # open inline elements: tag and first piece
        self.images: list[tuple[str, str, tuple[int, ...]]] = []  # before it, with the path of each

    def flush(self) -> None:
        """End the current block, or the current line of it."""
        for position, (tag, first, node) in enumerate(self.inline):
            self.mark(tag, first, node)
            self.inline[position] = tag, 0, node
        element = self.element
        run = "".join(self.pieces)
        if "\\(" in run or "\\[" in run:
            run = dollar_delimiters(run)
        texts = preformatted_lines(run) if element.preformatted else flowing_lines(run)
        spans: tuple[Span, ...] = ()
        if self.marks:
            if len(texts) == 1:
                spans = spans_of(self.marks, self.pieces, texts[0])
            self.marks.clear()
        self.pieces.clear()
        density = 0.0
        if self.linked:
            density = min(1.0, self.linked / max(1, sum(map(len, texts))))
            self.linked = 0
        for text in texts:
            self._add(text, density, spans)

    def _add(self, text: str, density: float, spans: tuple[Span, ...]) -> None:
        """Add a block of one line."""
        element = self.element
        if self.images:
            spans = (*self._images_before(element.path), *spans)
        form = self._form(element.quotes, spans)
        marks = self.preceding | element.hidden if self.preceding else element.hidden
        depth = len(self.ancestors)
        block = Block(
            text,
            Role.BODY,
            "",
            element.tag,
            depth,
            density,
            element.names,
            element.path,
            False,
            marks,
            0,
            form,
        )
        self.found.append(block.with_text(unescape(text)) if "&" in text else block)
        self.preceding = NO_MARKS
        if element.tag == "li":
            self.element = replace(element, tag="p")  # what follows in the same item continues it

    def add_code(self, code: Code) -> None:
        """Add the block of code that was read as a whole."""
        if self.tables:
            self.tables[-1].is_layout = True
        element = self.element
        form = self._form(element.quotes, ())
        form = Form(form.level, form.marker, form.quotes, code.language)
        marks = self.preceding | element.hidden
        self.preceding = NO_MARKS
        self.found.append(
            Block(
                code.text, tag="pre", depth=len(self.ancestors), names=element.names, path=element.path,
                marks=marks, unit=element.path[-1], form=form,
            )
        )  # fmt: skip

    def _form(self, quotes: int, spans: tuple[Span, ...]) -> Form:
        """The form of the next block; the marker of an item goes to its first block."""
        if not self.lists:
            return _form_of(0, "", quotes) if not spans else Form(quotes=quotes, spans=spans)
        level, marker = len(self.lists), self.lists[-1].take_marker()
        return Form(level, marker, quotes, spans=spans) if spans else _form_of(level, marker, quotes)

    def image(self, node: LexborNode) -> None:
        """Remember an image for the block that it stands in or next to."""
        self.preceding = _AFTER_IMAGE
        image = image_of(node)
        if image is None:
            return
        if self.pieces:
            self.marks.append((len(self.pieces), len(self.pieces), "image", *image))
        else:
            self.images.append((*image, self.element.path))

    def _images_before(self, path: tuple[int, ...]) -> tuple[Span, ...]:
        """The images that go to the block with this path; others go to the block before, if nearer to it."""
        own: list[Span] = []
        before = self.found[-1] if self.found else None
        for target, label, place in self.images:
            if before is None or shared(before.path, place) < shared(path, place):
                own.append(Span(0, 0, "image", target, label))
            else:
                end = len(before.text)
                spans = (*before.form.spans, Span(end, end, "image", target, label))
                form = Form(
                    before.form.level, before.form.marker, before.form.quotes, before.form.language,
                    before.form.header, before.form.align, spans,
                )  # fmt: skip
                before = self.found[-1] = before.replace(form=form)
        self.images.clear()
        return tuple(own)

    def mark(self, tag: str, first: int, node: LexborNode) -> None:
        """Record the span of an inline element that ends, or is broken by the end of a block."""
        if first < len(self.pieces):
            target = link_target(node) if tag == "a" else ""
            self.marks.append((first, len(self.pieces), SPAN_KINDS[tag], target, ""))


@lru_cache(maxsize=1024)
def _form_of(level: int, marker: str, quotes: int) -> Form:
    """The form without spans, shared by blocks."""
    return Form(level, marker, quotes) if level or quotes else PLAIN
