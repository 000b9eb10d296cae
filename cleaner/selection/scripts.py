"""Patterns that match Simplified and Traditional text alike, without converting the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_SIMPLIFIED = (
    "来责辑编审对浏览阅读点击评论热门关闻页转载权声记员讯时间发图摄标签类栏录号微众维扫链网备频题专经听观视线"
    "华报导总划统监制终复举违诊疗议参构资风险请与联删户验证寻订购顶级贴楼帖该积们这还没账设为书内续继错误简"
    "体写闭邮机电话传处术办单据库条则节张组个无余输长学习数应实乐汇见乌荐询区钟赞宾业务违员创务东韩亚图从"
)
_TRADITIONAL = (
    "來責輯編審對瀏覽閱讀點擊評論熱門關聞頁轉載權聲記員訊時間發圖攝標籤類欄錄號微眾維掃鏈網備頻題專經聽觀視線"
    "華報導總劃統監製終復舉違診療議參構資風險請與聯刪戶驗證尋訂購頂級貼樓帖該積們這還沒帳設為書內續繼錯誤簡"
    "體寫閉郵機電話傳處術辦單據庫條則節張組個無餘輸長學習數應實樂匯見烏薦詢區鐘讚賓業務違員創務東韓亞圖從"
)
_FORMS = {s: s + t for s, t in zip(_SIMPLIFIED, _TRADITIONAL, strict=True) if s != t} | {
    full: chr(ord(full) - 0xFEE0) + full for full in "：（）！？，；"
}


def both(pattern: str) -> str:
    """The pattern with `来` standing for `來` too, and `：` for the colon of either width.

    >>> both("来源：")
    '[来來]源[:：]'
    """
    out: list[str] = []
    inside = escaped = False
    for char in pattern:
        if not escaped and char in "[]":
            inside = char == "["
        forms = _FORMS.get(char, char)
        out.append(forms if inside or len(forms) == 1 else f"[{forms}]")
        escaped = char == "\\" and not escaped
    return "".join(out)


def any_of(words: str) -> re.Pattern[str]:
    """A fast search for any word of a list, in either script.

    >>> bool(any_of("来源 更新").search("文章來源"))
    True
    """
    simplified = words.split()
    traditional = [word.translate(_TO_TRADITIONAL) for word in simplified]
    return re.compile("|".join(map(re.escape, dict.fromkeys(simplified + traditional))))


def pairs_of(words: str) -> re.Pattern[str]:
    """A fast search for the first two characters of any word of a list, in either script and case."""
    simplified = [word[:2] for word in words.split()]
    traditional = [word.translate(_TO_TRADITIONAL) for word in simplified]
    forms = (f for word in simplified + traditional for f in (word, word.lower(), word.upper(), word.title()))
    return any_pair(forms)


def any_pair(pairs: Iterable[str]) -> re.Pattern[str]:
    """A fast search for pairs of characters: a match is the first of a pair, so that none is missed.

    >>> [match.start() for match in any_pair(["ab", "bc"]).finditer("abc")]
    [0, 1]
    """
    follow: dict[str, set[str]] = {}
    for pair in pairs:
        follow.setdefault(pair[0], set()).add(pair[1])
    sets = ((re.escape(first), re.escape("".join(sorted(seconds)))) for first, seconds in follow.items())
    return re.compile("|".join(f"{first}(?=[{seconds}])" for first, seconds in sets))


_TO_TRADITIONAL = str.maketrans(_SIMPLIFIED, _TRADITIONAL)


def first_characters(pattern: str) -> frozenset[str] | None:
    r"""The lower-case characters that a match of the pattern can begin with; None when any can.

    A `0` stands for all digits, a space for all white space. It reads as much of the syntax as
    `cues.txt` uses: literals, sets, `(?:...)`, alternatives and quantifiers. What it does not know it
    answers with None.

    >>> sorted(first_characters(r"(?:[ab]|cd|\d)?ef"))
    ['0', 'a', 'b', 'c', 'e']
    """
    found: set[str] = set()
    for branch in _branches(pattern):
        while branch:
            element, quantifier, branch = _element(branch)
            firsts = _firsts(element)
            if firsts is None:
                return None
            found |= firsts
            if not (quantifier in ("?", "*") or quantifier.startswith("{0")):
                break
        else:
            return None
    return frozenset(found)


def needed_pairs(pattern: str) -> frozenset[str] | None:
    """Lower-case pairs of characters one of which is in every match; None when there are no such.

    >>> sorted(needed_pairs("[ab]cd?|.*e(?:fg|hi)"))
    ['ac', 'bc', 'fg', 'hi']
    """
    found: set[str] = set()
    for branch in _branches(pattern):
        able: list[frozenset[str]] = []
        before: Collection[str] = ()
        while branch:
            element, quantifier, branch = _element(branch)
            if quantifier:
                before = ()
            elif element.startswith("("):
                able += [inner] if (inner := needed_pairs(element.removeprefix("(?:")[:-1])) else []
                before = ()
            else:
                after = () if (firsts := _firsts(element)) is None or not firsts.isdisjoint("0 ") else firsts
                able += [frozenset(a + b for a in before for b in after)] if before and after else []
                before = after
        if not able:
            return None
        found |= min(able, key=len)
    return frozenset(found)


def _branches(pattern: str) -> list[str]:
    """The alternatives on the outermost level."""
    out, depth, start, at = [], 0, 0, 0
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 1
        elif pattern[at] == "[":
            at += 1
            while pattern[at] != "]":
                at += 2 if pattern[at] == "\\" else 1
        elif pattern[at] in "()":
            depth += 1 if pattern[at] == "(" else -1
        elif pattern[at] == "|" and not depth:
            out.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*out, pattern[start:]]


def _element(branch: str) -> tuple[str, str, str]:
    """The first element of a sequence, its quantifier, and the rest."""
    end = _ELEMENT.match(branch)
    size = end.end() if end else 1
    if branch[0] == "(":
        size = next(n for n in range(1, len(branch) + 1) if _balanced(branch[:n]))
    quantifier = _QUANTIFIER.match(branch, size)
    mark = quantifier[0] if quantifier else ""
    return branch[:size], mark, branch[size + len(mark) :]


def _balanced(part: str) -> bool:
    bare = _SETS.sub("", part)
    return part[-1] == ")" and bare.count("(") == bare.count(")")


def _firsts(element: str) -> set[str] | frozenset[str] | None:
    if element.startswith("(?:"):
        return first_characters(element[3:-1])
    if element.startswith("["):
        if element[1] == "^" or _CLASS.search(element):
            return None
        inside = _RANGE.sub(
            lambda ends: "".join(map(chr, range(ord(ends[1]), ord(ends[2]) + 1))), element[1:-1]
        )
        return {_digit(char) for char in inside.replace("\\", "").lower()}
    if element.startswith("\\"):
        return {element[1]} if not element[1].isalnum() else {"d": {"0"}, "s": {" "}}.get(element[1])
    return None if element[0] in ".(^$" else {_digit(element.lower())}


def _digit(char: str) -> str:
    return "0" if char.isdecimal() else char


_ELEMENT = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|.")
_RANGE = re.compile(r"([^\\])-(.)")
_CLASS = re.compile(r"\\\w")
_QUANTIFIER = re.compile(r"[?*+]|\{\d*,?\d*\}")
_SETS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]")
