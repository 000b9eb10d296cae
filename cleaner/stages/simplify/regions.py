"""Where Traditional text comes from: Taiwan, Hong Kong, or a machine that converted a Mainland text.

The evidence for each is in `regions.txt`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal, cast

from cleaner.stages.simplify.rule_files import rows
from cleaner.text.census import census_of
from cleaner.text.plausibility import character_bits

Region = Literal["taiwan", "hongkong", "mechanical", ""]

_SAMPLE = 1_000
"""Characters of a text that are looked at."""
_FEW_SIMPLIFIED = 2
"""Maximum number of Simplified characters in text that a person wrote in Traditional."""
_SHARE_SIMPLIFIED = 0.02
"""The same for longer text, per Traditional character."""


def region(text: str) -> Region:
    """The region of Traditional text; empty if nothing tells.

    >>> region("她說這裡沒有捷運。"), region("佢哋喺呢度嘅時候")
    ('taiwan', 'hongkong')
    """
    sample = text[:_SAMPLE]
    votes = _votes(sample)
    taiwan, hongkong, mechanical = votes["taiwan"], votes["hongkong"], votes["mechanical"]
    if mechanical > taiwan + hongkong or (mechanical and _leaves_simplified(sample)):
        return "mechanical"
    if taiwan > hongkong:
        return "taiwan"
    if hongkong > taiwan:
        return "hongkong"
    return ""


def _votes(sample: str) -> Counter[Region]:
    """How often words of each region occur."""
    regions = _regions()
    characters, words = _by_rarest_character()
    votes: Counter[Region] = Counter()
    for character in set(characters.findall(sample)):
        for word in words[character]:
            votes[regions[word]] += sample.count(word)
    return votes


def _leaves_simplified(text: str) -> bool:
    """Whether a text in Traditional has more Simplified characters than a slip of the pen."""
    census = census_of(text)
    return census.simplified > max(_FEW_SIMPLIFIED, _SHARE_SIMPLIFIED * census.traditional)


@lru_cache(maxsize=1)
def _regions() -> Mapping[str, Region]:
    """The region of each word."""
    regions: dict[str, Region] = {}
    for name, *words in rows("regions.txt"):
        regions.update(dict.fromkeys(words, cast(Region, name)))
    return regions


@lru_cache(maxsize=1)
def _by_rarest_character() -> tuple[re.Pattern[str], Mapping[str, Sequence[str]]]:
    """The words by the rarest of their characters, so that few have to be looked for."""
    bits = character_bits()
    words: dict[str, list[str]] = defaultdict(list)
    for word in _regions():
        words[max(word, key=bits.__getitem__)].append(word)
    return re.compile(f"[{''.join(words)}]"), words
