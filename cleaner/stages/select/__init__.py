"""Keep the article: give every block its role, and say why.

Order of the steps: parts of lines that do not belong are split off (`inline`); a document without an
article is recognised (`passes/no_article`); the learned model judges the blocks (`judge`, `model/`); the
passes look at words, position and repetition (`passes/`); the title is marked (`title`); hard-wrapped
lines are joined. All of it is repeated on the kept lines until nothing changes (`fixed_point`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, ClassVar, Literal

from cleaner.document import Block, ConfigError, Document, Role
from cleaner.stages.select.clean import untouched
from cleaner.stages.select.cues.cue import cue
from cleaner.stages.select.cues.kinds import Kind
from cleaner.stages.select.cues.patterns import look_at
from cleaner.stages.select.fixed_point import until_stable
from cleaner.stages.select.inline import split_inline, without_litter
from cleaner.stages.select.judge import judge
from cleaner.stages.select.line import Line, evidence_of, evidence_of_all, line_of
from cleaner.stages.select.passes.contents import reject_contents
from cleaner.stages.select.passes.hard_wraps import unwrap
from cleaner.stages.select.passes.line_numbers import without_line_numbers
from cleaner.stages.select.passes.no_article import why_no_article
from cleaner.stages.select.passes.position import (
    reject_captions,
    reject_head,
    reject_neighbours,
    reject_sections,
    reject_sure_cues,
    reject_tail,
)
from cleaner.stages.select.passes.repeats import reject_repeats, reject_summaries, without_heading
from cleaner.stages.select.reading import simplified_reading, with_characters_of
from cleaner.stages.select.title import keep_title, mark_title, shown_title
from cleaner.stages.select.title_line import trim_title
from cleaner.text.bylines import from_line
from cleaner.text.plain import plain_blocks

Pass = Callable[[list[Block], Sequence[Line]], None]
WORDED: tuple[Pass, ...] = (
    reject_sure_cues,
    reject_captions,
    reject_sections,
    reject_head,
    reject_tail,
    reject_neighbours,
)
REPEATED: tuple[Pass, ...] = (reject_contents, reject_summaries, reject_repeats)
"""How text is selected, in order: words, sections, position, neighbours, which all go by some line's
cue; then repetition."""
PAGE: tuple[Pass, ...] = (reject_tail, *REPEATED)
"""What is left to do for a page when its blocks have been judged with the elements around them."""
_TURNS = 20
"""More than any real document needs; two or three are common."""
_MOST_TAKEN = 0.1
"""Maximum share of what is left of a page or an item of a feed that the model for texts rejects of it: it
sees less than what judged them first."""


@dataclass(frozen=True)
class Select:
    """Give every block its role: the article's body, or what else it is and why.

    `comments` and `captions` say whether those stay in the article; `weights` names a folder that
    `python -m cleaner.training` wrote (`page.npz`, `text.npz`), in place of the built-in models.
    """

    name: ClassVar[str] = "select"
    comments: Literal["drop", "keep"] = "drop"
    captions: Literal["drop", "keep"] = "drop"
    weights: str = ""
    _packed: Mapping[str, bytes] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        if self.weights:  # read once, when the stage is made: workers need no file, and no call differs
            object.__setattr__(self, "_packed", _read_weights(Path(self.weights)))

    def __repr__(self) -> str:  # part of the pipeline's fingerprint: what is in the weights counts
        digest = hashlib.sha256()
        for name, packed in sorted(self._packed.items()):
            digest.update(name.encode() + hashlib.sha256(packed).digest())
        weights = digest.hexdigest() if self._packed else ""
        return f"Select({self.comments!r}, {self.captions!r}, {weights!r})"

    def __call__(self, document: Document) -> Document:
        """The document with roles and reasons, its title, and what lines of metadata tell about it."""
        if not document.blocks:
            return document.noting(reason="there is nothing in it")
        reading = simplified_reading(document)
        blocks = self._selected(reading)
        if reading is not document:
            blocks = with_characters_of(document.blocks, blocks) or self._selected(document)
        title = shown_title(blocks, document.title)
        return document.replace(blocks=tuple(blocks), title=title).noting(**_facts(blocks, document))

    def _selected(self, document: Document) -> list[Block]:
        """The blocks of a document with their roles, as they also are when what is kept is judged again."""
        kind = document.metadata.get("kind")
        page = kind == "page"
        markup = document.text if page else None
        if not page and not self._packed and (known := untouched(document.blocks, document.title)):
            return known
        parts = _parts(document.blocks) if page else _text_parts(document.blocks)
        blocks = self._judged(parts, document.title, markup, trusted=kind == "feed")
        is_changed = len(blocks) > len(document.blocks) or any(not b.kept or b.glue for b in blocks)
        if page or (kind == "feed" and is_changed):
            return self._read_again(blocks, document.title)
        if is_changed:
            return until_stable(blocks, lambda text: self._judged(_text_parts(plain_blocks(text))))
        return blocks

    def _read_again(self, judged: list[Block], title: str) -> list[Block]:
        """The blocks of a page, or of an item of a feed, judged again by their words alone."""
        read = lru_cache(1)(lambda text: _text_parts(plain_blocks(text)))
        # what the words alone leave rarely changes
        worded = until_stable(judged, lambda text: self._judged(read(text), trusted=True))
        again = until_stable(worded, lambda text: self._judged(read(text)))
        is_too_much = _mass(again) < (1 - _MOST_TAKEN) * _mass(worded)
        blocks = worded if is_too_much else again
        return keep_title(judged, blocks) if title else blocks

    def _judged(
        self, parts: Sequence[Block], title: str = "", page: str | None = None, *, trusted: bool = False
    ) -> list[Block]:
        """The parts of a text, or of a page with that markup, with their roles.

        `trusted` says that no model is to judge them: it has before, or a feed says what they are.
        """
        evidence = partial(evidence_of, look=cache(line_of))
        passes = WORDED + REPEATED if page is None else PAGE
        filled = [part for part in parts if part.printed]
        if why := why_no_article(filled, evidence):
            parts = [_rejected(part, evidence(part), why) for part in parts]
        elif page is not None or not trusted:
            parts = [
                self._back(part)
                for part in judge(
                    parts,
                    title,
                    page=page,
                    weights=self._packed.get("page" if page is not None else "text", b""),
                )
            ]
        return unwrap(without_heading(mark_title(self._select(list(parts), evidence, passes), title)))

    def _select(
        self, blocks: list[Block], evidence: Callable[[Block], Line], passes: Sequence[Pass]
    ) -> list[Block]:
        """The passes over what is kept, again until nothing more is rejected."""
        for _ in range(_TURNS):
            at = [i for i, block in enumerate(blocks) if block.printed]
            kept = [blocks[i] for i in at]
            lines = evidence_of_all(kept, evidence)
            for run in passes if any(line.cue for line in lines) else REPEATED:
                run(kept, lines)
            kept = [self._back(block) for block in kept]
            if all(block.kept for block in kept):
                break
            for i, block in zip(at, kept, strict=True):
                blocks[i] = block
        return blocks

    def _back(self, block: Block) -> Block:
        """What the options keep."""
        if block.role is Role.COMMENT and self.comments == "keep":
            return block.as_role(Role.BODY)
        if block.role is Role.CAPTION and self.captions == "keep" and not _names_an_image(block):
            return block.as_role(Role.BODY)
        return block


def _parts(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with what does not belong to its line, or to code, apart from it."""
    look_at(block.text for block in blocks)
    return [part for block in without_line_numbers(blocks) for part in split_inline(block)]


def _text_parts(blocks: Sequence[Block]) -> list[Block]:
    """The same of a text, where litter stands between lines, and the title is not all of its line."""
    return trim_title(without_litter(_parts(blocks)))


def _read_weights(folder: Path) -> dict[str, bytes]:
    """The weights in a folder, by the kind of document they are for.

    Raises `ConfigError` if there are none, or if they are not weights.
    """
    from cleaner.stages.select.model.model import unpacked  # numpy is slow to import

    found: dict[str, bytes] = {}
    for kind in ("page", "text"):
        path = folder / f"{kind}.npz"
        try:
            found[kind] = path.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise ConfigError(f"the weights {path} cannot be read: {error.strerror}") from error
        try:
            unpacked(found[kind])
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from error
    if not found:
        raise ConfigError(f"there are no weights at {folder}: neither page.npz nor text.npz")
    return found


def _mass(blocks: Sequence[Block]) -> int:
    """The characters that are printed."""
    return sum(len(block.text) for block in blocks if block.printed)


def _names_an_image(block: Block) -> bool:
    known = cue(block.text)
    return known is not None and known.kind is Kind.IMAGE_NAME


def _rejected(block: Block, line: Line, why: str) -> Block:
    if not block.kept:
        return block
    return block.as_role(line.cue.role if line.cue else Role.NAVIGATION, why)


def _facts(blocks: Sequence[Block], document: Document) -> dict[str, Any]:
    """Author, source and date from the metadata lines that were cut, where nothing else told them."""
    facts: dict[str, Any] = {}
    for block in blocks:
        if block.role is not Role.METADATA:
            continue
        for name, value in from_line(block.text).items():
            if name not in document.metadata:
                facts.setdefault(name, value)
    if not any(block.printed for block in blocks):
        facts["reason"] = _why_empty(blocks)
    return facts


def _why_empty(blocks: Sequence[Block]) -> str:
    roles = [block.role for block in blocks if block.text.strip()]
    if not roles:
        return "no text"
    if roles.count(Role.DAMAGE) * 2 > len(roles):
        return "the characters were lost before: nothing but marks or mojibake in their place"
    reasons = {block.reason for block in blocks if block.text.strip()}
    if len(reasons) == 1:
        return "no article: " + reasons.pop()
    return "no article: only " + ", ".join(sorted({role.value for role in roles}))
