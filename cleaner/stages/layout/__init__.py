"""Layout: write the kept blocks as the text of the article.

The width of letters and kana is a matter of layout, where text is written, not of repair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from msgspec.structs import replace

from cleaner.document import Block, Document, Metadata, Role
from cleaner.stages.layout.punctuation import unfold_punctuation
from cleaner.text.addresses import absolute
from cleaner.text.plain import written
from cleaner.text.spacing import ascii_letters, has_other_width, squeeze, tidy_spaces, widen_kana


@dataclass(frozen=True)
class Layout:
    """Write one paragraph a line, without indentation or blank lines, the title as the first line.

    Lines of code keep their indentation, and nothing in them is changed. The cells of a row are joined by
    tabs.

    - `punctuation`: "restore" makes punctuation full-width again that a database folded to ASCII.
    - `letters`: "ascii" turns full-width Latin letters and digits into ASCII.
    - `title`: whether the title is part of the text; it is in `Document.title` either way.
    - `links`, `images`: whether blocks keep those that they have on a page, for Markdown. Addresses are
      completed by that of the document, if it is known.
    """

    name: ClassVar[str] = "layout"

    punctuation: Literal["restore", "keep"] = "restore"
    letters: Literal["ascii", "keep"] = "ascii"
    title: bool = True
    links: bool = False
    images: bool = False

    def __call__(self, document: Document) -> Document:
        """The document with its kept blocks tidied and `text` made of them."""
        blocks = self._with_tidy_texts(document.blocks)
        if self.links or self.images:
            blocks = _with_absolute_addresses(blocks, document.metadata)
        title = next((block.text for block in blocks if block.role is Role.TITLE), "")
        groups = written(blocks if self.title else _without_title(blocks))
        lines = [line for group in groups for line in group]
        return document.replace(text="\n".join(lines), title=title or document.title, blocks=blocks)

    def _with_tidy_texts(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The blocks with tidy texts where they are printed; the same tuple if nothing changes."""
        printed = [position for position, block in enumerate(blocks) if block.printed and not block.is_code]
        texts = self._tidy([blocks[position].text for position in printed])
        tidied: dict[int, Block] = {}
        for position, text in zip(printed, texts, strict=True):
            block = blocks[position]
            if text != block.text or block.form.spans:
                tidied[position] = self._with_wanted_spans(block.with_text(text))
        return (
            tuple(tidied.get(position, block) for position, block in enumerate(blocks)) if tidied else blocks
        )

    def _with_wanted_spans(self, block: Block) -> Block:
        """The block without links and images, unless they are wanted."""
        spans = block.form.spans
        wanted = {"link": self.links, "image": self.images}
        kept = tuple(span for span in spans if wanted.get(span.kind, True))
        if len(kept) == len(spans):
            return block
        return block.replace(form=replace(block.form, spans=kept))

    def _tidy(self, texts: Sequence[str]) -> list[str]:
        """One tidy line for each text; all together, since a fold shows in the whole document."""
        if not texts:
            return []
        text = "\n".join(map(_squeezed, texts))
        if has_other_width(text):
            text = widen_kana(text)
            if self.letters == "ascii":
                text = ascii_letters(text)
        if self.punctuation == "restore":
            text = "\n".join(unfold_punctuation(text.split("\n")))
        return tidy_spaces(text).split("\n")


def _with_absolute_addresses(blocks: tuple[Block, ...], metadata: Metadata) -> tuple[Block, ...]:
    """The blocks with addresses as seen from that of the document, where it is known."""
    place = metadata.get("url") or metadata.get("origin") or ""
    if "://" not in place:
        return blocks
    return tuple(block.with_targets(lambda target: absolute(target, place)) for block in blocks)


def _squeezed(text: str) -> str:
    """The text with white space folded; the tabs between the cells of a row stay."""
    return "\t".join(map(squeeze, text.split("\t"))) if "\t" in text else squeeze(text)


def _without_title(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks without the first title."""
    for position, block in enumerate(blocks):
        if block.role is Role.TITLE:
            return [*blocks[:position], *blocks[position + 1 :]]
    return blocks
