"""Blocks as plain text, and plain text as blocks: a line each, but one block for the lines of code.

What is written for a page is read back as the same units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise

from cleaner.document import Block, Marks, Role, by_line, line_block
from cleaner.text.characters import HAN
from cleaner.text.code import code_runs, reads_as_code
from cleaner.text.flattened import unflattened
from cleaner.text.spacing import join

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HAN = re.compile(f"[{HAN}]")
_RULE_OF_TABLE = re.compile(r"[\s|:-]*-[\s|:-]*")
"""The line below the head of a Markdown table."""
FRONT_MATTER = "front matter"
"""The reason why the fields in front of Markdown are left out."""
_FRONT_FIELD = re.compile(r"[\w-]+\s*:|\s+|- |#")
"""The start of a line of front matter: a field, or what continues one."""
_MAX_FRONT = 60
"""Maximum length of front matter, lines."""
_COMMENT = re.compile(r"\s*<!--.*-->\s*")
_FENCED: Marks = frozenset(("fenced",))


def written(blocks: Sequence[Block]) -> list[list[str]]:
    r"""The lines of text for each group of `by_line`: one, or those of a code block that are not blank.

    Lines of code keep their white space where they will be read as code again, so that writing what was
    read changes nothing.

    >>> written([Block("if a:\n\n    b()", tag="pre"), Block("\t名\t值", tag="tr")])
    [['if a:', '    b()'], ['名\t值']]
    >>> written([Block("    一\n  二", tag="pre")])
    [['一', '二']]
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
    if any(is_code) or any("|" in line for lines in groups for line in lines):
        return _as_read(groups, is_code)
    return groups


def _as_read(groups: Sequence[Sequence[str]], is_code: Sequence[bool]) -> list[list[str]]:
    """The lines of each group as they will be read: code that does not read as such loses its indentation."""
    flat = [line for lines in groups for line in lines]
    read = {position for run, _ in _code(flat) for position in run}
    others = [position for position in range(len(flat)) if position not in read]
    changed: dict[int, str] = {}
    for position, line in zip(others, _without_layout_bars([flat[p] for p in others]), strict=True):
        changed[position] = _cells(line) if is_code[position] else line
    lines = (changed.get(position, line) for position, line in enumerate(flat))
    return [[line for _ in group if (line := next(lines))] for group in groups]


def _cells(line: str) -> str:
    """The line with white space folded; the tabs between cells stay."""
    return "\t".join(" ".join(cell.split()) for cell in line.strip().split("\t"))


def plain_blocks(text: str) -> tuple[Block, ...]:
    r"""The blocks of plain text.

    >>> [(b.tag, b.text) for b in plain_blocks("读表：\n\nfor row in rows:\n    print(row)\n名\t值\n好。")]
    [('', '读表：'), ('pre', 'for row in rows:\n    print(row)'), ('tr', '名\t值'), ('', '好。')]
    """
    lines = unflattened(text.splitlines())
    front = front_matter(lines)
    return with_units([*front_blocks(lines[: front.stop]), *line_blocks(lines[front.stop :])])


def front_blocks(lines: Sequence[str]) -> list[Block]:
    """The blocks of the lines of front matter, all left out."""
    facts = [line_block(line) for line in lines if line.strip()]
    return [block.as_role(Role.METADATA, FRONT_MATTER) for block in facts]


def front_matter(lines: Sequence[str]) -> range:
    """The lines of the fields that Markdown begins with, between two lines of `---`; empty if it has none.

    >>> front_matter(["---", "title: 春", "---", "正文。"]), front_matter(["---", "正文。"])
    (range(0, 3), range(0, 0))
    """
    start = next((position for position, line in enumerate(lines) if line.strip()), 0)
    if not lines or lines[start].strip() != "---":
        return range(0)
    for position in range(start + 1, min(len(lines), start + _MAX_FRONT)):
        line = lines[position]
        if line.strip() in ("---", "..."):
            return range(0, position + 1) if position > start + 1 else range(0)
        if line.strip() and not _FRONT_FIELD.match(line):
            return range(0)
    return range(0)


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
        yield from _unmarked_code(lines, at, fenced.start)
        yield fenced, _FENCED
        at = fenced.stop
    yield from _unmarked_code(lines, at, len(lines))


def _unmarked_code(lines: Sequence[str], start: int, stop: int) -> Iterator[tuple[range, Marks]]:
    """The runs of lines that read as code, and not as mere comments of Markdown: `<!--more-->`."""
    for run in code_runs(lines[start:stop]):
        if not all(_COMMENT.fullmatch(lines[start + place]) for place in run):
            yield range(start + run.start, start + run.stop), frozenset()


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
            if "<!--" in line and _COMMENT.fullmatch(line):
                block = block.as_role(Role.BOILERPLATE, "comment in the markup")
            yield _row(block) if "\t" in block.text else block


def _without_layout_bars(lines: Sequence[str]) -> list[str]:
    """The lines without the bars that a table left which was the layout of a page: one column of cells.

    A rule of such a table becomes an empty line.

    >>> _without_layout_bars(["题 |", "---|", "| 正文。 |", "| 名 | 值 |", "|---|---|", "| 甲 | 1 |"])
    ['题', '', '正文。', '| 名 | 值 |', '|---|---|', '| 甲 | 1 |']
    """
    if not any("|" in line for line in lines):
        return list(lines)
    found: list[str] = []
    above = 0  # columns of the line above
    for line in lines:
        columns = _columns(line) if "|" in line else 0
        is_rule = "|" in line and bool(_RULE_OF_TABLE.fullmatch(line))
        is_layout = columns < 2 and not is_rule and bool(_HAN.search(line))
        if "|" not in line or not (is_layout or (is_rule and above < 2)):
            found.append(line)
        else:
            found.append("" if is_rule else line.strip(" |\t"))
        above = above if is_rule else columns
    return found


def _columns(line: str) -> int:
    """The number of cells between bars that hold something."""
    return sum(cell.strip(" -:\t\u3000") != "" for cell in line.split("|"))


def _row(block: Block) -> Block:
    """The block of a line of several cells."""
    return block.replace(text=_cells(block.text), tag="tr")


def with_units(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with a number for each code block and each run of two and more rows."""
    if not any(block.tag for block in blocks):
        return tuple(blocks)
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
