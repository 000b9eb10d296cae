"""Reader of `cues.txt`, and which of its patterns may match in a line.

The word lists are data and not code, so that words can be added without reading Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

from cleaner.stages.select.cues.either_script import both
from cleaner.stages.select.cues.kinds import LIKELY, SURE, Cue, Kind
from cleaner.stages.select.cues.screen import Screen
from cleaner.stages.select.cues.table import NO_ROWS, Row, Rows, Table
from cleaner.text.words import words


@cache
def patterns() -> dict[str, Table]:
    """The tables of `cues.txt`, by place."""
    source = resources.files("cleaner.stages.select.cues").joinpath("cues.txt").read_text("utf-8")
    rows: dict[str, list[tuple[Cue, str]]] = {}
    names: dict[str, str] = {}
    for line in source.splitlines():
        if head := _HEAD.fullmatch(line):
            reason, where, strength, opens = head.groups()
            known = Cue(_KIND[reason], SURE if strength == "sure" else LIKELY, bool(opens))
        elif named := _NAMED.fullmatch(line):
            names[named[1]] = f"(?:{_spelled_out(named[2], names)})"
        elif line and not line.startswith("#"):
            rows.setdefault(where, []).append((known, both(_spelled_out(line, names))))
    return {where: Table(where, tuple(found)) for where, found in rows.items()}


def look_at(lines: Iterable[str]) -> None:
    """Look for the rows of all lines of a document at once, which is faster than one by one."""
    new = [line for line in dict.fromkeys(lines) if line not in _known and len(line) <= _LONGEST]
    if not new:
        return
    found = _screen().owners(new)
    if len(_known) + len(new) > _MOST_LINES:
        _known.clear()
    for number, line in enumerate(new):  # whole entries only, should another thread read them meanwhile
        _known[line] = _by_place(found[number]) if number in found else NO_ROWS


def rows_of(line: str) -> Rows:
    """The rows of all tables that may match in a line, or in a part of it."""
    rows = _known.get(line)
    if rows is not None:
        return rows
    if len(line) <= _SHORT:
        return _by_place(_screen().owners_in(line))
    return _by_place(_screen().owners([line]).get(0, ()))


def _by_place(owners: Iterable[Row]) -> Rows:
    rows: dict[str, list[int]] = {}
    for where, number in owners:
        rows.setdefault(where, []).append(number)
    return rows


_known: dict[str, Rows] = {}
"""What was found in lines that were looked at, of this document and a few before it."""
_MOST_LINES = 4096
"""Maximum number of lines that are remembered, unless a document has more."""
_SHORT = 200
"""Maximum length of a line for which the setup for many lines does not pay, characters."""
_LONGEST = 2000
"""Maximum length of a line that is remembered, characters."""


@cache
def _screen() -> Screen[Row]:
    """The literals of all tables."""
    found = ((place, table.literals) for place, table in patterns().items())
    return Screen((literal, (place, number)) for place, some in found for literal, number in some)


def _spelled_out(pattern: str, names: dict[str, str]) -> str:
    """The pattern with its word lists and names replaced by the alternatives they stand for.

    >>> _spelled_out("@SPAM|<words/gambling>", {"@SPAM": "(?:约炮)"})
    '(?:约炮)|棋牌|博彩|百家乐|娱乐城'
    """
    listed = _WORDS.sub(lambda match: "|".join(words(match[1])), pattern)
    return _NAME.sub(lambda match: names[match[0]], listed)


_WORDS = re.compile(r"<words/(\w+)>")
_NAME = re.compile("@[A-Z]+")
_NAMED = re.compile("(@[A-Z]+) = (.+)")
_HEAD = re.compile(r"\[([\w, ]+) \| (\w+) \| (\w+)( \| opens)?\]")
_KIND = {kind.reason: kind for kind in Kind}
