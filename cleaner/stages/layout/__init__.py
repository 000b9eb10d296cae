"""Blocks to the text of the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from cleaner.document import Block, Document, Role
from cleaner.stages.layout.punctuation import unfold_punctuation
from cleaner.text.spacing import ascii_letters, has_other_width, join, squeeze, tidy_spaces, widen_kana


@dataclass(frozen=True)
class Layout:
    """One paragraph a line, without indentation or blank lines, the title as the first line.

    `punctuation`: "restore" makes punctuation that a store folded to ASCII full-width again,
    "keep" leaves it. `letters`: "ascii" turns full-width Latin letters and digits into ASCII.
    `title`: whether the title is part of the text; it is in `Document.title` either way.
    """

    name: ClassVar[str] = "layout"

    punctuation: Literal["restore", "keep"] = "restore"
    letters: Literal["ascii", "keep"] = "ascii"
    title: bool = True

    def __call__(self, document: Document) -> Document:
        places = [number for number, block in enumerate(document.blocks) if block.kept and block.text.strip()]
        texts = self._tidied([document.blocks[place].text for place in places])
        blocks = list(document.blocks)
        for place, text in zip(places, texts, strict=True):
            blocks[place] = blocks[place].with_text(text)
        title = next((block.text for block in blocks if block.role is Role.TITLE), "")
        lines = _lines(blocks) if self.title else _lines(_without_title(blocks))
        changed = any(new is not old for new, old in zip(blocks, document.blocks, strict=True))
        return document.replace(
            text="\n".join(lines),
            title=title or document.title,
            blocks=tuple(blocks) if changed else document.blocks,
        )

    def _tidied(self, texts: Sequence[str]) -> list[str]:
        """One line each; all of a document together, as the signs of a fold are seen in the whole."""
        text = "\n".join(map(squeeze, texts))
        if has_other_width(text):
            text = widen_kana(text)
            text = ascii_letters(text) if self.letters == "ascii" else text
        if self.punctuation == "restore":
            text = "\n".join(unfold_punctuation(text.split("\n")))
        return tidy_spaces(text).split("\n") if texts else []


def _lines(blocks: Sequence[Block]) -> list[str]:
    """The kept blocks as lines. A glued block goes on in the line of the block before it, also
    over rejected blocks in the same line."""
    lines: list[str] = []
    going_on = False
    for block in blocks:
        going_on = going_on and block.glue
        if not block.kept or not block.text.strip():
            continue
        if going_on:
            lines[-1] = join(lines[-1], block.text)
        else:
            lines.append(block.text)
        going_on = True
    return lines


def _without_title(blocks: Sequence[Block]) -> list[Block]:
    first = next((number for number, block in enumerate(blocks) if block.role is Role.TITLE), None)
    return [block for number, block in enumerate(blocks) if number != first]
