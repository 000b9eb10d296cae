"""Keeps the article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cleaner.document import Document


@dataclass(frozen=True)
class Body:
    """Gives every block its role: the article's body, or what else it is and why."""

    name: ClassVar[str] = "body"

    def __call__(self, document: Document) -> Document:
        return document
