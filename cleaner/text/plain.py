"""Blocks as plain text, and plain text as blocks: a line each, but one block for the lines of code.

What is written for a page is read back as the same units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise

from cleaner.document import Block, Marks, by_line, line_block
from cleaner.text.code import code_runs, reads_as_code
from cleaner.text.spacing import join

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULE_OF_TABLE = re.compile(r"[\s|:-]*-[\s|:-]*")
"""The line below the head of a Markdown table."""
_FENCED: Marks = frozenset(("fenced",))


def written(blocks: Sequence[Block]) -> list[list[str]]:
    r"""The lines of text for each group of `by_line`: one, but as many as a code block has that are not blank.

    Lines of code keep their white space where they will be read as code again, so that writing what was read
    changes nothing.

    >>> written([Block("if a:\n\n    b()", tag="pre"), Block("\t名\t值", tag="tr"), Block("    一\n  二", tag="pre")])
    [['if a:', '    b()'], ['名\t值'], ['一', '二']]
    """
    groups: list[list[str]] = []
    is_code: list[bool] = []  # of each line
    for line in by_line(blocks):
        first = blocks[line[0]]
        if first.is_code:
            lines = [text for text in first.text.split("\n") if text.strip()]
        else:
            lines = [reduce(join, [blocks[position].text for position in line]).strip("\t")]
        groups.append(lines)
        is_code += [first.is_code] * len(lines)
    if any(is_code):
        _fold_unlike_code(groups, is_code)
    return groups


def _fold_unlike_code(groups: list[list[str]], is_code: Sequence[bool]) -> None:
    """Fold the white space of code that does not read as code, in place."""
    read = {position for run, _ in _code([line for lines in groups for line in lines]) for position in run}
    position = 0
    for lines in groups:
        for place, line in enumerate(lines):
            if is_code[position] and position not in read:
                lines[place] = _cells(line)
            position += 1


def _cells(line: str) -> str:
    """The line with white space folded; the tabs between cells stay."""
    return "\t".join(" ".join(cell.split()) for cell in line.strip().split("\t"))


def plain_blocks(text: str) -> tuple[Block, ...]:
    r"""The blocks of plain text.

    >>> [(b.tag, b.text) for b in plain_blocks("读表：\n\nfor row in rows:\n    print(row)\n名\t值\n好。")]
    [('', '读表：'), ('pre', 'for row in rows:\n    print(row)'), ('tr', '名\t值'), ('', '好。')]
    """
    return with_units(line_blocks(text.splitlines()))


def line_blocks(lines: Sequence[str]) -> list[Block]:
    """The blocks of lines, not yet gathered into units."""
    blocks: list[Block] = []
    at = 0
    for run, marks in _code(lines):
        blocks += _prose(lines[at : run.start])
        code = "\n".join(line.rstrip() for line in lines[run.start : run.stop])
        blocks.append(Block(code, tag="pre", marks=marks))
        at = run.stop
    blocks += _prose(lines[at:])
    return blocks


def _code(lines: Sequence[str]) -> Iterator[tuple[range, Marks]]:
    """The runs of code, in order, and their marks."""
    at = 0
    for fenced in _fences(lines):
        for run in code_runs(lines[at : fenced.start]):
            yield range(at + run.start, at + run.stop), frozenset()
        yield fenced, _FENCED
        at = fenced.stop
    for run in code_runs(lines[at:]):
        yield range(at + run.start, at + run.stop), frozenset()


def _fences(lines: Sequence[str]) -> Iterator[range]:
    """The fenced code blocks, fences included; one that is not closed ends before prose."""
    start, fence = -1, ""
    for position, line in enumerate(lines):
        match = _FENCE.match(line)
        if match is None:
            continue
        if start < 0:
            start, fence = position, match[1]
        elif match[1].startswith(fence) and not line[match.end() :].strip():
            yield range(start, position + 1)
            start = -1
    if start >= 0:
        stop = start + 1
        while stop < len(lines) and reads_as_code(lines[stop]):
            stop += 1
        if stop > start + 1:
            yield range(start, stop)


def _prose(lines: Sequence[str]) -> Iterator[Block]:
    for line in _without_layout_bars(lines):
        if line.strip():
            block = line_block(line)
            yield _row(block) if "\t" in block.text else block


def _without_layout_bars(lines: Sequence[str]) -> Iterator[str]:
    """The lines without the bars that a table left which was the layout of a page: one column of cells.

    >>> list(_without_layout_bars(["题 |", "---|", "| 正文。 |", "| 名 | 值 |", "|---|---|", "| 甲 | 1 |"]))
    ['题', '正文。', '| 名 | 值 |', '|---|---|', '| 甲 | 1 |']
    """
    above = 0  # columns of the line above
    for line in lines:
        columns = _columns(line) if "|" in line else 0
        if "|" not in line or columns > 1:
            yield line
        elif not _RULE_OF_TABLE.fullmatch(line):
            yield line.strip(" |\t")
        elif above > 1:
            yield line
            continue
        above = columns


def _columns(line: str) -> int:
    """The number of cells between bars that hold something."""
    return sum(cell.strip(" -:\t\u3000") != "" for cell in line.split("|"))


def _row(block: Block) -> Block:
    """The block of a line of several cells."""
    return block.replace(text=_cells(block.text), tag="tr")


def with_units(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with a number for each code block and each run of two and more rows."""
    rows = [block.tag == "tr" for block in blocks]
    beside = [False, *(left and right for left, right in pairwise(rows)), False]
    numbered = list(blocks)
    unit = 0
    for position, block in enumerate(blocks):
        in_table = beside[position] or beside[position + 1]
        if in_table or block.is_code:
            unit += not beside[position]
            numbered[position] = block.replace(unit=unit)
    return tuple(numbered)
