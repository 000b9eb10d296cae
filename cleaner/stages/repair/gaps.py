"""No-break spaces that a charset without them turned into `?` or `;`: `黄?滔`, `刘;素;月`, `达;8.4万元`.

A real mark ends a clause. A mark may be a gap only where no clause can end, and counts as one only if
the same mark stands in several such places of the text. A single `X?Y` stays: its mark may stand for a
rare character of a name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cleaner.stages.repair.signs import GAP, matches, places
from cleaner.text.characters import HAN
from cleaner.text.words import words

SURNAMES = "".join(words("surnames"))
"""Common surnames, in both scripts."""
MIN_GAPS = 2
"""Minimum number of marks where no clause can end; those beside a name count double."""


_TITLE_END = "长長任记記者員员席表授"
_BEHIND_NAME = r"(?=[\s，。、；：,:()（）]|各位|同志|先生|女士|$)"
_BYLINE = "|".join(f"(?<={word}.)" for word in ("记者", "記者", "讯员", "訊員", "摄影", "攝影"))
_SPACED = ("surname", "name", "dateline", "number", "role")
"""Groups of the patterns that stand for a space; `middle` and `surname` are kept."""

_CERTAIN = rf"""
    MARK (?:
        # 刘;素;月
        (?<=[{SURNAMES}].)(?<!MARK.MARK);?(?P<middle>[{HAN}])MARK;?(?=[{HAN}](?![?;]))
        # 区长? 黄?滔
      | (?<=[{_TITLE_END}].);?\ ?(?P<surname>[{SURNAMES}])MARK;?(?=[{HAN}])
        # 记者?张三
      | (?:{_BYLINE});?\ ?(?P<name>)(?=[{SURNAMES}][{HAN}]{{1,2}}(?![{HAN}]))
        # 本报讯?(记者
      | (?<=[报報社网網日台][讯訊电電].);?\ ?(?P<dateline>)(?=[(（{HAN}])
        # 达;8.4万元
      | (?<=[达達为為約约共至超逾占佔].);?(?=[0-9])
        # 步步领先。;提升
      | (?<=。.)(?=[{HAN}])
        # 第一章?总则
      | (?<=[一二三四五六七八九十0-9][章节節条條编編篇].)[?;\ ]*(?P<number>)(?=[{HAN}])
      | (?<=[一二三四五六七八九十]、.)[?;\ ]*(?=[{HAN}])
        # ????近日
      | (?<=\?)(?<![^\n>\u3000].)\?*(?=[{HAN}“《])
    )
"""
"""A gap where no clause can end; MARK is replaced by `?` or `;`."""
_LIKELY = rf"""
    MARK (?:
        # 王?磊、
        (?<=[{SURNAMES}].)(?:(?<![{HAN}]..)|(?<=[{_TITLE_END}]..));?\ ?(?=[{HAN}]{_BEHIND_NAME})
        # 县长?李明
      | (?<=[{_TITLE_END}].);?\ ?(?P<name>)(?=[{SURNAMES}][{HAN}]{{1,2}}{_BEHIND_NAME})
        # 张三?通讯员
      | (?<=[{HAN}].);?\ ?(?P<role>)(?=通讯员|通訊員|摄影|攝影)
    )
"""
"""A gap that a clause could also end at; these go where certain ones do."""
_BEFORE_SEMICOLON = f"{SURNAMES}{_TITLE_END}者员員影讯訊電电達达為为約约共至超逾占佔。章节節条條编編篇、"
_BEFORE = {";": frozenset(_BEFORE_SEMICOLON), "?": frozenset(f"{_BEFORE_SEMICOLON}\n>\u3000")}
"""The characters that stand before the mark of a certain gap, by mark."""
_BEHIND = re.compile(f"[?; 0-9(（“《{HAN}]")
"""A character that stands behind the mark of a certain gap."""


@lru_cache(maxsize=4)
def _pattern(kind: str, mark: str) -> re.Pattern[str]:
    """Compile `_CERTAIN` or `_LIKELY` when it is needed, which takes longer than to clean a page."""
    return re.compile(kind.replace("MARK", re.escape(mark)), re.VERBOSE)


def close_gaps(text: str) -> str:
    """Remove the marks that are gaps, if the text shows several.

    Between a title and a name, and behind the number of a chapter, they become spaces. Returns the same
    object if there are no gaps.

    >>> close_gaps("区长? 黄?滔各位代表：谁来建设?我们。刘;素;月说,收入达;8.4万元;支出减少。")
    '区长 黄滔各位代表：谁来建设?我们。刘素月说,收入达8.4万元;支出减少。'
    >>> close_gaps("朱?基问：是不是?不是。")
    '朱?基问：是不是?不是。'
    """
    for mark in "?;":
        if _shows_gaps(text, mark):
            text = _pattern(_CERTAIN, mark).sub(_closed, text)
            text = _pattern(_LIKELY, mark).sub(_closed, text)
    return text


def _shows_gaps(text: str, mark: str) -> bool:
    """Whether the text has enough certain gaps of this mark."""
    starts = [place for place in places(text, GAP) if text[place] == mark and _may_be_certain(text, place)]
    if sum(2 if _may_be_by_name(text, place) else 1 for place in starts) < MIN_GAPS:
        return False
    if text.count(mark) > len(text) // 3:  # nothing but `????`, which is beyond repair
        return False
    gaps = matches(_pattern(_CERTAIN, mark), text, starts)
    return sum(2 if _is_by_name(gap) else 1 for gap in gaps) >= MIN_GAPS


def _may_be_certain(text: str, place: int) -> bool:
    """Whether the characters beside a mark allow a certain gap, which is a quick look."""
    before = text[place - 1] if place else "\n"
    return before in _BEFORE[text[place]] and _BEHIND.match(text, place + 1) is not None


def _may_be_by_name(text: str, place: int) -> bool:
    """Whether the mark may be beside a name: 刘;素;月, 长? 黄?滔."""
    before, mark = text[place - 1 : place], text[place]
    return before in _TITLE_END or (before in SURNAMES and mark in text[place + 1 : place + 4])


def _is_by_name(gap: re.Match[str]) -> bool:
    return bool(gap["middle"] or gap["surname"])


def _closed(gap: re.Match[str]) -> str:
    """What takes the place of a gap: a space or nothing, and the character that the pattern took along."""
    groups = gap.groupdict()
    space = " " if any(groups.get(name) is not None for name in _SPACED) else ""
    return space + (groups.get("surname") or groups.get("middle") or "")
