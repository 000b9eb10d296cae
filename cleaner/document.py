"""What flows through the pipeline: one immutable `Document`, after `parse` a sequence of `Block`s.

A stage takes a document and gives one back; it never edits in place and never deletes a block.
A stage that rejects a block sets its role and the reason, so that "what happened to this line?"
always has an answer. Readers and writers of files know this module only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

import msgspec

Status = Literal["ok", "empty", "failed"]


class Role(StrEnum):
    """What a block is to the article. `TITLE` and `BODY` are kept, the rest is left out."""

    TITLE = "title"
    BODY = "body"
    NAVIGATION = "navigation"
    METADATA = "metadata"
    SUMMARY = "summary"
    RELATED = "related"
    COMMENT = "comment"
    DISCLAIMER = "disclaimer"
    CAPTION = "caption"
    ADVERTISEMENT = "advertisement"
    REPEAT = "repeat"
    DAMAGE = "damage"
    BOILERPLATE = "boilerplate"


_TITLE, _BODY = Role.TITLE, Role.BODY

Mark = Literal["hidden", "image", "rule", "indented"]
Marks = frozenset[Mark]
NO_MARKS: Marks = frozenset()
_INDENTED: Marks = frozenset(("indented",))


class Block(msgspec.Struct, frozen=True, gc=False):
    """A paragraph, heading, list item, table row or line, with what the markup says about it.

    - `tag`: the innermost block-level element (`p`, `h2`, `li`, `tr`, `pre` …), empty in plain text;
    - `depth`: the depth of that element in the tree;
    - `link_density`: the share (0 to 1) of the block's characters that are inside links;
    - `names`: ids and classes of the element and its ancestors, lower-case, nearest first, separated
      by spaces;
    - `path`: numbers of the elements around the block, outermost first; two blocks share as many
      numbers as they have ancestors in common;
    - `glue`: whether the block continues the line of the block before it (a hard-wrapped line, the
      rest of a line that something was cut out of);
    - `marks`: `hidden` (by style or attribute), `image` and `rule` (an image or a horizontal rule
      stands right before it), `indented` (a line of plain text that was indented).

    A struct rather than a dataclass: a page has hundreds of blocks, and structs are created ten times
    as fast.

    >>> Block("首页").as_role(Role.NAVIGATION, "breadcrumb").kept
    False
    """

    text: str
    role: Role = Role.BODY
    reason: str = ""
    tag: str = ""
    depth: int = 0
    link_density: float = 0.0
    names: str = ""
    path: tuple[int, ...] = ()
    glue: bool = False
    marks: Marks = NO_MARKS

    @property
    def kept(self) -> bool:
        return self.role is _BODY or self.role is _TITLE  # asked very often, and enums are slow to hash

    def as_role(self, role: Role, reason: str = "") -> Block:
        """The same block with another role and the reason for it."""
        same = (self.role, self.reason) == (role, reason)
        return self if same else self.replace(role=role, reason=reason)

    def with_text(self, text: str) -> Block:
        return self if text == self.text else msgspec.structs.replace(self, text=text)

    def replace(self, **changes: Any) -> Block:
        """The block with other fields."""
        return msgspec.structs.replace(self, **changes)


def line_block(line: str) -> Block:
    """The block of a line of text that has more than white space.

    >>> line_block("　　正文。 ").marks, line_block("正文。").marks
    (frozenset({'indented'}), frozenset())
    """
    indented = line[0].isspace() and line[1].isspace()
    return Block(line.strip(), marks=_INDENTED if indented else NO_MARKS)


@dataclass(frozen=True, slots=True)
class Document:
    """One document on its way through the stages.

    `data` holds the bytes it came as, if it came as bytes; `text` the text: the source until the
    last stage, the article after it. `blocks` is empty until `parse` has run. `metadata` is what
    is known about the document (charset, script, damage, author, date …): plain values only, to
    be read, never written to.
    """

    text: str = ""
    data: bytes | None = None
    id: str = ""
    title: str = ""
    blocks: tuple[Block, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source) -> Document:
        """A document that holds `source`: text, or bytes waiting for `decode`.

        A `Document` is returned as it is. Raises `TypeError` for anything else.

        >>> Document.of("好").text, Document.of(b"ok").data
        ('好', b'ok')
        """
        if isinstance(source, Document):
            return source
        if isinstance(source, str):
            return cls(text=source)
        if isinstance(source, bytes | bytearray | memoryview):
            return cls(data=bytes(source))
        raise TypeError(f"{source!r:.40} is neither str nor bytes nor a Document")

    def replace(self, **changes: Any) -> Document:
        """The document with other fields; itself when nothing differs."""
        changes = {name: value for name, value in changes.items() if getattr(self, name) is not value}
        return replace(self, **changes) if changes else self

    def noting(self, **facts: Any) -> Document:
        """The document with further metadata.

        >>> Document("好").noting(charset="utf-8").metadata["charset"]
        'utf-8'
        """
        return replace(self, metadata={**self.metadata, **facts}) if facts else self


Source = str | bytes | Document
"""What can be cleaned."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a stage did: `before` became `after`. For a block left out, `after` is empty and
    `kind` its role with the reason."""

    stage: str
    before: str
    after: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer for one input: the document, what each stage changed, and how it ended.

    `status` is `ok`, `empty` (no article there: a legal answer, the reason in the metadata) or
    `failed` (with `error`, and in `stage` the name of the stage that raised it). `seconds` is how
    long it took, which makes no difference between results.
    """

    document: Document
    status: Status
    trace: tuple[Change, ...] = ()
    error: str = ""
    stage: str = ""
    seconds: float = field(default=0.0, compare=False)


class CleanerError(Exception):
    """Base of the errors this package raises on purpose; the message names reason and remedy."""


class NotTextError(CleanerError, ValueError):
    """The bytes are not text at all (an image, an archive, an executable …)."""


class ConfigError(CleanerError, ValueError):
    """A configuration, or an option of a stage, that cannot be used."""
