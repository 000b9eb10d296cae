"""Count damage that cannot be undone; it is reported, never guessed at."""

from __future__ import annotations

import re
from collections import Counter

from cleaner.stages.repair.signs import MEMORY, QUESTIONS, REPLACED, has, lines_at, matches, places
from cleaner.text.lost import REPLACED_IN_GBK, REPLACED_IN_LATIN, REPLACEMENT, is_lost

_QUESTION_MARK = re.compile("[?]")
_MEMORY_FILL = re.compile("烫{6,}|燙{6,}|屯{6,}|(?:烫烫屯屯|屯屯烫烫)+")


def damage(text: str) -> dict[str, int]:
    """What is beyond repair in `text`: kind of damage to the number of characters that stand for lost ones.

    - `replacement`: U+FFFD;
    - `question marks`: those of lines that hold little else;
    - `replaced twice`: U+FFFD written as UTF-8 and read as GBK (`锟斤拷`) or as Latin-1 (`ï¿½`);
    - `memory`: what uninitialised memory looks like in GBK (`烫烫烫烫烫烫`).

    >>> damage("?? ?????????:???“???”??")
    {'question marks': 19}
    """
    found: Counter[str] = Counter()
    if REPLACEMENT in text:
        found["replacement"] = text.count(REPLACEMENT)
    if has(text, REPLACED):
        for pattern, before in ((REPLACED_IN_GBK, 2), (REPLACED_IN_LATIN, 1)):
            starts = (place - before for place in places(text, REPLACED))
            found["replaced twice"] += sum(len(run[0]) for run in matches(pattern, text, starts))
    if has(text, MEMORY):
        found["memory"] = sum(len(run[0]) for run in _MEMORY_FILL.finditer(text))
    if has(text, QUESTIONS):
        marks = (mark.start() for mark in _QUESTION_MARK.finditer(text))
        lines = (text[start:end] for start, end in lines_at(text, marks))
        found["question marks"] = sum(line.count("?") for line in lines if is_lost(line))
    return {kind: count for kind, count in found.items() if count}
