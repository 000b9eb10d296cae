"""Spaces between Chinese characters, and the width of letters and kana.

All functions take text of many lines, keep its line breaks, and give the same object back when
there is nothing to do; doing them twice changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

from cleaner.text.characters import HAN

_NUMERALS = "一二三四五六七八九〇０"
_OTHER_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ．\uff61-\uff9f]")
_WIDE = re.compile(
    f"[１-９Ａ-Ｚａ-ｚ]+|(?<![{_NUMERALS}])０+(?![{_NUMERALS}])|(?<=[0-9０-９])．(?=[0-9０-９])"
)
_NARROW = {code: code - 0xFEE0 for code in range(0xFF0E, 0xFF5B)}
_HALF_KANA = re.compile("[\uff61-\uff9f]+")

# each begins with the space itself, which is what makes the search quick
_BEFORE_DIGIT = re.compile(" (?<=[，：；] )(?=[0-9])")
_SPACED_CHARACTERS = re.compile(f" (?<=[{HAN}] )[{HAN}] [{HAN}] [{HAN}]")
_BESIDE_MARK = re.compile(" (?:(?<=[，。、；：！？] )|[，。、；：！？])")

_SPACED_OUT = re.compile(f"(?<![{HAN}])[{HAN}](?: [{HAN}]){{3,}}(?![{HAN}])")
_MARK = re.compile("[，。、；：！？]")
_SPACED_MARK = re.compile("[，。、；：！？] (?=[^ ])| [，。、；：！？]")
_AROUND_MARK = re.compile("(?<=[，。、；：！？]) | (?=[，。、；：！？])")
_BETWEEN_HAN = re.compile(f" (?<=[{HAN}“”《》，。] )(?=[{HAN}“”《》])")
_JOINED_WITH_SPACE = re.compile(r"[\w,.;:!?%)\]'\"]", re.ASCII)


def has_other_width(text: str) -> bool:
    """Whether there is anything for the two functions below."""
    return _OTHER_WIDTH.search(text) is not None


def squeeze(text: str) -> str:
    """One line: single ordinary spaces between words, none around them."""
    tidy = text.isprintable() and "  " not in text and not (text.startswith(" ") or text.endswith(" "))
    return text if tidy else " ".join(text.split())


def ascii_letters(text: str) -> str:
    """Full-width Latin letters, digits and decimal points as ASCII, everything else as it is; also
    the zero that stands for `〇` among Chinese numerals.

    >>> ascii_letters("Ａ股涨了１０．５％，（ＧＤＰ），二００八年")
    'A股涨了10.5％，（GDP），二００八年'
    """
    return _WIDE.sub(lambda match: match.group().translate(_NARROW), text)


def widen_kana(text: str) -> str:
    """Half-width kana and their punctuation as full-width ones, voicing marks composed.

    >>> widen_kana("ｶﾞｲﾄﾞ｡")
    'ガイド。'
    """
    return _HALF_KANA.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)


def tidy_spaces(text: str) -> str:
    """Takes out the spaces that a tool put into Chinese text; single spaces are expected.

    A tool shows by doing it throughout: characters set one by one, a line whose marks have spaces
    around them, one cut into words. Nor is there a space between a comma and a number. Any other
    space may mean something and stays: between the halves of a headline, the characters of a short
    name, sentences, Chinese and Latin words.

    >>> tidy_spaces("关 于 放 假 的 通 知")
    '关于放假的通知'
    >>> tidy_spaces("我们 今天 去 公园 ， 明天 ， 后天 也 去 。")
    '我们今天去公园，明天，后天也去。'
    >>> tidy_spaces("共商大计 开新篇，记者 黎 川")
    '共商大计 开新篇，记者 黎 川'
    """
    if " " not in text:
        return text
    if _SPACED_CHARACTERS.search(text):
        text = _SPACED_OUT.sub(lambda match: match.group().replace(" ", ""), text)
    if _BESIDE_MARK.search(text):
        text = _BEFORE_DIGIT.sub("", text)
        text = "\n".join(_set_tight(line) for line in text.split("\n"))
    return text


def _set_tight(line: str) -> str:
    spaced = len(_SPACED_MARK.findall(line))
    if spaced < 3 or 2 * spaced < len(_MARK.findall(line)):
        return line
    cut_into_words = 5 * len(_BETWEEN_HAN.findall(line)) > len(line)
    line = _AROUND_MARK.sub("", line)
    return _BETWEEN_HAN.sub("", line) if cut_into_words else line


def join(left: str, right: str) -> str:
    """Two parts of one line: a space between Latin words, none where Chinese is on either side.

    >>> join("supply", "chain"), join("股票上", "市规则")
    ('supply chain', '股票上市规则')
    """
    latin = left and _JOINED_WITH_SPACE.match(left[-1]) and right and _JOINED_WITH_SPACE.match(right[0])
    return f"{left} {right}" if latin else left + right
