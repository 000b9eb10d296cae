"""Numbers of lines: the gutter beside code, which text tools put above or below it, a number a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.document import Block, Role

_MIN_LINES = 3
"""Minimum number of numbered lines; fewer numbers in a row may be the output of a program."""
_MIN_SHARE = 1 / 3
"""Minimum number of lines of code for each number: blank lines have numbers, too, and are often lost."""


def without_line_numbers(blocks: Sequence[Block]) -> list[Block]:
    r"""The blocks with the numbers of the lines of code rejected: 1, 2, 3 and so on, a line each.

    >>> code = Block("1\n2\n3\nx = 1\ny = 2\nprint(x)", tag="pre")
    >>> [(block.text, block.kept) for block in without_line_numbers([code])]
    [('1\n2\n3', False), ('x = 1\ny = 2\nprint(x)', True)]
    """
    out: list[Block] = []
    for block in blocks:
        out += _split(block) if block.is_code and block.kept else [block]
    return out


def _split(code: Block) -> list[Block]:
    """The parts of a code block, the numbers of its lines apart from the lines."""
    lines = code.text.split("\n")
    runs = [run for run in _runs(lines) if len(run) >= _MIN_LINES]
    numbers = sum(map(len, runs))
    others = sum(bool(line.strip()) for line in lines) - numbers
    if not runs or others < numbers * _MIN_SHARE:
        return [code]
    parts: list[Block] = []
    at = 0
    for run in [*runs, range(len(lines), len(lines))]:
        if any(line.strip() for line in lines[at : run.start]):
            parts.append(code.with_text("\n".join(lines[at : run.start])))
        if run:
            parts.append(_rejected(code.with_text("\n".join(lines[run.start : run.stop]))))
        at = run.stop
    return parts


def _runs(lines: Sequence[str]) -> Iterator[range]:
    """The runs of lines that count from 1 on."""
    start = 0
    for position in range(len(lines) + 1):
        number = position - start + 1
        if position < len(lines) and lines[position].strip() == str(number):
            continue
        if position > start:
            yield range(start, position)
        is_first = position < len(lines) and lines[position].strip() == "1"
        start = position if is_first else position + 1


def _rejected(block: Block) -> Block:
    return block.as_role(Role.BOILERPLATE, "line numbers")
