"""Chinese text with a space between all characters: `衞 生 署 今 日 公 布`.

A PDF or a justified column leaves it so, in a line or in a whole text. Spaces that mean something stay:
between Latin words, names (`王 刚 李 娜`), verses, or the members of a series (`金 木 水 火 土`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from cleaner.text.characters import HAN, SENTENCE_ENDS
from cleaner.text.words import words

MIN_SINGLE = 4
"""Minimum number of single characters in a line that holds no other Han, as a heading may."""
MIN_SINGLE_INSIDE = 8
"""Minimum number of single characters in a run inside a line, where a list of characters may stand."""
MAX_TAGS = 300
"""Maximum length of the tags around a run that is alone in its line, characters."""
MIN_SHARE = 0.6
"""Minimum share of the Han characters of a run that stand alone: some pairs may have lost their space."""
MIN_NAMES = 2
"""Minimum number of names, of a surname and one or two characters, that make a list of them."""
MAX_SERIES = 16
"""Maximum number of single characters in a series."""
MAX_IN_SERIES = 0.75
"""Maximum share of the characters of series among a few single ones, for them to be text (exclusive)."""
MAX_WIDE = 0.2
"""Maximum share of wider gaps in a run for them to mean something, as those between the halves of a title."""

_GAP = "[ \u3000]+"
_MARKS = "，。、；：！？（）《》〈〉「」『』“”‘’【】…—·％｜,.:;!?()%'\"/|-"
_PIECE = rf"(?:(?:[{_MARKS}]*[{HAN}〇]){{1,3}}[{_MARKS}]*|[^\s<>{HAN}]+)(?![^\s<>])"
"""A character, or a few that lost the spaces between them, with the marks beside it; or a Latin word."""
_RUN = re.compile(rf"(?<![^\s<>]){_PIECE}(?:{_GAP}{_PIECE})+")
_SINGLE = rf"[{_MARKS}]*[{HAN}][{_MARKS}]*"
SINGLES = re.compile(rf"{_GAP}{_SINGLE}{_GAP}{_SINGLE}(?![^\s<])")
"""Two single characters behind a third: in every run that is closed."""
LONG_RUN = re.compile(rf"(?:{_GAP}{_SINGLE}){{4}}(?![^\s<])")
"""Four single characters behind a fifth: in a text that is spaced out, not only its headings."""
QUICK = re.compile(rf" (?<=[{HAN}] ){_SINGLE}{_GAP}{_SINGLE}(?![^\s<])")
"""The same where the gap is a space, quick to search for."""
_GAPS = re.compile(f"({_GAP})")
_HAN = re.compile(f"[{HAN}〇]")
_HAN_WORD = re.compile(f"[{HAN}〇]+")
_SINGLES_IN_LINE = re.compile(
    rf"""
    (?<! [{HAN}：:] ) (?<! [：:][ ] )
    (?<! (?<![{HAN}]) [{HAN}][ ] )          # not behind another single character
    [{HAN}] (?: [ ][{HAN}] ){{3,}} (?![{HAN}])
    """,
    re.VERBOSE,
)
"""Single characters among words; behind a colon they may be a list."""
_TAG = re.compile("<[^<>]*>")
_LATIN_WORD = re.compile(r"[A-Za-z0-9][\w.,%'’&/+-]+", re.ASCII)
_CLAUSE_END = re.compile(f"[{SENTENCE_ENDS}，,：:]")
_SERIES = frozenset(
    "〇零一二三四五六七八九十百千万萬日月火水木金土"  # numbers, days of the week
    "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥鼠牛虎兔龙龍蛇马馬羊猴鸡雞狗猪豬"  # stems, branches, animals
    "上中下左右东東南西北前后後内內外大小高低春夏秋冬天地玄黄黃宇宙甜酸苦辣咸鹹"  # places, seasons, tastes
    "红紅橙绿綠青蓝藍紫黑白灰粉棕男女老少父母琴棋书書画畫诗詩酒花茶"  # colours, people, arts
)


def close_spaced_out(text: str) -> str:
    """Remove the spaces between the characters of runs that are spaced out.

    >>> close_spaced_out("衞 生 署 今 日 公 布 ， 流 感 高 峰 期 已 過 。")
    '衞生署今日公布，流感高峰期已過。'
    >>> close_spaced_out("出席：王 刚 李 娜 张 伟"), close_spaced_out("金 木 水 火 土")
    ('出席：王 刚 李 娜 张 伟', '金 木 水 火 土')
    """
    if not QUICK.search(text) and not ("\u3000" in text and SINGLES.search(text)):
        return text
    text = _RUN.sub(_closed_run, text)
    return _SINGLES_IN_LINE.sub(_closed_singles, text)


def _closed_run(run: re.Match[str]) -> str:
    pieces = _GAPS.split(run[0])
    texts, gaps = pieces[::2], pieces[1::2]
    if not _is_spaced_out(texts, _is_alone(run)) or _are_names(texts):
        return run[0]
    usual = min(map(len, gaps))
    wider = [len(gap) > usual for gap in gaps]
    if sum(wider) > MAX_WIDE * len(gaps):
        wider = [False] * len(gaps)
    parts = [texts[0]]
    for (before, behind), is_wide in zip(pairwise(texts), wider, strict=True):
        parts.append(" " if _stays(before, behind, is_wide) else "")
        parts.append(behind)
    return "".join(parts)


def _closed_singles(run: re.Match[str]) -> str:
    singles = run[0].split(" ")
    return run[0] if _are_series(singles) or _are_names(singles) else "".join(singles)


def _is_alone(run: re.Match[str]) -> bool:
    """Whether the line holds nothing else but tags, and not many of those."""
    text, (start, end) = run.string, run.span()
    before = text[max(0, start - MAX_TAGS) : start].rpartition("\n")[2]
    behind = text[end : end + MAX_TAGS].partition("\n")[0]
    if len(before) + len(behind) >= MAX_TAGS:
        return False
    return not _TAG.sub("", before + behind).strip()


def _is_spaced_out(texts: Sequence[str], alone: bool) -> bool:
    """Whether nearly all characters of a run stand alone, and there are enough of them."""
    words = [word for text in texts for word in _HAN_WORD.findall(text)]
    singles = [word for word in words if len(word) == 1]
    if len(singles) < MIN_SINGLE_INSIDE:
        if not alone or len(singles) < max(MIN_SINGLE, len(words)):
            return False
    elif len(singles) < MIN_SHARE * len("".join(words)):
        return False
    return not _are_series(singles)


def _are_series(singles: Sequence[str]) -> bool:
    """Whether a few single characters are the members of a series."""
    in_series = sum(text in _SERIES for text in singles)
    return len(singles) <= MAX_SERIES and in_series >= MAX_IN_SERIES * len(singles)


def _are_names(texts: Sequence[str]) -> bool:
    """Whether a run is a list of names with a space inside those of two characters: `王 刚 李小明`."""
    label, _, first = texts[0].replace(":", "：").rpartition("：")
    texts = [first, *texts[1:]]
    if not first or _CLAUSE_END.search("".join([label, *texts])):
        return False
    surnames = _surnames()
    names = place = 0
    while place < len(texts):
        if texts[place][0] not in surnames:
            return False
        place += 1 if len(texts[place]) > 1 else 2
        names += 1
    return names >= MIN_NAMES and place == len(texts)


def _stays(before: str, behind: str, wide: bool) -> bool:
    """Whether the space between two pieces means something."""
    if _LATIN_WORD.fullmatch(before) and _LATIN_WORD.fullmatch(behind):
        return True
    return wide and bool(_HAN.match(before[-1]) and _HAN.match(behind[0]))


@cache
def _surnames() -> frozenset[str]:
    return frozenset("".join(words("surnames")))
