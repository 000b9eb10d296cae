"""When a new reading of a text is believed.

The thresholds, in bits under the model of written Chinese. Measured on sentences: right readings come
to 9 or 10 bits a character, wrong ones to 15 and more, so that six damaged characters pay the fee;
among clean lines, lists of rare characters and texts in twenty languages none comes near it.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from math import sqrt

from cleaner.stages.repair.rereading import as_is_bits
from cleaner.text.plausibility import mean_surprisal, surprisal

FEE = 28
"""What a stretch read again must be likelier by: odds of 2^28 to 1 against chance."""
FEE_BESIDE_DAMAGE = 10
"""The same where the rest of the document has such damage too."""
PLAUSIBLE = 12.5
"""Bits a character, at most, that what comes out new may have on average …"""
SPREAD = 6
"""… and how much more for the square root of a character less: few characters may all be rare ones."""
CERTAIN = 11.5
"""Bits a character at which a reading of the whole leaves nothing to ask about its parts."""
MOST_PRIVATE_USE = 0.7
"""Share of what was replaced. Big5 read as GBK has about a half."""

_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")


def plausible(before: str, after: str) -> bool:
    """Whether that which is new in `after` reads like Chinese.

    >>> plausible("い地チ㎝", "中華人民")
    True
    >>> plausible("畀畁畂畃畄", "庫庭座弱徒")
    False
    """
    if lists_characters(before):
        return False
    old, new = Counter(before), Counter(after)
    gone, come = "".join((old - new).elements()), "".join((new - old).elements())
    if len(_PRIVATE_USE.findall(gone)) > MOST_PRIVATE_USE * len(gone):  # perhaps the icons of a web font
        return len(come) >= 6 and mean_surprisal(come) <= CERTAIN
    return bool(come) and mean_surprisal(come) <= PLAUSIBLE + SPREAD / sqrt(len(come))


def lists_characters(text: str) -> bool:
    """Whether at least half of the characters come one after the other as in a table of characters.

    Such a table, read again, becomes another table, which looks no worse: it proves nothing.
    """
    following = sum(0 < ord(after) - ord(before) <= 2 for before, after in pairwise(text))
    return following * 2 >= len(text) - 1


def whole(text: str, data: bytes | None, charset: str) -> tuple[str, float] | None:
    """The quick way for what is damaged from end to end: all of it in `charset`, if that leaves no doubt."""
    try:
        read = data.decode("cp950" if charset == "big5" else charset) if data else ""
    except UnicodeDecodeError:
        return None
    gain = sum(map(as_is_bits(text).__getitem__, text)) - surprisal(read) - FEE
    return (read, gain) if read and gain > 0 and mean_surprisal(read) < CERTAIN else None
