"""The lines of a document that are Traditional Chinese.

A line with evidence of its own decides for itself; a short one goes with the document. Japanese and
Korean are left alone, and so are names and quotations inside Simplified text.

Converting a line to Simplified can only lessen the evidence of Traditional, and every condition here
needs that evidence to rise. So a line that was left alone the first time is left alone the second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from cleaner.text.census import (
    HAN,
    HANGUL,
    HANGUL_SHARE,
    KANA,
    KANA_SHARE,
    KINDS,
    NEITHER,
    SIMPLIFIED,
    TRADITIONAL,
    Census,
    census_of,
    census_of_counts,
    census_of_kinds,
    code_points,
    kinds_of,
)
from cleaner.text.characters import HAN as HAN_RANGES
from cleaner.text.traditional import AT_HOME_IN_BOTH
from cleaner.text.words import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MIN_TRADITIONAL = 3
"""Minimum number of Traditional characters that decide by themselves; fewer may be a name."""
_CLEAR = 3
"""Ratio of Traditional to Simplified characters above which a text is clearly Traditional."""
_HIRAGANA_SHARE = 0.08
"""Minimum ratio of hiragana to Han in a Japanese headline (exclusive)."""

_QUOTED = re.compile(
    r"""
    “[^“”]*” | 「[^「」]*」 | 『[^『』]*』        # quoted
  | 《[^《》]*》 | 〈[^〈〉]*〉                   # titles
  | （[^（）]*） | \([^()]*\)                     # in brackets
    """,
    re.VERBOSE,
)
_HIRAGANA = re.compile("[ぁ-ねは-ん]")  # without の, which Chinese brand names use
_CHINESE_WORDS = re.compile("[們们這这嗎吗呢麼么沒没妳你她您吧啊很]")  # not used in Japanese or Korean
_BOTH = re.compile(f"[{''.join(sorted(AT_HOME_IN_BOTH))}]")
_NOT_HAN = re.compile(f"[^{HAN_RANGES}]+")
_NAME_LENGTHS = (2, 3)
_CLAUSE_END = re.compile(r"[\s,，。、；;：:！？!?]+")


def traditional_lines(text: str) -> tuple[Census, Sequence[int]]:
    r"""The census of a document, and the numbers of its Traditional lines, from 0.

    The numbers are a `range` if all lines are Traditional and the document holds only Chinese. The
    census leaves out what a Chinese document quotes in Japanese or Korean.

    >>> traditional_lines("她說這裏沒有。\n这么说没问题。")[1]
    [0]
    >>> traditional_lines("她說這裏沒有。\n好的。")[1]
    range(0, 2)
    """
    codes = code_points(text)
    kinds = kinds_of(codes)
    document = census_of_kinds(kinds)
    if not document.traditional and not document.neutral:
        return document, ()
    if 2 * document.traditional < document.simplified:
        return document, _lines_of_simplified(text, codes, kinds, document)
    if document.traditional > _CLEAR * document.simplified and not (document.kana or document.hangul):
        return document, _lines_of_traditional(text, codes, kinds, document)
    return _lines_of_mixed(text, codes, kinds, document)


def _lines_of_simplified(
    text: str, codes: NDArray[np.uint32], kinds: NDArray[np.uint8], document: Census
) -> Sequence[int]:
    """Only lines with enough evidence of their own."""
    candidates = sorted(set(_lines_with(TRADITIONAL, codes, kinds).tolist()))
    return _confirmed(text, candidates, document) if candidates else []


def _lines_of_traditional(
    text: str, codes: NDArray[np.uint32], kinds: NDArray[np.uint8], document: Census
) -> Sequence[int]:
    """All lines but those whose Simplified characters speak against it."""
    lines = range(text.count("\n") + 1)
    if not document.simplified:
        return lines
    doubtful = set(_lines_with(SIMPLIFIED, codes, kinds).tolist())
    simplified = doubtful.difference(_confirmed(text, doubtful, document))
    return [number for number in lines if number not in simplified] if simplified else lines


def _lines_of_mixed(
    text: str, codes: NDArray[np.uint32], kinds: NDArray[np.uint8], document: Census
) -> tuple[Census, Sequence[int]]:
    """Each line by itself, of a document in both scripts, with kana or hangul, or without evidence."""
    lines = text.split("\n")
    counts = _counts_by_line(codes, kinds, len(lines))
    if document.foreign:
        document = _outside_quotes(text, document)
    if document.foreign:  # still, without its quotations
        document = _census_of_chinese_lines(counts) or document
    neither = counts[:, NEITHER] > 0
    if document.neutral:  # 步步高陞, 相剋: converting them does no harm without Simplified beside them
        return document, [number for number in neither.nonzero()[0].tolist() if _BOTH.search(lines[number])]
    candidates = counts[:, TRADITIONAL] > 0
    if document.traditional > document.simplified:
        candidates |= neither
    clear = _clearly_traditional(counts)
    if document.foreign:
        clear[:] = False
    found = []
    for number in candidates.nonzero()[0].tolist():
        if clear[number] or _is_traditional(lines[number], census_of_counts(counts[number]), document):
            found.append(number)
    return document, found


def _lines_with(kind: int, codes: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The number of the line of each character of a kind."""
    import numpy as np

    return np.searchsorted(np.flatnonzero(codes == ord("\n")), np.flatnonzero(kinds == kind))


def _counts_by_line(codes: NDArray[np.uint32], kinds: NDArray[np.uint8], lines: int) -> NDArray[np.int64]:
    """The number of characters of each kind (columns) in each line (rows)."""
    import numpy as np

    line = np.cumsum(codes == ord("\n"), dtype=np.int32)
    return np.bincount(line * KINDS + kinds, minlength=lines * KINDS).reshape(lines, KINDS)


def _census_of_chinese_lines(counts: NDArray[np.int64]) -> Census | None:
    """The census of the Chinese lines, if they are most of a document that has foreign ones too."""
    letters = counts[:, HAN : HANGUL + 1].sum(axis=1)
    chinese = (counts[:, KANA] <= KANA_SHARE * letters) & (counts[:, HANGUL] <= HANGUL_SHARE * letters)
    if 2 * letters[chinese].sum() <= letters.sum():
        return None
    return census_of_counts(counts[chinese].sum(axis=0))


def _clearly_traditional(counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    traditional, simplified = counts[:, TRADITIONAL], counts[:, SIMPLIFIED]
    chinese = counts[:, KANA] + counts[:, HANGUL] == 0
    clear: NDArray[np.bool_] = (
        chinese & (traditional >= _MIN_TRADITIONAL) & (traditional > _CLEAR * simplified)
    )
    return clear


def _confirmed(text: str, candidates: Iterable[int], document: Census) -> list[int]:
    """The numbers of those lines that are Traditional."""
    lines = text.split("\n")
    return [
        number for number in candidates if _is_traditional(lines[number], census_of(lines[number]), document)
    ]


def _is_traditional(text: str, line: Census, document: Census) -> bool:
    """Whether a line is Traditional, from its own evidence and that of the document."""
    if _is_foreign(text, line):
        return False
    if document.foreign:
        return _is_chinese_among_foreign(text, line)
    traditional, simplified = _evidence(text, line)
    if not traditional:
        return document.traditional > document.simplified and simplified < 2
    if document.traditional > _CLEAR * document.simplified:
        return simplified <= _CLEAR * traditional
    if 2 * document.traditional >= document.simplified:
        return _prevails(text, traditional, simplified)
    own = _own_words(text)
    if not census_of(own).traditional:
        return False
    if traditional >= _MIN_TRADITIONAL:
        return traditional > simplified
    return simplified == 0 and all(map(_is_chinese_character, own))


def _own_words(text: str) -> str:
    """What a line says itself, without quotations and what may be names.

    >>> _own_words("新橋通車"), _own_words("主演：張國榮，「這就是家」")
    ('新橋通車', '主演')
    """
    parts = _NOT_HAN.split(_QUOTED.sub(" ", text))
    return "".join(part for part in parts if not _may_be_name(part))


def _may_be_name(part: str) -> bool:
    """Whether a part of a line may be a name: two or three characters that begin with a surname."""
    return len(part) in _NAME_LENGTHS and part[0] in _surnames()


def _is_chinese_character(character: str) -> bool:
    """Whether a charset of Chinese has the character, unlike 経 and 駅."""
    return bool(character.encode("gb2312", "ignore") or character.encode("big5", "ignore"))


@cache
def _surnames() -> frozenset[str]:
    return frozenset("".join(words("surnames")))


def _is_foreign(text: str, line: Census) -> bool:
    """Whether a line is Japanese or Korean, apart from what it quotes."""
    if not line.kana and not line.hangul:
        return False
    outside = _outside_quotes(text, line)
    return outside.foreign or (outside.kana > 0 and _reads_as_japanese(text))


def _is_chinese_among_foreign(text: str, line: Census) -> bool:
    """Whether a line of a Japanese or Korean document is Chinese, and Traditional."""
    if line.kana or line.hangul or line.traditional < _MIN_TRADITIONAL:
        return False
    return _CHINESE_WORDS.search(text) is not None


def _evidence(text: str, line: Census) -> tuple[int, int]:
    """The numbers of Traditional and Simplified characters; outside quotes if those disagree."""
    if line.traditional and line.simplified:
        outside = _outside_quotes(text, line)
        if outside.traditional or outside.simplified:
            line = outside
    return line.traditional, line.simplified


def _prevails(text: str, traditional: int, simplified: int) -> bool:
    """Whether a line with evidence of both, in a document with both, counts as Traditional."""
    if traditional > simplified:
        return True
    if traditional >= _MIN_TRADITIONAL and 2 * traditional >= simplified:
        return True
    return traditional == simplified and _has_traditional_clause(text)


def _has_traditional_clause(text: str) -> bool:
    for clause in _CLAUSE_END.split(text):
        census = census_of(clause)
        if census.traditional > census.simplified:
            return True
    return False


def _outside_quotes(text: str, whole: Census) -> Census:
    """The census without quotations and brackets, unless they are all there is."""
    outside = census_of(_QUOTED.sub("", text))
    return outside if outside.han or outside.kana or outside.hangul else whole


def _reads_as_japanese(text: str) -> bool:
    """Whether a line with few kana is a Japanese headline: it has hiragana between the Han characters."""
    outside = _QUOTED.sub("", text)
    hiragana = len(_HIRAGANA.findall(outside))
    return hiragana > _HIRAGANA_SHARE * census_of(outside).han and not _CHINESE_WORDS.search(outside)
