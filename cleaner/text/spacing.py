"""Spaces between Chinese characters, and the width of letters and kana.

All functions take text of many lines and keep its line breaks. They return the same object if there
is nothing to do, and applying them twice changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

from cleaner.text.characters import HAN
from cleaner.text.spaced_out import close_spaced_out

_NUMERALS = "一二三四五六七八九〇０"
_MARKS = "，。、；：！？"

_OTHER_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ．\uff61-\uff9f]")
_WIDE = re.compile(
    rf"""
    [１-９Ａ-Ｚａ-ｚ]+                              # Ａ股
  | (?<![{_NUMERALS}]) ０+ (?![{_NUMERALS}])        # １０, not 二０
  | (?<=[0-9０-９]) ． (?=[0-9０-９])               # １０．５
    """,
    re.VERBOSE,
)
_NARROW = {code: code - 0xFEE0 for code in range(0xFF0E, 0xFF5B)}
_HALF_KANA = re.compile("[\uff61-\uff9f]+")

# These two begin with the space itself, because a search for one character is fast.
_BEFORE_DIGIT = re.compile(" (?<=[，：；] )(?=[0-9])")
_BESIDE_MARK = re.compile(f" (?:(?<=[{_MARKS}] )|[{_MARKS}])")

_MARK = re.compile(f" (?:(?<=[{_MARKS}] )|[{_MARKS}])")

_SPACED_OUT = re.compile(f"(?<![{HAN}])[{HAN}](?: [{HAN}]){{3,}}(?![{HAN}])")
"""Four or more characters with a space between each two: `关 于 放 假`."""
_MARK = re.compile(f"[{_MARKS}]")
_SPACED_MARK = re.compile(f"[{_MARKS}] (?=[^ ])| [{_MARKS}]")
_AROUND_MARK = re.compile(f"(?<=[{_MARKS}]) | (?=[{_MARKS}])")
_BETWEEN_HAN = re.compile(f" (?<=[{HAN}“”《》，。] )(?=[{HAN}“”《》])")
_FOLDED_MARKS = "，；：！？"
_BEHIND_MARK = re.compile(f" (?<=[{_FOLDED_MARKS}] )(?=[{HAN}“《「（])")
_INNER_MARK = re.compile(f"[{_FOLDED_MARKS}](?=.)")
_SPACED_SHARE = 0.8
"""Minimum share of these marks with a space behind them in a text that a tool has spaced."""
_MIN_SPACED_MARKS = 3
"""Minimum number of marks with a space beside them in a line that a tool has spaced."""
_SEGMENTED = 5
"""Maximum number of characters per space between Han in a line cut into words (exclusive)."""
_JOINED_WITH_SPACE = re.compile(r"[\w,.;:!?%)\]'\"]", re.ASCII)


def has_other_width(text: str) -> bool:
    """Whether there is anything to do for `ascii_letters` or `widen_kana`.

    >>> has_other_width("Ａ股"), has_other_width("A股")
    (True, False)
    """
    return _OTHER_WIDTH.search(text) is not None


def squeeze(text: str) -> str:
    """Reduce white space to single ordinary spaces between words, none at the ends, on one line.

    >>> squeeze("　第一　　章 ")
    '第一 章'
    """
    tidy = text.isprintable() and "  " not in text and not (text.startswith(" ") or text.endswith(" "))
    return text if tidy else " ".join(text.split())


def ascii_letters(text: str) -> str:
    """Convert full-width Latin letters, digits and decimal points to ASCII.

    A zero that stands for `〇` among Chinese numerals stays, as does everything else.

    >>> ascii_letters("Ａ股涨了１０．５％，（ＧＤＰ），二００八年")
    'A股涨了10.5％，（GDP），二００八年'
    """
    return _WIDE.sub(lambda match: match.group().translate(_NARROW), text)


def widen_kana(text: str) -> str:
    """Convert half-width kana and their punctuation to full width, voicing marks composed.

    >>> widen_kana("ｶﾞｲﾄﾞ｡")
    'ガイド。'
    """
    return _HALF_KANA.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)


def tidy_spaces(text: str) -> str:
    """Remove the spaces that a tool put into Chinese text; spaces must be single.

    Such spaces show by their regularity: between all characters of a run, around most marks of a
    line, between all words of a line. A space between a comma and a number goes too. Any other may
    mean something and stays: between the halves of a headline, the characters of a short name,
    sentences, Chinese and Latin words.

    >>> tidy_spaces("关 于 放 假 的 通 知")
    '关于放假的通知'
    >>> tidy_spaces("我们 今天 去 公园 ， 明天 ， 后天 也 去 。")
    '我们今天去公园，明天，后天也去。'
    >>> tidy_spaces("共商大计 开新篇，记者 黎 川")
    '共商大计 开新篇，记者 黎 川'
    """
    if " " not in text:
        return text
    text = close_spaced_out(text)
    if _BESIDE_MARK.search(text):
        text = _BEFORE_DIGIT.sub("", text)
        spaced = _are_spaced(text)
        text = "\n".join(map(_without_spaces_at_marks, text.split("\n")))
        if spaced:
            text = _BEHIND_MARK.sub("", text)
    return text


def _are_spaced(text: str) -> bool:
    """Whether a space stands behind nearly all marks of a text that a database folds to ASCII."""
    spaced = len(_BEHIND_MARK.findall(text))
    return spaced >= _MIN_SPACED_MARKS and spaced >= _SPACED_SHARE * len(_INNER_MARK.findall(text))


def _without_spaces_at_marks(line: str) -> str:
    """The line without spaces around marks if most have them, and then without those between words."""
    spaced = len(_SPACED_MARK.findall(line))
    if spaced < _MIN_SPACED_MARKS or 2 * spaced < len(_MARK.findall(line)):
        return line
    cut_into_words = _SEGMENTED * len(_BETWEEN_HAN.findall(line)) > len(line)
    line = _AROUND_MARK.sub("", line)
    return _BETWEEN_HAN.sub("", line) if cut_into_words else line


def join(left: str, right: str) -> str:
    """Join two parts of a line: a space between Latin words, none beside Chinese.

    >>> join("supply", "chain"), join("股票上", "市规则")
    ('supply chain', '股票上市规则')
    """
    if left and right and _JOINED_WITH_SPACE.match(left[-1]) and _JOINED_WITH_SPACE.match(right[0]):
        return f"{left} {right}"
    return left + right
