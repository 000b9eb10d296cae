"""What a report counts of one document, small enough to be kept for the report of a run that goes on."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from cleaner.document import Result, Status
from cleaner.views.rows import deciding_stages
from cleaner.views.sites import site_of

LINE_LENGTH = 80
"""Part of a removed line or an error by which it is counted, characters: equal starts count as equal."""
LEAST_LETTERS = 2
"""Minimum number of letters in a line that says something: `|`, `0` and `•` do not."""
FACTS = ("charset", "script", "kind")
"""Metadata whose values are counted."""
LEVEL = 1
"""Compression of what is kept, as zlib counts it: the lowest takes a tenth of the time of the usual one."""


class Tally(msgspec.Struct, frozen=True, array_like=True):
    """The part of one document in the sums of a report.

    - `size`: bytes of the input;
    - `failure`: stage and error, if it failed;
    - `reason`: why there is no article, if there is none;
    - `facts`: its charset, script and kind;
    - `characters`: those in the blocks of each role;
    - `removed`: stage, role and characters of what was left out;
    - `lines`: beginning and role of the lines left out that say something.
    """

    status: Status
    site: str
    size: int
    seconds: float
    failure: str
    reason: str
    facts: dict[str, str]
    repairs: dict[str, int]
    damage: dict[str, int]
    characters: dict[str, int]
    removed: list[tuple[str, str, int]]
    lines: list[tuple[str, str]]


def tally_of(result: Result, size: int = 0) -> Tally:
    """The tally of a result; without a trace, all decisions on roles count as those of `parse`."""
    document = result.document
    metadata: Mapping[str, Any] = document.metadata
    is_failed = result.status == "failed"
    characters, removed = Counter[str](), Counter[tuple[str, str]]()
    lines = []
    for block, stage in zip(document.blocks, deciding_stages(result), strict=True):
        characters[str(block.role)] += len(block.text)
        if block.kept:
            continue
        removed[stage, str(block.role)] += len(block.text)
        if _says_something(block.text):
            lines.append((block.text[:LINE_LENGTH], str(block.role)))
    return Tally(
        result.status,
        site_of(document),
        size,
        result.seconds,
        f"{result.stage}: {result.error[:LINE_LENGTH]}" if is_failed else "",
        str(metadata.get("reason") or "nothing in it") if result.status == "empty" else "",
        {name: str(metadata[name]) for name in FACTS if metadata.get(name)},
        _counts(metadata.get("repairs")),
        _counts(metadata.get("damage")),
        dict(characters),
        [(*where, count) for where, count in removed.items()],
        lines,
    )


def packed(tally: Tally) -> bytes:
    """A tally as a ledger keeps it."""
    text = json.dumps(msgspec.to_builtins(tally))  # which writes half a character as an escape
    return zlib.compress(text.encode(), LEVEL)


def unpacked(data: bytes) -> Tally | None:
    """The tally that was kept; None for what is none.

    >>> from cleaner.document import Document
    >>> tally = tally_of(Result(Document("好", id="a/1.html"), "ok"))
    >>> unpacked(packed(tally)) == tally, unpacked(b"")
    (True, None)
    """
    try:
        return msgspec.convert(json.loads(zlib.decompress(data)), Tally)
    except (zlib.error, ValueError, msgspec.ValidationError):
        return None


def _counts(found: Any) -> dict[str, int]:
    """Counts of the metadata, which a stage of somebody else may have written in another form."""
    if not isinstance(found, Mapping):
        return {}
    return {str(kind): times for kind, times in found.items() if isinstance(times, int)}


def _says_something(line: str) -> bool:
    """Whether a line has words, rather than marks and digits.

    >>> _says_something("首页 | 新闻"), _says_something("| 0 •")
    (True, False)
    """
    return sum(character.isalpha() for character in line[:LINE_LENGTH]) >= LEAST_LETTERS
