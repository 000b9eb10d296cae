"""Which script a text is in, told by counting its characters.

A character is evidence of Traditional when OpenCC's `t2s` changes it, and evidence of Simplified when `t2s`
brings it forth and Big5 does not know it. Characters at home in both (里 干 面, the 乾 and 昇 of names) and
variants that Simplified pages hold as well (妳 牠 砲) are evidence of neither. Nothing that a conversion
leaves behind is evidence of Traditional, so what was converted once is Simplified the second time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
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

OTHER, HAN, TRADITIONAL, SIMPLIFIED, NEITHER, KANA, HANGUL, _KINDS = range(8)

_FEW = 3  # fewer Traditional characters than this may be a name

# Japanese: this share of kana in Han and kana together; running Japanese has about half, a headline a tenth.
KANA_SHARE = 0.2
HANGUL_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Census:
    """How many characters of a text speak for which script. `han` is all Han characters together."""

    han: int = 0
    traditional: int = 0
    simplified: int = 0
    kana: int = 0
    hangul: int = 0

    @property
    def neutral(self) -> bool:
        """Whether nothing tells which script of Chinese it is."""
        return not (self.traditional or self.simplified or self.kana or self.hangul)

    @property
    def japanese(self) -> bool:
        return self.kana > KANA_SHARE * (self.kana + self.han)

    @property
    def korean(self) -> bool:
        return self.hangul > HANGUL_SHARE * (self.hangul + self.han)

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
        share = self.traditional / ((self.traditional + self.simplified) or 1)
        return "traditional" if share > 0.7 else "mixed" if share > 0.1 else "simplified"


def census_of(text: str) -> Census:
    """The census of one text, at several hundred MB/s."""
    import numpy as np

    return _census(np.bincount(_kinds().take(_codes(text), mode="clip"), minlength=_KINDS))


def traditional_lines(text: str) -> tuple[Census, Sequence[int]]:
    """The census of a document, and the numbers of the lines that a conversion to Simplified is for.

    A line with evidence of its own decides for itself, a short one goes with the document. Japanese and
    Korean are left alone, and so are names and quotations inside Simplified text. A conversion only lessens
    the evidence for Traditional, and every condition here rises with it: no line that was left alone is
    converted the second time. A `range` is all lines of a text that holds nothing but Chinese.
    """
    import numpy as np

    codes = _codes(text)
    kinds = _kinds().take(codes, mode="clip")
    whole = _census(np.bincount(kinds, minlength=_KINDS))
    if not whole.traditional and not whole.neutral:
        return whole, ()
    breaks = (codes == 10).nonzero()[0]
    if 2 * whole.traditional < whole.simplified:  # only lines with evidence of their own
        owners = np.searchsorted(breaks, np.flatnonzero(kinds == TRADITIONAL))
        candidates = (np.bincount(owners) >= _FEW).nonzero()[0].tolist()
        texts = text.split("\n") if candidates else []
        return whole, [i for i in candidates if _is_traditional(texts[i], census_of(texts[i]), whole)]
    if whole.traditional > 3 * whole.simplified and not (whole.kana or whole.hangul):  # all but a few
        every = range(len(breaks) + 1)
        if not whole.simplified:
            return whole, every
        doubtful = set(np.searchsorted(breaks, np.flatnonzero(kinds == SIMPLIFIED)).tolist())
        texts = text.split("\n")
        left = {i for i in doubtful if not _is_traditional(texts[i], census_of(texts[i]), whole)}
        return whole, [i for i in every if i not in left] if left else every
    return _line_by_line(text, codes, kinds, whole)


def _line_by_line(
    text: str, codes: NDArray[np.uint32], kinds: NDArray[np.uint8], whole: Census
) -> tuple[Census, Sequence[int]]:
    import numpy as np

    line = np.cumsum(codes == 10, dtype=np.int32)
    size = text.count("\n") + 1
    table = np.bincount((line << 3) | kinds, minlength=size << 3).reshape(size, 1 << 3)
    if whole.japanese or whole.korean:
        whole = _outside_quotes(text, whole)
    if whole.japanese or whole.korean:  # or does a Chinese text only quote some lines?
        letters = table[:, HAN : HANGUL + 1].sum(axis=1)
        chinese = (table[:, KANA] <= KANA_SHARE * letters) & (table[:, HANGUL] <= HANGUL_SHARE * letters)
        if 2 * letters[chinese].sum() > letters.sum():
            whole = _census(table[chinese].sum(axis=0))
    traditional, simplified, neither = table[:, TRADITIONAL], table[:, SIMPLIFIED], table[:, NEITHER]
    texts = text.split("\n")
    if whole.neutral:  # 步步高陞, 相剋: no harm done where there is no Simplified beside them
        return whole, [i for i in neither.nonzero()[0].tolist() if _BOTH.search(texts[i])]
    possible = traditional > 0
    if whole.traditional > whole.simplified:
        possible |= neither > 0
    clear = (traditional >= _FEW) & (traditional > 3 * simplified) & (table[:, KANA] + table[:, HANGUL] == 0)
    if whole.japanese or whole.korean:
        clear[:] = False
    return whole, [
        i
        for i in possible.nonzero()[0].tolist()
        if clear[i] or _is_traditional(texts[i], _census(table[i]), whole)
    ]


def holds_foreign(text: str) -> bool:
    """Whether there are kana or hangul in it."""
    return _FOREIGN.search(text) is not None


def chinese_parts(text: str) -> list[tuple[str, bool]]:
    """The text cut at brackets, quotes and marks around what is not Chinese.

    >>> chinese_parts("漫畫家（とりやま）的")
    [('漫畫家（', True), ('とりやま', False), ('）的', True)]
    """
    parts = groupby(_MARKS.split(text), key=is_chinese)
    return [("".join(some), chinese) for chinese, some in parts]


def is_chinese(text: str) -> bool:
    """Whether it is neither Japanese nor Korean."""
    if not holds_foreign(text):
        return True
    own = census_of(text)
    return not (own.japanese or own.korean)


def _is_traditional(text: str, own: Census, document: Census) -> bool:
    if own.kana or own.hangul:
        foreign = _outside_quotes(text, own)
        if foreign.japanese or foreign.korean or (foreign.kana and _reads_as_japanese(text)):
            return False
    if document.japanese or document.korean:
        return (
            own.traditional >= _FEW and not own.kana and not own.hangul and bool(_CHINESE_WORDS.search(text))
        )
    t, s = own.traditional, own.simplified
    if t and s:
        outside = _outside_quotes(text, own)
        if outside.traditional or outside.simplified:
            t, s = outside.traditional, outside.simplified
    if not t:
        return document.traditional > document.simplified and s < 2
    if document.traditional > 3 * document.simplified:
        return s <= 3 * t
    if 2 * document.traditional >= document.simplified:
        return t > s or (t >= _FEW and 2 * t >= s) or (t == s and _has_traditional_clause(text))
    return t >= _FEW and t > s and not _QUOTED.fullmatch(text.strip())


def _outside_quotes(text: str, whole: Census) -> Census:
    """The census without what is quoted or in brackets, unless that is all there is."""
    outside = census_of(_QUOTED.sub("", text))
    return outside if outside.han or outside.kana or outside.hangul else whole


def _reads_as_japanese(text: str) -> bool:
    """Few kana, but hiragana between the Han characters: a headline, not a Chinese line with a の."""
    outside = _QUOTED.sub("", text)
    hiragana = len(_HIRAGANA.findall(outside))
    return hiragana > 0.08 * census_of(outside).han and not _CHINESE_WORDS.search(outside)


def _has_traditional_clause(text: str) -> bool:
    counts = (census_of(clause) for clause in _CLAUSE.split(text) if clause)
    return any(clause.traditional > clause.simplified for clause in counts)


_QUOTED = re.compile(r"“[^“”]*”|「[^「」]*」|『[^『』]*』|《[^《》]*》|〈[^〈〉]*〉|（[^（）]*）|\([^()]*\)")
_HIRAGANA = re.compile("[ぁ-ねは-ん]")  # without の, which is at home in Chinese brand names
_CHINESE_WORDS = re.compile("[們们這这嗎吗呢麼么沒没妳你她您吧啊很]")  # not used in Japanese or Korean
_BOTH = re.compile(f"[{''.join(sorted(AT_HOME_IN_BOTH))}]")
_FOREIGN = re.compile("[\u3041-\u30fa\u31f0-\u31ff\uff66-\uff9d\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_MARKS = re.compile(r"([\s,，。、；;：:！？!?“”‘’「」『』《》〈〉（）()【】\[\]/]+)")
_CLAUSE = re.compile(r"[\s,，。、；;：:！？!?]+")


@lru_cache(maxsize=1)
def _kinds() -> NDArray[np.uint8]:
    """The kind of every character of the basic plane; the last of them stands for those beyond."""
    import numpy as np

    table = np.zeros(0x10000, np.uint8)
    for first, last, kind in (
        (0x3041, 0x3096, KANA),
        (0x30A1, 0x30FA, KANA),
        (0x31F0, 0x31FF, KANA),
        (0xFF66, 0xFF9D, KANA),
        (0x1100, 0x11FF, HANGUL),
        (0x3130, 0x318F, HANGUL),
        (0xAC00, 0xD7A3, HANGUL),
        (0x3400, 0x4DBF, HAN),
        (0x4E00, 0x9FFF, HAN),
        (0xF900, 0xFAFF, HAN),
    ):
        table[first : last + 1] = kind
    for characters, kind in (
        (simplified_characters(), SIMPLIFIED),
        (variants(), NEITHER),
        (traditional_characters(), TRADITIONAL),
        (AT_HOME_IN_BOTH, NEITHER),
    ):
        table[[ord(character) for character in characters]] = kind
    return table


def _codes(text: str) -> NDArray[np.uint32]:
    import numpy as np

    return np.array([text]).view(np.uint32)


def _census(counts: NDArray[np.int64]) -> Census:
    n: list[int] = counts.tolist()
    han = n[HAN] + n[TRADITIONAL] + n[SIMPLIFIED] + n[NEITHER]
    return Census(han, n[TRADITIONAL], n[SIMPLIFIED], n[KANA], n[HANGUL])
