"""No-break spaces that a charset without them turned into `?` or `;`: `黄?滔`, `刘;素;月`, `达;8.4万元`.

A real mark ends a clause. So a mark may be a gap only where no clause can end, and it is taken for
one only when the same mark stands in several such places of the text. `X?Y` alone is left alone:
there the mark may stand for a rare character of a name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cleaner.stages.repair.signs import GAP, matches, places
from cleaner.text.characters import HAN
from cleaner.text.words import words

SURNAMES = "".join(words("surnames"))
"""The common surnames, in both scripts."""

LEAST = 2
"""Marks in places where none can be, before any is taken for a gap."""


_TITLE_END = "长長任记記者员員席表授"
_BEHIND_NAME = r"(?=[\s，。、；：,:()（）]|各位|同志|先生|女士|$)"
_BYLINE = "".join(f"(?<={word}.)|" for word in ("记者", "記者", "讯员", "訊員", "摄影", "攝影"))[:-1]

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
_BEFORE_SEMICOLON = f"{SURNAMES}{_TITLE_END}者员員影讯訊電电达達为為約约共至超逾占佔。章节節條条编編篇、"
_BEFORE = {";": frozenset(_BEFORE_SEMICOLON), "?": frozenset(f"{_BEFORE_SEMICOLON}\n>\u3000")}
_BEHIND = re.compile(f"[?; 0-9(（“《{HAN}]")
"""What stands before and behind the mark of any certain gap."""


@lru_cache(maxsize=4)
def _pattern(kind: str, mark: str) -> re.Pattern[str]:
    """Compiled where it is needed, which takes longer than to clean a page."""
    return re.compile(kind.replace("MARK", re.escape(mark)), re.VERBOSE)


def close_gaps(text: str) -> str:
    """The text without marks that are gaps, where it shows several; otherwise the same object.
    Between a title and a name, and behind the number of a chapter, a space takes their place.

    >>> close_gaps("区长? 黄?滔各位代表：谁来建设?我们。刘;素;月说,收入达;8.4万元;支出减少。")
    '区长 黄滔各位代表：谁来建设?我们。刘素月说,收入达8.4万元;支出减少。'
    >>> close_gaps("朱?基问：是不是?不是。")
    '朱?基问：是不是?不是。'
    """
    for mark in "?;":
        starts = [
            place
            for place in places(text, GAP)
            if text[place] == mark
            and (text[place - 1] if place else "\n") in _BEFORE[mark]
            and _BEHIND.match(text, place + 1)
        ]
        if sum(1 + _is_by_name(text, place) for place in starts) < LEAST:
            continue
        if text.count(mark) > len(text) // 3:  # text of nothing but `????` is beyond this
            continue
        gaps = matches(_pattern(_CERTAIN, mark), text, starts)
        if sum(2 if match["middle"] or match["surname"] else 1 for match in gaps) >= LEAST:
            text = _pattern(_CERTAIN, mark).sub(_closed, text)
            text = _pattern(_LIKELY, mark).sub(_closed, text)
    return text


def _is_by_name(text: str, place: int) -> bool:
    """Whether the mark can be beside a name, which proves as much as two others: 刘;素;月, 长? 黄?滔."""
    before, mark = text[place - 1 : place], text[place]
    return before in _TITLE_END or (before in SURNAMES and mark in text[place + 1 : place + 4])


def _closed(match: re.Match[str]) -> str:
    kept = match.groupdict()
    spaced = any(kept.get(group) is not None for group in ("surname", "name", "dateline", "number", "role"))
    return (" " if spaced else "") + (kept.get("surname") or kept.get("middle") or "")
