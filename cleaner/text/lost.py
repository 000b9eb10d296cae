"""Lines that hold nothing but the remains of lost characters (`????`, `锟斤拷`)."""

from __future__ import annotations

import re
from itertools import islice

REPLACEMENT = "\ufffd"
REPLACED_IN_GBK = re.compile("[锟錕]斤拷[锟錕斤拷]*")
REPLACED_IN_LATIN = re.compile("(?:ï¿½)+")
_LETTERS = re.compile(r"[^\W\d_]")
_MIN_LOST = 4
"""Minimum number of lost characters in such a line; `???` alone may be somebody's answer."""


def is_lost(line: str) -> bool:
    """Whether a line is nothing but the remains of lost characters.

    >>> is_lost("????:1???????:??????"), is_lost("真的吗????"), is_lost("2??")
    (True, False, False)
    """
    rest = line
    if "斤拷" in line or "ï¿½" in line:
        rest = REPLACED_IN_LATIN.sub("", REPLACED_IN_GBK.sub("", line))
    lost = len(line) - len(rest) + rest.count("?") + rest.count(REPLACEMENT)
    letters = sum(1 for _ in islice(_LETTERS.finditer(rest), lost))  # no need to count more
    return lost >= _MIN_LOST and lost > 3 * letters
