"""Parse: text to blocks, without HTML tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cleaner.document import Block, Document, Metadata
from cleaner.text.kind import text_kind
from cleaner.text.plain import FRONT_MATTER, plain_blocks

if TYPE_CHECKING:
    from cleaner.stages.parse.feed import Entry


@dataclass(frozen=True)
class Parse:
    """Turn a web page, a feed, text with HTML fragments in it, or plain text into blocks.

    Which of the four it was goes into the metadata as `kind`. What a page tells about itself (title,
    author, date …) becomes the title and metadata.
    """

    name: ClassVar[str] = "parse"

    def __call__(self, document: Document) -> Document:
        """The document with blocks, `kind`, and for a page or feed its title and further metadata."""
        kind = text_kind(document.text)
        if kind == "page":
            return _page(document)
        if kind == "feed":
            return _feed(document)
        if kind == "fragment":
            from cleaner.stages.parse.fragments import fragment_blocks

            blocks = fragment_blocks(document.text)
        else:
            blocks = plain_blocks(document.text)
        title = document.title or _front_title(blocks)
        return document.replace(blocks=blocks, title=title).noting(kind=kind)


def _front_title(blocks: Sequence[Block]) -> str:
    """The title that the front matter of Markdown tells; empty if it tells none."""
    for block in blocks:
        if block.reason != FRONT_MATTER:
            return ""
        name, _, value = block.text.partition(":")
        if name.strip().lower() in ("title", "标题"):
            return value.strip().strip("\"'").strip()
    return ""


def _page(document: Document) -> Document:
    from cleaner.stages.parse.blocks import blocks
    from cleaner.stages.parse.inline import base_of, with_base
    from cleaner.stages.parse.metadata import describe
    from cleaner.stages.parse.tree import parse

    tree = parse(document.text)
    found = blocks(tree)
    if base := base_of(tree, document.text):
        found = with_base(found, base)
    title, facts = describe(tree, found)
    return document.replace(blocks=found, title=title or document.title).noting(kind="page").noting(**facts)


def _feed(document: Document) -> Document:
    from cleaner.stages.parse.feed import feed_blocks, feed_entries, feed_name

    entries = feed_entries(document.text)
    facts = Metadata()
    name = feed_name(document.text)
    if name:
        facts["site_name"] = name
    if len(entries) == 1:
        facts |= _entry_facts(entries[0])
    title = next((entry.title for entry in entries), "")
    found = feed_blocks(entries)
    known = document.metadata
    parsed = document.replace(blocks=found, title=title or document.title)
    return parsed.noting(**facts).noting(**known).noting(kind="feed")


def _entry_facts(entry: Entry) -> Metadata:
    """What a feed tells about its only article."""
    facts = Metadata()
    if entry.author:
        facts["author"] = entry.author
    if entry.date:
        facts["date"] = entry.date
    if entry.link:
        facts["url"] = entry.link
    return facts
