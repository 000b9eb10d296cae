"""Parse: text to blocks, without HTML tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cleaner.document import Document
from cleaner.text.kind import text_kind
from cleaner.text.plain import plain_blocks


@dataclass(frozen=True)
class Parse:
    """Turn a web page, text with HTML fragments in it, or plain text into blocks.

    Which of the three it was goes into the metadata as `kind`. What a page tells about itself (title,
    author, date …) becomes the title and metadata.
    """

    name: ClassVar[str] = "parse"

    def __call__(self, document: Document) -> Document:
        """The document with blocks, `kind`, and for a page its title and further metadata."""
        kind = text_kind(document.text)
        if kind == "page":
            return _page(document)
        if kind == "fragment":
            from cleaner.stages.parse.fragments import fragment_blocks

            blocks = fragment_blocks(document.text)
        else:
            blocks = plain_blocks(document.text)
        return document.replace(blocks=blocks).noting(kind=kind)


def _page(document: Document) -> Document:
    from cleaner.stages.parse.blocks import blocks, parse
    from cleaner.stages.parse.metadata import describe

    tree = parse(document.text)
    found = blocks(tree)
    title, facts = describe(tree, found)
    return document.replace(blocks=found, title=title or document.title).noting(kind="page").noting(**facts)
