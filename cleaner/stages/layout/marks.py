"""Full-width marks for the ASCII marks of one line, where their context is Chinese.

What stands on both sides of a mark decides: Chinese on either side restores it, digits or Latin letters on
both sides keep it. `％` stays ASCII: `5%` is the usual form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from cleaner.stages.layout.prose import CHINESE, LETTER, PROTECTED, is_foreign
from cleaner.text.characters import HAN

Side = Literal["chinese", "latin", "edge"]
"""What stands on one side of a mark; `edge` is the start or the end of the line."""

_FULL = str.maketrans(",:;!?()", "，：；！？（）")
_MARK = re.compile("[,:;!?()]")
_BRACKET = re.compile("[()]")
_AFTER_CHINESE = re.compile(f"(?<={CHINESE.pattern})[,:;!?](?![()])")
"""A mark right behind Chinese, except one that may belong to a smiley, `:)`."""

_ASIDE = """,:;!?，：；！？()%"'“”‘’… —"""
"""Marks, quotes and spaces, which may stand between a mark and what it belongs to."""
_MAX_ASIDE = 12
"""Maximum number of such characters that are passed over."""
_CLUSTER = re.compile(f"[{_ASIDE}]+")
_CLUSTER_MARK = re.compile("[,:;!?]")
_CLOSING_QUOTES = ("”", "’", '"')
_DATED = re.compile(f"[0-9]{{1,6}}[{HAN}]")
"""A number with its Chinese unit: `2008年`."""
_LATIN_END = re.compile(
    rf"""
    [{HAN}）][ ]?
    (?: [\w.+%/-]+(?:[ ][\w.+%/-]+)?          # 支持Windows 10
      | [“‘《]\w[\w .+%/-]{{0,30}}[”’》]      # 一曲《Let It Be》
    )$
    """,
    re.ASCII | re.VERBOSE,
)
"""A Latin word or two, or a quotation, at the end of a Chinese sentence."""
_LATIN_END_WINDOW = 40
"""Characters before a mark in which such an end is looked for."""


def restore_line(line: str) -> str:
    """Make the marks in Chinese context full-width, whether or not the line was folded.

    >>> restore_line("约翰福音3:16,苹果(Apple),真的吗?")
    '约翰福音3:16，苹果（Apple），真的吗？'
    """
    if not _MARK.search(line) or is_foreign(line):
        return line
    if "`" not in line and "](" not in line:  # the plain case, quick
        line = _AFTER_CHINESE.sub(lambda match: match[0].translate(_FULL), line)
        if not _MARK.search(line):
            return line
    return _restore_by_context(line)


def _restore_by_context(line: str) -> str:
    """The line with brackets and clusters of marks decided by their sides."""
    characters = list(line)
    protected = [match.span() for match in PROTECTED.finditer(line)]
    for start, end in protected:  # counts as Latin text
        characters[start:end] = "x" * (end - start)
    if "(" in characters or ")" in characters:
        _restore_brackets("".join(characters), characters)
    shown = "".join(characters)
    for cluster in _CLUSTER.finditer(shown):
        _restore_cluster(shown, cluster.start(), cluster.end(), characters)
    for start, end in protected:
        characters[start:end] = line[start:end]
    return "".join(characters)


def _side(characters: Sequence[str], place: int, step: Literal[-1, 1]) -> Side:
    """What stands on one side, from `place` on in the direction of `step`."""
    for _ in range(_MAX_ASIDE):
        if not 0 <= place < len(characters):
            return "edge"
        if characters[place] not in _ASIDE:
            return "chinese" if CHINESE.match(characters[place]) else "latin"
        place += step
    return "edge"


class _Pair(NamedTuple):
    """The places of two brackets that belong together, and whether there is Chinese between them."""

    opening: int
    closing: int
    holds_chinese: bool


def _restore_brackets(line: str, characters: list[str]) -> None:
    """Restore brackets in place, both of a pair together; inner pairs come first and count as Chinese."""
    pairs, single = _pairs(line)
    for pair in pairs:
        if _is_chinese_pair(pair, line, characters):
            characters[pair.opening], characters[pair.closing] = "（", "）"
    for place in single:
        inward: Literal[-1, 1] = -1 if line[place] == ")" else 1
        smiley = place and line[place - 1] in ":;="
        if not smiley and _side(characters, place + inward, inward) == "chinese":
            characters[place] = line[place].translate(_FULL)


def _pairs(line: str) -> tuple[list[_Pair], list[int]]:
    """The pairs of brackets, inner ones first, and the places of brackets without a partner."""
    pairs: list[_Pair] = []
    single: list[int] = []
    opened: list[tuple[int, int]] = []  # place, Chinese characters before it
    chinese = end = 0
    for match in _BRACKET.finditer(line):
        place = match.start()
        chinese += len(CHINESE.findall(line, end, place))
        end = place + 1
        if match[0] == "(":
            opened.append((place, chinese))
        elif opened:
            opening, before = opened.pop()
            pairs.append(_Pair(opening, place, chinese > before))
        else:
            single.append(place)
    single += [place for place, _ in opened]
    return pairs, single


def _is_chinese_pair(pair: _Pair, line: str, characters: Sequence[str]) -> bool:
    """Whether Chinese stands inside or before a pair, or behind it if it starts the line or a word."""
    if pair.holds_chinese:
        return True
    starts = pair.opening == 0 or line[pair.opening - 1] == " "
    left = "edge" if starts else _side(characters, pair.opening - 1, -1)
    if left == "edge":
        return _side(characters, pair.closing + 1, 1) == "chinese"
    return left == "chinese"


def _restore_cluster(line: str, start: int, end: int, characters: list[str]) -> None:
    """Restore marks that touch one another, with quotes and spaces between; they share their sides."""
    left = _side(line, start - 1, -1)
    right = _side(line, end, 1)
    if left == "latin" and LETTER.match(line, start - 1) and _DATED.match(line, end):
        right = "chinese"  # Windows,2008年
    if "chinese" not in (left, right) and (left, right) != ("latin", "edge"):
        return
    for match in _CLUSTER_MARK.finditer(line, start, end):
        if _is_chinese_mark(line, match.start(), left, right):
            characters[match.start()] = match[0].translate(_FULL)


def _is_chinese_mark(line: str, place: int, left: Side, right: Side) -> bool:
    """Whether a mark of a cluster with these sides is full-width."""
    mark, following = line[place], line[place + 1 : place + 2]
    if left == "chinese":
        smiley = mark in ":;" and following in ("(", ")")
        return not smiley
    quoted = left == "latin" and following in _CLOSING_QUOTES
    if right == "chinese" and not quoted:
        field = mark == ":" and following == " "  # key: 值
        return not field
    return bool(_LATIN_END.search(line, max(0, place - _LATIN_END_WINDOW), place))
