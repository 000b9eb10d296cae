"""Which stages there are, by name."""

from __future__ import annotations

from typing import Protocol

from cleaner.document import Document
from cleaner.stages.body import Body
from cleaner.stages.decode import Decode
from cleaner.stages.encoding import Encoding
from cleaner.stages.layout import Layout
from cleaner.stages.markup import Markup
from cleaner.stages.script import Script


class Stage(Protocol):
    """Any callable from document to document; `name` names it in traces and configurations."""

    @property
    def name(self) -> str: ...

    def __call__(self, document: Document, /) -> Document: ...


STAGES: dict[str, type] = {
    stage.name: stage for stage in (Decode, Encoding, Markup, Script, Body, Layout)
}
"""The built-in stages, in the order in which they run."""
