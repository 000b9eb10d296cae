"""Text to blocks, HTML junk away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cleaner.document import Block, Document


@dataclass(frozen=True)
class Markup:
    """Turns a web page, text with HTML fragments in it, or plain text into blocks."""

    name: ClassVar[str] = "markup"

    def __call__(self, document: Document) -> Document:
        lines = (line.strip() for line in document.text.splitlines())
        return document.replace(blocks=tuple(Block(line) for line in lines if line))
