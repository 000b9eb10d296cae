"""What flows through the pipeline: one immutable `Document`, a sequence of `Block`s once it is parsed.

A stage takes a document and returns one; it never edits in place and never deletes a block. A stage
that rejects a block sets its role and the reason, so "what happened to this line?" always has an
answer. Engines import no other module of this package, readers and writers only those of `text`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Literal, TypedDict, Unpack

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

Mark = Literal["hidden", "image", "rule", "indented", "fenced"]
Marks = frozenset[Mark]
NO_MARKS: Marks = frozenset()
_INDENTED: Marks = frozenset(("indented",))


SpanKind = Literal["strong", "emphasis", "code", "link", "image"]


class Span(msgspec.Struct, frozen=True, gc=False):
    """Inline markup of the characters from `start` to `end` of a block's text.

    - `target`: the address of a link or an image;
    - `label`: the alternative text of an image, which stands at `start` and has no characters of its
      own in the text.
    """

    start: int
    end: int
    kind: SpanKind
    target: str = ""
    label: str = ""


class Form(msgspec.Struct, frozen=True, gc=False):
    """The form of a block, as far as its tag does not tell it: what Markdown needs to know.

    - `level`: how many lists it is inside, 0 for none;
    - `marker`: what stands before a list item, `-` or `3.`; empty in a later block of the same item;
    - `quotes`: how many quotations it is inside;
    - `language`: the language of a code block, empty if unknown;
    - `header`: whether a table row is a head of columns;
    - `align`: alignment of the columns, `left`, `center`, `right` or empty for each, in a head of columns;
    - `spans`: inline markup, in order of `start`, outer spans before inner ones.
    """

    level: int = 0
    marker: str = ""
    quotes: int = 0
    language: str = ""
    header: bool = False
    align: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


PLAIN = Form()
"""The form of a block without any of this."""


class Block(msgspec.Struct, frozen=True, gc=False):
    """A paragraph, heading, list item, table row, code block or line, with what the markup says about it.

    - `text`: one line; in a code block (`pre`) all of its lines, with their indentation; in a table row
      (`tr`) the cells, joined by tabs;
    - `tag`: the innermost block-level element (`p`, `h2`, `li`, `tr`, `pre` …); empty in plain text, but
      for rows and code, which are recognised there too;
    - `depth`: the depth of that element in the tree;
    - `link_density`: the share (0 to 1) of the block's characters that are inside links;
    - `names`: ids and classes of the element and its ancestors, lower-case, nearest first, separated
      by spaces;
    - `path`: numbers of the elements around the block, outermost first; two blocks share as many
      numbers as they have ancestors in common;
    - `glue`: whether the block continues the line of the block before it (a hard-wrapped line, the
      rest of a line that something was cut out of);
    - `marks`: `hidden` (by style or attribute), `image` and `rule` (an image or a horizontal rule
      stands right before it), `indented` (a line of plain text that was indented), `fenced` (code whose
      text begins with the fence of Markdown);
    - `unit`: the number of the table, list or code block that it is part of, 0 for none; blocks of one
      unit stand or fall together;
    - `form`: its form, for Markdown.

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
    unit: int = 0
    form: Form = PLAIN

    @property
    def is_code(self) -> bool:
        """Whether no stage may touch what is inside."""
        return self.tag == "pre"

    @property
    def kept(self) -> bool:
        """Whether the block belongs to the article."""
        return self.role is _BODY or self.role is _TITLE  # called very often, and enums are slow to hash

    @property
    def printed(self) -> bool:
        """Whether the block is kept and has text to show."""
        kept = self.role is _BODY or self.role is _TITLE  # called even more often than `kept`
        return kept and self.text != "" and not self.text.isspace()

    def as_role(self, role: Role, reason: str = "") -> Block:
        """The block with another role and the reason for it; itself when nothing differs."""
        same = (self.role, self.reason) == (role, reason)
        return self if same else self.replace(role=role, reason=reason)

    def with_text(self, text: str) -> Block:
        """The block with another text, its spans moved along; itself when nothing differs."""
        if text == self.text:
            return self
        if not self.form.spans:
            return msgspec.structs.replace(self, text=text)
        spans = _moved(self.form.spans, self.text, text)
        form = msgspec.structs.replace(self.form, spans=spans)
        return msgspec.structs.replace(self, text=text, form=form)

    def with_targets(self, told: Callable[[str], str]) -> Block:
        """The block with other addresses of its links and images; itself without any."""
        if not any(span.target for span in self.form.spans):
            return self
        replace = msgspec.structs.replace
        spans = [replace(span, target=told(span.target)) if span.target else span for span in self.form.spans]
        return replace(self, form=replace(self.form, spans=tuple(spans)))

    def replace(self, **changes: Any) -> Block:
        """The block with other fields."""
        return msgspec.structs.replace(self, **changes)


_MAX_COMPARED = 2_000
"""Maximum length of a text whose changes are looked for, characters; the spans of longer ones are dropped."""


def _moved(spans: Sequence[Span], old: str, new: str) -> tuple[Span, ...]:
    """The spans of a text in what became of it; those of which nothing is left are gone.

    >>> [(span.start, span.end) for span in _moved([Span(2, 4, "strong")], "他说：好。", "他说： 好。")]
    [(2, 5)]
    """
    if len(old) == len(new):
        return tuple(spans)
    at = _positions(old, new)
    moved: list[Span] = []
    for span in spans:
        start, end = at[span.start], at[span.end]
        if span.kind == "image" or start < end:
            moved.append(msgspec.structs.replace(span, start=start, end=max(start, end)))
    return tuple(moved)


def _positions(old: str, new: str) -> list[int]:
    """For each position in a text, and its end, the position in what became of it."""
    start = old.find(new)
    if start >= 0:  # a part of it
        return [min(max(position - start, 0), len(new)) for position in range(len(old) + 1)]
    if max(len(old), len(new)) > _MAX_COMPARED:
        return [0] * (len(old) + 1)
    at: list[int] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        at += [min(new_start + step, new_end) for step in range(old_end - old_start)]
    return [*at, len(new)]


def by_line(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """The positions of the printed blocks, grouped by the line of the article that they form.

    A block with `glue` continues the line of the block before it, even across rejected blocks of the
    same line.

    >>> cut = Block("（责编：某）", Role.METADATA, "source, date or author", glue=True)
    >>> list(by_line([Block("第一句。"), cut, Block("第二句。", glue=True), Block("下一段。")]))
    [[0, 2], [3]]
    """
    line: list[int] = []
    continues = False
    for position, block in enumerate(blocks):
        continues = continues and block.glue
        if not block.printed:
            continue
        if line and not continues:
            yield line
            line = []
        line.append(position)
        continues = True
    if line:
        yield line


def line_block(line: str) -> Block:
    """The block of a line of plain text, which must have more than white space.

    >>> line_block("　　正文。 ").marks, line_block("正文。").marks
    (frozenset({'indented'}), frozenset())
    """
    indented = line[0].isspace() and line[1].isspace()
    return Block(line.strip(), marks=_INDENTED if indented else NO_MARKS)


class Metadata(TypedDict, total=False):
    """What is known about a document. Every key is optional, every value is plain data."""

    url: str
    """Address of the document, as its container tells it."""
    declared_charset: str
    """Charset label that the server sent."""
    origin: str
    """Where the document really lies: a path or an address, which site rules match."""
    folder: str
    """Folder or container the document lies in, for lines that recur there."""
    charset: str
    """Python name of the charset that the bytes were read in."""
    charset_evidence: str
    """What the charset was found by: byte order mark, valid utf-8, likelihood, declared, detector."""
    repairs: Mapping[str, int]
    """Repair step to the number of lines it changed."""
    damage: Mapping[str, int]
    """Kind of damage to the number of characters that stand for lost ones."""
    kind: Literal["page", "feed", "fragment", "plain"]
    """What the text was before it was parsed."""
    script: str
    """Traditional, simplified, mixed, japanese, korean or other."""
    script_evidence: Mapping[str, int | str]
    """Counts that the script was told by, and the region of Traditional text."""
    author: str
    source: str
    date: str
    """Date of publication, ISO 8601, with the time where it is known."""
    site_name: str
    reason: str
    """Why there is no article, when there is none."""


class Fields(TypedDict, total=False):
    """The fields of a `Document`, each of which `Document.replace` may be given."""

    text: str
    data: bytes | None
    id: str
    title: str
    blocks: tuple[Block, ...]
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class Document:
    """One document, as it passes through the stages.

    - `text`: the source until the last stage, the article after it;
    - `data`: the bytes it came as, if it came as bytes;
    - `id`: its name in the input;
    - `title`: the title, whether or not it is part of the text;
    - `blocks`: empty until `parse` has run;
    - `metadata`: what is known about it; to be read, never written to.
    """

    text: str = ""
    data: bytes | None = None
    id: str = ""
    title: str = ""
    blocks: tuple[Block, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)

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

    def replace(self, **changes: Unpack[Fields]) -> Document:
        """The document with other fields; itself when nothing differs.

        >>> Document("好", id="7").replace(text="坏").text
        '坏'
        """
        differing = {name: value for name, value in changes.items() if getattr(self, name) is not value}
        return replace(self, **differing) if differing else self  # type: ignore[arg-type]

    def noting(self, **facts: Unpack[Metadata]) -> Document:
        """The document with further metadata, which replaces what is known under the same keys.

        >>> Document("好").noting(charset="utf-8").metadata["charset"]
        'utf-8'
        """
        return replace(self, metadata={**self.metadata, **facts}) if facts else self


Source = str | bytes | Document
"""What can be cleaned."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a stage did: `before` became `after`.

    - `kind`: role and reason, when the change is that a block was left out (`after` is empty then) or
      taken back in (`before` is empty); empty for a change of text;
    - `place`: which blocks of the final document it concerns, from the first to behind the last (lines,
      when the document has no blocks); None when it belongs to none, such as a repair in the
      markup of a page.
    """

    stage: str
    before: str
    after: str
    kind: str = ""
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The answer for one input: the document, what each stage changed, and how it ended.

    - `status`: `ok`; `empty` (no article, which is a legal answer; the metadata tell the reason); or
      `failed`;
    - `error` and `stage`: what went wrong, and in which stage, when it failed;
    - `seconds`: how long it took;
    - `traceback`: where a stage raised an error that is not one of this package.

    The last two are not part of a comparison between results.
    """

    document: Document
    status: Status
    trace: tuple[Change, ...] = ()
    error: str = ""
    stage: str = ""
    seconds: float = field(default=0.0, compare=False)
    traceback: str = field(default="", compare=False)


class CleanerError(Exception):
    """Base of the errors this package raises on purpose; the message names reason and remedy."""


class NotTextError(CleanerError, ValueError):
    """The bytes are not text at all (an image, an archive, an executable …)."""


class ConfigError(CleanerError, ValueError):
    """A configuration, or an option of a stage, that cannot be used."""


class MissingPackageError(CleanerError, ImportError):
    """Something needs a package that only an extra installs.

    >>> str(MissingPackageError("Parquet", extra="parquet"))
    "Parquet needs a further package: pip install 'pyarrow>=17' (the extra 'parquet')"
    """

    def __init__(self, what: str, extra: str) -> None:
        remedy = f"install the extra {extra!r}"
        if packages := _packages_of(extra):
            remedy = f"pip install {' '.join(map(repr, packages))} (the extra {extra!r})"
        super().__init__(f"{what} needs a further package: {remedy}")


def _packages_of(extra: str) -> list[str]:
    """The requirements of an extra; empty if this package is not installed, but only found."""
    from importlib.metadata import PackageNotFoundError, requires

    try:
        requirements = requires("chinese-document-cleaner") or []
    except PackageNotFoundError:
        return []
    return [line.partition(";")[0].strip() for line in requirements if f"extra == {extra!r}" in line]
