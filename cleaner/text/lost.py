"""Lines that hold only the remains of lost characters (`????`, `锟斤拷`)."""

from __future__ import annotations

import re
from itertools import islice

REPLACEMENT = "\ufffd"
"""The replacement character, which decoders put in place of bytes that they cannot read."""
REPLACED_IN_GBK = re.compile("[锟錕]斤拷[锟錕斤拷]*")
"""Replacement characters, written in UTF-8 and read in GBK."""
REPLACED_IN_LATIN = re.compile("(?:ï¿½)+")
"""Replacement characters, written in UTF-8 and read in Latin-1."""
_LETTERS = re.compile(r"[^\W\d_]")
_MIN_LOST = 4
"""Minimum number of lost characters in a lost line; `???` alone may be somebody's answer."""
_MIN_LOST_PER_LETTER = 3
"""Minimum ratio of lost characters to letters in a lost line (exclusive)."""


def is_lost(line: str) -> bool:
    """Whether a line holds only the remains of lost characters.

    >>> is_lost("????:1???????:??????"), is_lost("真的吗????"), is_lost("2??")
    (True, False, False)
    """
    rest = line
    if "斤拷" in line or "ï¿½" in line:
        rest = REPLACED_IN_LATIN.sub("", REPLACED_IN_GBK.sub("", line))
    lost = len(line) - len(rest) + rest.count("?") + rest.count(REPLACEMENT)
    letters = sum(1 for _ in islice(_LETTERS.finditer(rest), lost))  # no need to count more
    return lost >= _MIN_LOST and lost > _MIN_LOST_PER_LETTER * letters
