"""Which lines of plain text are code: they are printed as they are and never read as prose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.text.code_line import COMMENT, ENTRY, SYMBOLS, Kind, kind_of

_WORDS = "do done else end fi esac then begin pass try finally endif next loop break continue"
_KEYWORDS = frozenset(_WORDS.split())
"""Lines of one word that end or part blocks of code."""
_SIGNS = frozenset("*%$\\{}[]<>=|&;\"'/_()")
_MIN_SIGNS = 2
"""Minimum number of different signs that make a line beside code part of it."""
_MIN_INDENTED = 2
"""Minimum number of indented lines that make a run code without a line that is code for sure."""
_MIN_CODE = 1
"""Minimum number of lines of code in a document of code."""


def code_runs(lines: Sequence[str]) -> list[range]:
    """The runs of lines that are code: the first of each and the one behind the last.

    Code shows by its own lines (`x = f(y);`) and takes in what stands between and beside them: brackets,
    comments, blank and indented lines without Chinese prose. In a document with several such lines all
    that stands between the first and the last of them without Chinese prose is code too, but for single
    lines: output, configurations and diagrams do not read as code by themselves.

    >>> text = ["交换两个数：", "void swap(int *a)", "{", "    // 借助第三个", "}", "就换过来了。"]
    >>> code_runs(text)
    [range(1, 5)]
    >>> code_runs(["第一章 春天", "他说：好。", "Hello World", "A. 鱼；B. 鸟"])
    []
    """
    kinds = [kind_of(line) for line in lines]
    if max(kinds, default=Kind.PROSE) <= Kind.MAYBE:
        return []
    trimmed = (_trimmed(run, kinds, lines) for run in _gaps(kinds))
    runs = [run for run in trimmed if run and _is_code(run, kinds)]
    if sum(map(len, runs)) < _MIN_CODE:
        return runs
    inside = range(runs[0].start, runs[-1].stop)
    found = set(runs)
    for run in _gaps(kinds):
        filled = [position for position in run if lines[position].strip()]
        if len(filled) > 1 and filled[0] < inside.stop and filled[-1] >= inside.start:
            found.add(range(filled[0], filled[-1] + 1))
    return _merged(sorted(found, key=lambda run: (run.start, -run.stop)))


def _gaps(kinds: Sequence[Kind]) -> Iterator[range]:
    """The runs of lines between lines of prose."""
    start = 0
    for position, kind in enumerate([*kinds, Kind.PROSE]):
        if kind is Kind.PROSE:
            if start < position:
                yield range(start, position)
            start = position + 1


def _merged(runs: Sequence[range]) -> list[range]:
    """The runs without those inside others."""
    merged: list[range] = []
    for run in runs:
        if not merged or run.stop > merged[-1].stop:
            merged.append(run)
    return merged


def reads_as_code(line: str) -> bool:
    """Whether a line may stand in code: it is blank, or has no Chinese outside of strings and comments."""
    return kind_of(line) is not Kind.PROSE


def _trimmed(run: range, kinds: Sequence[Kind], lines: Sequence[str]) -> range:
    """The run without what at its ends is not surely code."""
    sure = [position for position in run if kinds[position] > Kind.MAYBE]
    if not sure:
        return range(0)
    start, stop = sure[0], sure[-1] + 1
    while start > run.start and _belongs(lines[start - 1]):
        start -= 1
    while stop < run.stop and _belongs(lines[stop]):
        stop += 1
    return range(start, stop)


def _belongs(line: str) -> bool:
    """Whether a line right beside code is part of it: brackets, a comment, a single short word."""
    text = line.strip()
    if not text:
        return False
    if SYMBOLS.fullmatch(text) or text in _KEYWORDS:
        return not set(text) <= set("-=*_~. #")  # a ruler
    if ENTRY.match(text) or (text.isascii() and len(_SIGNS.intersection(text)) >= _MIN_SIGNS):
        return True
    return bool(COMMENT.match(text)) and not text.startswith("# ")


def _is_code(run: range, kinds: Sequence[Kind]) -> bool:
    found = [kinds[position] for position in run]
    return Kind.CODE in found or found.count(Kind.INDENTED) >= _MIN_INDENTED
