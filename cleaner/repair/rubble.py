"""Damage that cannot be undone: told, counted, never guessed at."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from cleaner.repair.signs import MEMORY, QUESTIONS, REPLACED, has, lines_at, matches, places

_REPLACEMENT = "\ufffd"
_REPLACED_IN_GBK = re.compile("[锟錕]斤拷[锟錕斤拷]*")
_REPLACED_IN_LATIN = re.compile("(?:ï¿½)+")
_QUESTION_MARK = re.compile("[?]")
_MEMORY_FILL = re.compile("烫{6,}|燙{6,}|屯{6,}|(?:烫烫屯屯|屯屯烫烫)+")
_LETTERS = re.compile(r"[^\W\d_]")
_FEWEST = 4
"""Lost characters that a line of rubble has at least: `???` alone may be somebody's answer."""


def damage(text: str) -> dict[str, int]:
    """What is beyond repair in `text`: kind -> number of characters that stand for lost ones.

    `replacement` is U+FFFD; `question marks` are those of lines that hold little else; `replaced
    twice` is U+FFFD that was written as UTF-8 and read as GBK (`锟斤拷`) or Latin-1 (`ï¿½`);
    `memory` is what uninitialised memory looks like in GBK (`烫烫烫烫烫烫`).

    >>> damage("?? ?????????:???“???”??")
    {'question marks': 19}
    """
    found: Counter[str] = Counter()
    if _REPLACEMENT in text:
        found["replacement"] = text.count(_REPLACEMENT)
    if has(text, REPLACED):
        for pattern, before in ((_REPLACED_IN_GBK, 2), (_REPLACED_IN_LATIN, 1)):
            starts = (place - before for place in places(text, REPLACED))
            found["replaced twice"] += sum(len(run[0]) for run in matches(pattern, text, starts))
    if has(text, MEMORY):
        found["memory"] = sum(len(run[0]) for run in _MEMORY_FILL.finditer(text))
    if has(text, QUESTIONS):
        marks = (mark.start() for mark in _QUESTION_MARK.finditer(text))
        lines = (text[start:end] for start, end in lines_at(text, marks))
        found["question marks"] = sum(line.count("?") for line in lines if is_rubble(line))
    return {kind: count for kind, count in found.items() if count}


def is_rubble(line: str) -> bool:
    """Whether a line is nothing but the remains of lost characters.

    >>> is_rubble("????:1???????:??????"), is_rubble("真的吗????"), is_rubble("2??")
    (True, False, False)
    """
    rest = line
    if "斤拷" in line or "ï¿½" in line:
        rest = _REPLACED_IN_LATIN.sub("", _REPLACED_IN_GBK.sub("", line))
    lost = len(line) - len(rest) + rest.count("?") + rest.count(_REPLACEMENT)
    letters = sum(1 for _ in islice(_LETTERS.finditer(rest), lost))  # so many are enough
    return lost >= _FEWEST and lost > 3 * letters
