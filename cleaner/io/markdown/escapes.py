"""Backslashes in front of what Markdown would take for markup, and nowhere else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from html.entities import html5
from itertools import chain, pairwise
from string import punctuation
from typing import NamedTuple

from cleaner.io.markdown.delimiters import may_close, may_open

_SPECIAL = re.compile(r"[\\`*_\[\]<&!~]")
"""What inline markup of Markdown begins with."""
_DELIMITERS = re.compile(r"\*+|_+|~~+")
_BACKTICKS = re.compile("`+")
_TAG = re.compile(
    r"""< (?: [A-Za-z][A-Za-z0-9-]*                                             # <b id=x>
              (?: [ \t]+ [A-Za-z_:][\w:.-]*
                  (?: [ \t]*=[ \t]* (?: [^\s"'=<>`]+ | '[^'\n]*' | "[^"\n]*" ) )? )*
              [ \t]* /? >
          | / [A-Za-z][A-Za-z0-9-]* [ \t]* > | [!?]                             # </b>, <!-- -->
          | [A-Za-z][A-Za-z0-9+.-]* : [^\s<>]* > | [^\s<>@]+ @ [^\s<>@]+ >      # <http://a.cn>, <a@b.cn>
        )""",
    re.VERBOSE,
)
_ENTITY = re.compile(r"&(?:\#\d{1,7};|\#[xX][0-9A-Fa-f]{1,6};|([A-Za-z][A-Za-z0-9]*;))")
_LINK_MIDDLE = re.compile(r"\]\(")
_FENCE = 3
"""Minimum backticks or tildes that begin a block of code."""
_BACKSLASH = re.compile(r"\\")
_ESCAPABLE = frozenset(f"{punctuation}\n")
"""What a backslash escapes; at the end of a line it makes a hard break."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands in and around a text that cannot be seen from the text itself.

    - `verbatim`: positions where nothing can be escaped, inside code and formulas;
    - `labels`: ranges that become the text of a link;
    - `borders`: positions where marks stand;
    - `code`: number of backticks around each piece of code;
    - `emphasis`: whether there is any.
    """

    verbatim: Set[int] = frozenset()
    labels: Sequence[tuple[int, int]] = ()
    borders: Set[int] = frozenset()
    code: Sequence[int] = ()
    emphasis: bool = False


NOTHING = Surroundings()


def inline_escapes(text: str, around: Surroundings = NOTHING) -> set[int]:
    """The positions in a text that need a backslash in front.

    >>> sorted(inline_escapes("2*3*4 和 a_b，[甲] 和 [乙](丙)"))
    [1, 3, 20]
    """
    if not _SPECIAL.search(text):
        return set()
    found = {
        *_delimiters(text, around),
        *_backticks(text, around),
        *_brackets(text, around),
        *_tags(text, around.borders),
        *entities(text),
        *_backslashes(text, around.borders),
    }
    return found - around.verbatim


def entities(text: str) -> Iterator[int]:
    """Yield the beginnings of references to characters, such as `&amp;`."""
    for match in _ENTITY.finditer(text):
        if match[1] is None or match[1] in html5:
            yield match.start()


def _delimiters(text: str, around: Surroundings) -> Iterator[int]:
    """Yield the positions of runs that one could open and another close."""
    runs: dict[str, list[_Run]] = {}
    for at in _runs(_DELIMITERS, text, around.borders):
        before, mark, after = text[at.start - 1 : at.start], text[at.start], text[at.stop : at.stop + 1]
        beside_mark = _is_beside(at, around.borders) or after == "\n"
        opens = beside_mark or may_open(before, mark, after)
        closes = beside_mark or may_close(before, mark, after)
        runs.setdefault(mark, []).append(_Run(at, opens, closes))
    for mark, found in runs.items():
        always = mark == "*" and around.emphasis
        first = min((run.at.start for run in found if run.opens), default=len(text))
        last = max((run.at.start for run in found if run.closes), default=-1)
        for run in found:
            is_closed = run.opens and (always or run.at.start < last)
            is_opened = run.closes and (always or run.at.start > first)
            if is_closed or is_opened or (mark == "~" and _is_fence(text, run.at)):
                yield from run.at


class _Run(NamedTuple):
    """A run of `*`, `_` or `~`: its positions, and whether it could open or close emphasis."""

    at: range
    opens: bool
    closes: bool


def _backticks(text: str, around: Surroundings) -> Iterable[int]:
    """All backticks, if a run of them could begin or end code.

    All, because behind a backslash each of them still ends code that begins with one.
    """
    runs = list(_runs(_BACKTICKS, text, around.borders))
    lengths = Counter(around.code)
    lengths.update(map(len, runs))
    harmless = all(
        lengths[len(run)] == 1 and not _is_beside(run, around.borders) and not _is_fence(text, run)
        for run in runs
    )
    return () if harmless else chain.from_iterable(runs)


def _runs(pattern: re.Pattern[str], text: str, borders: Set[int]) -> Iterator[range]:
    """Yield the positions of each run of the same mark, cut where other marks stand."""
    for match in pattern.finditer(text):
        cuts = [at for at in range(match.start() + 1, match.end()) if at in borders]
        for start, end in pairwise((match.start(), *cuts, match.end())):
            yield range(start, end)


def _is_beside(run: range, borders: Set[int]) -> bool:
    return run.start in borders or run.stop in borders


def _is_fence(text: str, run: range) -> bool:
    """Whether a run of backticks or tildes would begin a block of code."""
    return len(run) >= _FENCE and (run.start == 0 or text[run.start - 1] == "\n")


def _brackets(text: str, around: Surroundings) -> Iterator[int]:
    """Yield the brackets that would begin or end a link, and marks that would make one an image."""
    last = len(text) if around.borders else text.rfind(")") + 1  # marks have some too
    middles = _LINK_MIDDLE.finditer(text, text.find("[") + 1, last)
    ends = {match.start() for match in middles if match.start() + 1 not in around.borders}
    yield from ends
    no_brackets = ends | around.verbatim
    for start, end in around.labels:
        yield from _unpaired(text, [at for at in range(start, end) if at not in no_brackets])
        if text[start - 1 : start] == "!":
            yield start - 1


def _unpaired(text: str, positions: Sequence[int]) -> Iterator[int]:
    """Yield the positions of brackets that have no partner."""
    opened: list[int] = []
    for position in positions:
        if text[position] == "[":
            opened.append(position)
        elif text[position] == "]" and opened:
            opened.pop()
        elif text[position] == "]":
            yield position
    yield from opened


def _tags(text: str, borders: Set[int]) -> Iterator[int]:
    """Yield the beginnings of tags that end somewhere."""
    end = len(text) if borders else text.rfind(">") + 1
    for match in _TAG.finditer(text, 0, end):
        yield match.start()


def _backslashes(text: str, borders: Set[int]) -> Iterator[int]:
    """Yield the backslashes that would escape what follows."""
    for match in _BACKSLASH.finditer(text):
        after = text[match.end() : match.end() + 1]
        if match.end() in borders or (after and after in _ESCAPABLE):
            yield match.start()
