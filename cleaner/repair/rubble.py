"""Damage that cannot be undone: told, counted, never guessed at."""

from __future__ import annotations

import re
from collections import Counter

from cleaner.repair.signs import beyond_ascii

_REPLACEMENT = "\ufffd"
_REPLACED_IN_GBK = re.compile("[锟錕]斤拷[锟錕斤拷]*")
_REPLACED_IN_LATIN = re.compile("(?:ï¿½)+")
_LOST = re.compile(f"[?{_REPLACEMENT}]")
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
    beyond = beyond_ascii(text)
    if _REPLACEMENT in beyond:
        found["replacement"] = beyond.count(_REPLACEMENT)
    if "斤拷" in beyond:
        found["replaced twice"] += sum(len(run[0]) for run in _REPLACED_IN_GBK.finditer(text))
    if "ï¿½" in beyond:
        found["replaced twice"] += sum(len(run[0]) for run in _REPLACED_IN_LATIN.finditer(text))
    if "烫烫" in beyond or "屯屯" in beyond or "燙燙" in beyond:
        found["memory"] = sum(len(run[0]) for run in _MEMORY_FILL.finditer(text))
    if "??" in text:
        lines = (line for line in text.split("\n") if "?" in line)
        found["question marks"] = sum(line.count("?") for line in lines if is_rubble(line))
    return {kind: count for kind, count in found.items() if count}


def is_rubble(line: str) -> bool:
    """Whether a line is nothing but the remains of lost characters.

    >>> is_rubble("????:1???????:??????"), is_rubble("真的吗????"), is_rubble("2??")
    (True, False, False)
    """
    few = line.count("?") + line.count(_REPLACEMENT) < _FEWEST
    if few and "斤拷" not in line and "ï¿½" not in line:
        return False
    rest = _LOST.sub("", _REPLACED_IN_LATIN.sub("", _REPLACED_IN_GBK.sub("", line)))
    lost = len(line) - len(rest)
    return lost >= _FEWEST and lost > 3 * len(_LETTERS.findall(rest))
