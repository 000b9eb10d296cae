"""The script of a text, from counts of its characters.

A character is evidence of Traditional if OpenCC's `t2s` changes it, and of Simplified if `t2s`
produces it and Big5 lacks it. Two groups are evidence of neither: characters at home in both scripts
(里 干 面, the 乾 and 昇 of names), and variants that Simplified pages also hold (妳 牠 砲). What `t2s`
leaves is never evidence of Traditional, so converted text counts as Simplified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from cleaner.text.traditional import (
    AT_HOME_IN_BOTH,
    simplified_characters,
    traditional_characters,
    variants,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Name = Literal["simplified", "traditional", "mixed", "japanese", "korean", "other"]

OTHER, HAN, TRADITIONAL, SIMPLIFIED, NEITHER, KANA, HANGUL = range(7)
"""Kinds of characters. `HAN` and `NEITHER` tell nothing of the script; the latter may be converted."""
KINDS = 8
"""Number of kinds, rounded up to a power of two."""

KANA_SHARE = 0.2
"""Minimum share of kana in Japanese (exclusive), of kana and Han.

Running Japanese has about half, a headline a tenth.
"""
HANGUL_SHARE = 0.2
"""Minimum share of hangul in Korean (exclusive), of hangul and Han."""
_TRADITIONAL_SHARE = 0.7
"""Minimum share of Traditional in the evidence of a traditional text (exclusive)."""
_MIXED_SHARE = 0.1
"""Minimum share of Traditional in the evidence of a mixed text (exclusive)."""

_KINDS_OF_RANGES = (
    (0x3041, 0x3096, KANA),  # hiragana
    (0x30A1, 0x30FA, KANA),  # katakana
    (0x31F0, 0x31FF, KANA),  # small katakana
    (0xFF66, 0xFF9D, KANA),  # half-width katakana
    (0x1100, 0x11FF, HANGUL),  # jamo
    (0x3130, 0x318F, HANGUL),  # compatibility jamo
    (0xAC00, 0xD7A3, HANGUL),  # syllables
    (0x3400, 0x4DBF, HAN),  # extension A
    (0x4E00, 0x9FFF, HAN),
    (0xF900, 0xFAFF, HAN),  # compatibility ideographs
)
"""First and last code point, kind."""
_FOREIGN = re.compile("[\u3041-\u30fa\u31f0-\u31ff\uff66-\uff9d\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
"""The kana and hangul above, with the marks between hiragana and katakana."""
_MARKS = re.compile(r"([\s,，。、；;：:！？!?“”‘’「」『』《》〈〉（）()【】\[\]/]+)")


@dataclass(frozen=True, slots=True)
class Census:
    """Numbers of characters of a text, by kind; `han` counts all Han characters."""

    han: int = 0
    traditional: int = 0
    simplified: int = 0
    kana: int = 0
    hangul: int = 0

    @property
    def neutral(self) -> bool:
        """Whether there is no evidence of any script."""
        return not (self.traditional or self.simplified or self.kana or self.hangul)

    @property
    def japanese(self) -> bool:
        """Whether the text is Japanese."""
        return self.kana > KANA_SHARE * (self.kana + self.han)

    @property
    def korean(self) -> bool:
        """Whether the text is Korean."""
        return self.hangul > HANGUL_SHARE * (self.hangul + self.han)

    @property
    def foreign(self) -> bool:
        """Whether the text is Japanese or Korean."""
        return self.japanese or self.korean

    @property
    def name(self) -> Name:
        """The script, one word for the whole text.

        >>> census_of("她說這裏沒有。").name, census_of("乾隆年间，毕昇").name
        ('traditional', 'simplified')
        >>> census_of("東京の天気はどうですか").name
        'japanese'
        """
        if self.korean:
            return "korean"
        if self.japanese:
            return "japanese"
        if not self.han:
            return "other"
        evidence = self.traditional + self.simplified
        if not evidence:
            return "simplified"
        share = self.traditional / evidence
        if share > _TRADITIONAL_SHARE:
            return "traditional"
        return "mixed" if share > _MIXED_SHARE else "simplified"


def census_of(text: str) -> Census:
    """Count the characters of a text, at several hundred MB/s.

    >>> census_of("她說這裏沒有。")
    Census(han=6, traditional=4, simplified=0, kana=0, hangul=0)
    """
    return census_of_kinds(kinds_of(code_points(text)))


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text; of an empty one, a single zero."""
    import numpy as np

    return np.array([text]).view(np.uint32)


def kinds_of(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The kinds of characters, from their code points."""
    return _kinds().take(codes, mode="clip")


def census_of_kinds(kinds: NDArray[np.uint8]) -> Census:
    """The census of a text, from the kinds of its characters."""
    import numpy as np

    return census_of_counts(np.bincount(kinds, minlength=KINDS))


def census_of_counts(counts: NDArray[np.int64]) -> Census:
    """The census of a text, from the number of characters of each kind (at the kind's index)."""
    _, same, traditional, simplified, neither, kana, hangul, _ = counts.tolist()
    return Census(same + traditional + simplified + neither, traditional, simplified, kana, hangul)


def holds_foreign(text: str) -> bool:
    """Whether a text has kana or hangul.

    >>> holds_foreign("優の良品"), holds_foreign("优良品")
    (True, False)
    """
    return _FOREIGN.search(text) is not None


def is_chinese(text: str) -> bool:
    """Whether a text is neither Japanese nor Korean.

    >>> is_chinese("優の良品專賣店"), is_chinese("とりやま")
    (True, False)
    """
    return not holds_foreign(text) or not census_of(text).foreign


def chinese_parts(text: str) -> list[tuple[str, bool]]:
    """Cut a text at brackets, quotes and marks into parts, and say which are Chinese.

    >>> chinese_parts("漫畫家（とりやま）的")
    [('漫畫家（', True), ('とりやま', False), ('）的', True)]
    """
    parts = groupby(_MARKS.split(text), key=is_chinese)
    return [("".join(pieces), chinese) for chinese, pieces in parts]


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kind of each character of the basic plane; the last entry stands for all beyond."""
    import numpy as np

    table = np.zeros(0x10000, np.uint8)
    for first, last, kind in _KINDS_OF_RANGES:
        table[first : last + 1] = kind
    for characters, kind in (
        (simplified_characters(), SIMPLIFIED),
        (variants(), NEITHER),
        (traditional_characters(), TRADITIONAL),
        (AT_HOME_IN_BOTH, NEITHER),
    ):
        table[[ord(character) for character in characters]] = kind
    return table
