"""The text that blocks came as, before the repairs that were made while they were lines.

Stages before `parse` change lines of text or markup, and lines are not blocks. Here the blocks are found
again in the text that they were parsed from, and followed back through those changes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from cleaner.differences import differences
from cleaner.document import Block, Change
from cleaner.located import MARKUP, TEXT, Span, Visible, find_all

LARGEST = 5_000_000
"""Maximum size of a page whose blocks are followed back, characters: it takes time and memory."""


def block_changes(
    changes: Sequence[Change], text: str, blocks: Sequence[Block], *, is_markup: bool
) -> tuple[Change, ...]:
    """The changes of lines of a text as changes of the blocks that were parsed from it.

    The answer has a change for each block whose text a stage changed. A change of a line in which no
    block shows it stays as it is, without a place.

    >>> change = Change("repair", "<p>苻號</p>", "<p>符號</p>", place=(0, 1))
    >>> block_changes([change], "<p>符號</p>", [Block("符號")], is_markup=True)
    (Change(stage='repair', before='苻號', after='符號', kind='', place=(0, 1)),)
    """
    if not changes or len(text) > LARGEST:
        return tuple(_nowhere(changes))
    tokens = MARKUP if is_markup else TEXT
    texts = [block.text for block in blocks]
    spans = find_all(texts, Visible.of(text, tokens))
    found: list[Change] = []
    steps = [list(step) for _, step in groupby(changes, lambda change: change.stage)]
    while steps:
        step = _Step.of(steps[-1], text)
        if step is None:
            break
        steps.pop()
        found[:0] = step.block_changes(texts, spans, tokens)
        spans = [span and step.span_before(span) for span in spans]
        text = step.before
    return (*(change for step in steps for change in _nowhere(step)), *found)


@dataclass(frozen=True)
class _Step:
    """What a stage did to the lines of a text, whose number it kept.

    - `changes`: the changes, by the number of the line;
    - `before`, `after`: the text;
    - `starts_before`, `starts_after`: where the lines begin;
    - `shifts`: where the parts of a changed line were before, by its number.
    """

    changes: dict[int, Change]
    before: str
    after: str
    starts_before: list[int]
    starts_after: list[int]
    shifts: dict[int, _Shifts]

    @classmethod
    def of(cls, changes: Sequence[Change], after: str) -> _Step | None:
        """The step of a stage; None if it changed the number of lines."""
        lines = after.split("\n")
        by_line: dict[int, Change] = {}
        starts_after = _starts(lines)
        for change in changes:
            first, end = change.place or (0, 0)
            if end != first + 1 or end > len(lines) or lines[first] != change.after:
                return None
            by_line[first] = change
            lines[first] = change.before
        shifts = {line: _Shifts.of(change) for line, change in by_line.items()}
        return cls(by_line, "\n".join(lines), after, _starts(lines), starts_after, shifts)

    def block_changes(
        self, texts: list[str], spans: Sequence[Span | None], tokens: re.Pattern[str]
    ) -> list[Change]:
        """The changes of the blocks, whose `texts` become those of before; then those of other lines."""
        found: list[Change] = []
        unseen = dict(self.changes)
        for number, span in enumerate(spans):
            lines = self._changed_lines(span) if span else []
            if not (span and lines):
                continue
            source = Visible.of(self.before[slice(*self.span_before(span))], tokens)
            before = _with_spaces_of(texts[number], source.text)
            if before == texts[number]:
                continue
            stage = self.changes[lines[0]].stage
            found.append(Change(stage, before, texts[number], place=(number, number + 1)))
            texts[number] = before
            for line in lines:
                unseen.pop(line, None)
        return [*_nowhere(unseen.values()), *found]

    def span_before(self, span: Span) -> Span:
        """The span of the text before that became a span of the text after."""
        return self._position(span[0], end=False), self._position(span[1], end=True)

    def _changed_lines(self, span: Span) -> list[int]:
        lines = range(self._line(span[0]), self._line(span[1]) + 1)
        return [line for line in lines if line in self.changes]

    def _line(self, position: int) -> int:
        return bisect_right(self.starts_after, position) - 1

    def _position(self, position: int, *, end: bool) -> int:
        line = self._line(position)
        offset = position - self.starts_after[line]
        if line in self.shifts:
            offset = self.shifts[line].before(offset, end=end)
        return self.starts_before[line] + offset


@dataclass(frozen=True)
class _Shifts:
    """Where the parts of a changed line were before; what was deleted belongs to the text beside it."""

    old: list[Span]
    new_starts: list[int]
    new_ends: list[int]

    @classmethod
    def of(cls, change: Change) -> _Shifts:
        found = list(differences(change.before, change.after))
        return cls([(i1, i2) for i1, i2, _, _ in found], [j1 for *_, j1, _ in found], [j for *_, j in found])

    def before(self, position: int, *, end: bool) -> int:
        """The position in the old line; `end` says that a text ends there, rather than begins."""
        passed = bisect_right(self.new_ends, position) if end else bisect_left(self.new_ends, position)
        if passed < len(self.old) and self.new_starts[passed] < position < self.new_ends[passed]:
            old_start, old_end = self.old[passed]
            return min(old_start + position - self.new_starts[passed], old_end)
        if not passed:
            return position
        return self.old[passed - 1][1] + position - self.new_ends[passed - 1]


def _nowhere(changes: Iterable[Change]) -> Iterator[Change]:
    return (replace(change, place=None) for change in changes)


def _starts(lines: Sequence[str]) -> list[int]:
    return list(accumulate((len(line) + 1 for line in lines), initial=0))[:-1]


def _with_spaces_of(text: str, source: str) -> str:
    """The source, which has no white space, with that of the text it became.

    >>> _with_spaces_of("甲 乙丙", "甲乙(bǐng)丙")
    '甲 乙(bǐng)丙'
    """
    places = [place for place, character in enumerate(text) if not character.isspace()]
    bare = "".join(text[place] for place in places)
    places.append(len(text))
    answer = []
    done = 0
    for i1, i2, j1, j2 in differences(source, bare):
        start = places[j1] if j2 > j1 or not j1 else places[j1 - 1] + 1
        answer += [text[done:start], source[i1:i2]]
        done = places[j2 - 1] + 1 if j2 > j1 else start
    return "".join([*answer, text[done:]])
