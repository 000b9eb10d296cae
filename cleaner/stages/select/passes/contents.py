"""Tables of contents: lines that only list the headings below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaner.document import Block, Role
from cleaner.stages.select.line import Line, reject
from cleaner.text.characters import letters

_MIN_ENTRIES = 3
"""Minimum number of headings that a table of contents lists; fewer lines may repeat by chance."""
_MAX_ENTRY = 60
"""Maximum length of an entry, characters."""
_NUMBER = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*[.、．]?\s+(?=\D)|[-*•·]\s+)")
"""What a template puts in front of an entry."""
_HEADING = re.compile(
    r"(?:文章|本文|页面|本页)?(?:目\s?录|大纲|导航|内容(?:目录|提要))|(?:table of )?contents|toc",
    re.IGNORECASE,
)


def reject_contents(blocks: list[Block], lines: Sequence[Line]) -> None:
    """Lines that are all said again below, in the same order and as headings of text.

    Verse is not among them: between the lines that are said again there must be prose.
    """
    for position, block in enumerate(blocks[:-1]):
        if lines[position + 1].complete and _HEADING.fullmatch(block.text.strip(" ：:#*-—")):
            reject(blocks, [position], Role.NAVIGATION, "table of contents")  # of which nothing else is left
    keys = [_key(block, line) for block, line in zip(blocks, lines, strict=True)]
    for run in _runs(keys):
        if _is_of_contents(run, keys, lines):
            above = run.start - 1
            start = (
                above
                if above >= 0 and _HEADING.fullmatch(blocks[above].text.strip(" ：:#*-—"))
                else run.start
            )
            reject(blocks, range(start, run.stop), Role.NAVIGATION, "table of contents")


def _key(block: Block, line: Line) -> str:
    """What is compared of a line; empty if it is no entry."""
    if not block.kept or line.complete or block.tag == "tr" or len(block.text) > _MAX_ENTRY:
        return ""
    return letters(_NUMBER.sub("", block.text, count=1))


def _runs(keys: Sequence[str]) -> Iterator[range]:
    """The runs of lines each of which is said again further down."""
    last = {key: position for position, key in enumerate(keys)}
    start = 0
    for position in range(len(keys) + 1):
        again = position < len(keys) and keys[position] != "" and last[keys[position]] > position
        if not again:
            if position - start >= _MIN_ENTRIES:
                yield range(start, position)
            start = position + 1


def _is_of_contents(run: range, keys: Sequence[str], lines: Sequence[Line]) -> bool:
    """Whether most lines of a run are said again below it, in order, with prose after each of them."""
    found = 0
    at = run.stop
    for position in run:
        try:
            at = keys.index(keys[position], at) + 1
        except ValueError:
            continue
        found += any(line.prose for line in lines[at : at + 2])
    return found >= _MIN_ENTRIES and 2 * found > len(run)
