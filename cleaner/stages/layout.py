"""Blocks to the text of the article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cleaner.document import Document


@dataclass(frozen=True)
class Layout:
    """One paragraph a line, title first."""

    name: ClassVar[str] = "layout"

    def __call__(self, document: Document) -> Document:
        lines: list[str] = []
        for block in document.blocks:
            if block.kept and block.glue and lines:
                lines[-1] += block.text
            elif block.kept:
                lines.append(block.text)
        return document.replace(text="\n".join(lines))
