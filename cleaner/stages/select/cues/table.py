"""The patterns of one place: which of them matches in a text.

Literals tell which few patterns may match in a line (`screen`), so that prose costs nothing else. RE2 tries
those, in linear time whatever they say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import inf
from types import MappingProxyType
from typing import NamedTuple

import re2

from cleaner.stages.select.cues.kinds import Cue
from cleaner.stages.select.cues.literals import Needs, needs

_WHOLE = ("line", "section")
"""Places of patterns that match a whole text."""
_ANCHORED = (*_WHOLE, "start", "lead", "paragraph")
"""Places of patterns that match a whole text or its start; those of others are looked for anywhere."""

_MEMORY = 64 << 20
"""Maximum memory of the automaton of a pattern, bytes; most need a thousandth of it."""

Row = tuple[str, int]
"""A place and the number of a pattern."""
Rows = Mapping[str, Collection[int]]
"""Patterns that may match in a line, by their places."""
NO_ROWS: Rows = MappingProxyType({})


class _Loose(NamedTuple):
    """A pattern that needs no literal, or one of one character, which too many lines hold."""

    number: int
    characters: frozenset[str]
    """One of these is in what it matches, if none of its longer literals is; empty if it needs no literal."""
    shortest: int
    longest: float
    """Lengths of the texts that it may match in."""


@dataclass(frozen=True, eq=False)
class Table:
    """All patterns of one place with their cues."""

    where: str
    rows: tuple[tuple[Cue, str], ...]
    _compiled: dict[int, re2._Regexp] = field(default_factory=dict, init=False)

    def may_match(self, rows: Rows) -> bool:
        """Whether any pattern may match in a line with these rows, or in a part of it."""
        return self.where in rows or bool(self._loose)

    def find(self, text: str, rows: Rows) -> Cue | None:
        """The cue of the pattern that matches the text.

        Of several it is that of the first match in it, then that of the first pattern. `rows` may match in
        it, and no others but loose ones.
        """
        starts = self._starts(text, rows)
        if not starts:
            return None
        number = min(starts) if self.where in _ANCHORED else min(starts, key=lambda n: (starts[n], n))
        return self.rows[number][0]

    def matches(self, text: str, rows: Rows, start: int = 0) -> list[tuple[re.Match[str], Cue]]:
        """Where the patterns match from a place of the text on, one match after another, with their cues."""
        numbers = tuple(self._starts(text[start:] if start else text, rows))
        if not numbers:
            return []
        found = _together(self, numbers).finditer(text, start)
        return [(match, self.rows[int((match.lastgroup or "n0")[1:])][0]) for match in found]

    @cached_property
    def literals(self) -> Sequence[tuple[str, int]]:
        """Literals of two and more characters, with the numbers of the patterns that need one of theirs."""
        numbered = (
            (literal, number) for number, needs in enumerate(self._needs) for literal in needs.literals
        )
        return [(literal, number) for literal, number in numbered if not _is_loose(literal)]

    def _starts(self, text: str, rows: Rows) -> dict[int, int]:
        """Where patterns match in a text, in bytes, by their numbers in order. RE2 does not look around."""
        numbers = {*self._fitting(rows, len(text)), *self._loose_numbers(text)}
        if not numbers:
            return {}
        data = text.encode("utf-8", "replace")
        found = {number: self._pattern(number).search(data) for number in sorted(numbers)}
        return {number: match.start() for number, match in found.items() if match}

    def _fitting(self, rows: Rows, size: int) -> Iterator[int]:
        """The numbers of those rows whose patterns may match in a text of this length."""
        for number in rows.get(self.where, ()):
            _, shortest, longest = self._needs[number]
            if shortest <= size and (size <= longest or self.where not in _WHOLE):
                yield number

    def _loose_numbers(self, text: str) -> Iterator[int]:
        """The numbers of the loose patterns that may match in a text."""
        known = self._loose_by_character
        if len(known) < len(text):  # looking for one character is quick
            characters = [character for character in known if character in text]
        else:
            characters = list(known.keys() & set(text))
        for character in ("", *characters):
            for loose in known.get(character, ()):
                if loose.shortest <= len(text) <= loose.longest:
                    yield loose.number

    def _pattern(self, number: int) -> re2._Regexp:
        pattern = self._compiled.get(number)
        if pattern is None:
            options = re2.Options()
            options.case_sensitive = False
            options.max_mem = _MEMORY
            form = for_re2(self.rows[number][1])
            if self.where in _ANCHORED:
                form = rf"\A(?:{form})" + (r"\z" if self.where in _WHOLE else "")
            pattern = self._compiled[number] = re2.compile(form.encode(), options)
        return pattern

    @cached_property
    def _loose(self) -> Sequence[_Loose]:
        found: list[_Loose] = []
        for number, (literals, shortest, longest) in enumerate(self._needs):
            first = {literal[0] for literal in literals if _is_loose(literal)}
            if first or not literals:
                characters = frozenset(first | {character.upper() for character in first})
                found.append(_Loose(number, characters, shortest, longest if self.where in _WHOLE else inf))
        return found

    @cached_property
    def _loose_by_character(self) -> Mapping[str, Sequence[_Loose]]:
        """The loose patterns by each of their characters, those that need no literal by none."""
        found: dict[str, list[_Loose]] = {}
        for loose in self._loose:
            for character in loose.characters or ("",):
                found.setdefault(character, []).append(loose)
        return found

    @cached_property
    def _needs(self) -> Sequence[Needs]:
        return [needs(pattern) for _, pattern in self.rows]


def _is_loose(literal: str) -> bool:
    """Whether a literal is a single character, or none that can be looked for beforehand."""
    return len(literal) == 1 or max(literal) > "\uffff"


@lru_cache(256)
def _together(table: Table, numbers: tuple[int, ...]) -> re.Pattern[str]:
    """These patterns of a table in one; all of them take `re` longer to compile than to clean some pages."""
    forms = (f"(?P<n{number}>{table.rows[number][1]})" for number in numbers)
    return re.compile("|".join(forms), re.IGNORECASE)


_SPACE = r"\t-\r\x{1c}-\x{20}\x{85}\x{a0}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
_DIGIT = "0-9０-９"
_LETTER = "A-Z_a-zÀ-ÖØ-öø-ɏͰ-ԯ々-〇ぁ-ゖァ-ヺー㐀-鿿가-힣豈-龎Ａ-Ｚａ-ｚ"
_CLASSES = {"d": _DIGIT, "w": _DIGIT + _LETTER, "s": _SPACE}
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|([dws])|(S)|.)|[\[\]]")
_AROUND = re.compile(r"\(\?<?[=!](?:[^()\\]|\\.)*\)")


def for_re2(pattern: str) -> str:
    r"""The pattern in the syntax of RE2, whose `\d`, `\s` and `\w` know nothing beyond ASCII.

    RE2 does not look around: without the conditions on what stands beside it, the pattern may match more.

    >>> for_re2(r"(?<=页)\d[\u4e00\d]")
    '[0-9０-９][一0-9０-９]'
    """
    inside = False

    def form(match: re.Match[str]) -> str:
        nonlocal inside
        if match[0] in "[]":
            inside = match[0] == "["
        if match[1]:
            return chr(int(match[1], 16))
        if match[3]:
            return f"[^{_SPACE}]"
        if not match[2]:
            return match[0]
        return _CLASSES[match[2]] if inside else f"[{_CLASSES[match[2]]}]"

    return _ESCAPE.sub(form, _AROUND.sub("", pattern))
