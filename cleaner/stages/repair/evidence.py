"""Thresholds for believing a new reading of a text.

The thresholds are in bits under the model of written Chinese. Measured on sentences, right readings
have 9 or 10 bits a character and wrong ones 15 and more, so that six damaged characters pay the fee.
Clean lines, lists of rare characters and texts in twenty languages do not come near it.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from math import sqrt

from cleaner.stages.repair.rereading import as_is_bits
from cleaner.text.plausibility import mean_surprisal, surprisal

FEE = 28
"""Minimum gain of a stretch that is read again, bits: odds of 2^28 to 1 against chance."""
FEE_BESIDE_DAMAGE = 10
"""The same, if most of the suspicious parts of the document were mojibake."""
MAX_NEW_BITS = 12.5
"""Maximum mean surprisal of the characters that are new, bits."""
SMALL_SAMPLE = 6
"""Bits, divided by the square root of their number, that the mean may exceed `MAX_NEW_BITS` by.

A few characters may all be rare ones.
"""
CERTAIN = 11.5
"""Maximum mean surprisal of a whole text whose parts then need not be looked at, bits."""
MAX_PRIVATE_USE = 0.7
"""Maximum share of private-use characters in what is replaced; Big5 read as GBK has about 0.5."""
MIN_FOR_PRIVATE_USE = 6
"""Minimum number of new characters if that share is exceeded; fewer may be the icons of a web font."""

_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")


def plausible(before: str, after: str) -> bool:
    """Whether the characters that are new in `after` read like Chinese.

    >>> plausible("い地チ㎝", "中華人民")
    True
    >>> plausible("畀畁畂畃畄", "庫庭座弱徒")
    False
    """
    if lists_characters(before):
        return False
    old, new = Counter(before), Counter(after)
    gone = "".join((old - new).elements())
    come = "".join((new - old).elements())
    if len(_PRIVATE_USE.findall(gone)) > MAX_PRIVATE_USE * len(gone):
        return len(come) >= MIN_FOR_PRIVATE_USE and mean_surprisal(come) <= CERTAIN
    return come != "" and mean_surprisal(come) <= MAX_NEW_BITS + SMALL_SAMPLE / sqrt(len(come))


def lists_characters(text: str) -> bool:
    """Whether at least half of the characters follow one another as in a table of characters.

    Such a table, read again, is another table, which is no less likely and so proves nothing.

    >>> lists_characters("畀畁畂畃畄")
    True
    """
    following = sum(0 < ord(after) - ord(before) <= 2 for before, after in pairwise(text))
    return following * 2 >= len(text) - 1


def whole(text: str, data: bytes | None, charset: str) -> tuple[str, float] | None:
    """Read all of `data` in `charset`: the quick way for text that is damaged from end to end.

    Takes the text and the bytes that it stands for. Returns the reading and its gain in bits beyond the
    fee, or None if there is any doubt.
    """
    if not data:
        return None
    try:
        read = data.decode("cp950" if charset == "big5" else charset)
    except UnicodeDecodeError:
        return None
    gain = sum(map(as_is_bits(text).__getitem__, text)) - surprisal(read) - FEE
    return (read, gain) if gain > 0 and mean_surprisal(read) < CERTAIN else None
