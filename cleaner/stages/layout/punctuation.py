"""Full-width punctuation that was folded to ASCII, restored where the context is Chinese.

A database that folds U+FF01–FF5E turns `，：；！？（）` into `,:;!?()` and leaves `。、“”《》` alone. This
module tells which lines were folded; `marks` decides about each mark in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.stages.layout.marks import restore_line
from cleaner.text.characters import HAN

_FULL_MARK = re.compile("[，：；！？（）]")
"""What a fold leaves none of."""
_END = f"[{HAN}”》」』】]"
"""What stands before a mark in Chinese text."""

# each begins with the mark itself, which is what makes the search quick
_TIGHT = re.compile(
    rf"""
    [,;!?]
    (?<={_END}.)          # 会议召开,
    (?=[^\s!-~]|$)        # 大家: neither a space nor ASCII, or the end of the line
    """,
    re.MULTILINE | re.VERBOSE,
)
"""A mark as a fold leaves it, without a space behind it."""
_LOOSE = re.compile(f"[,;!?] (?<={_END}..)")
"""A mark as people type it in ASCII, with a space behind it."""
_LOOSE_INSIDE = re.compile(
    rf"""
    [,;:!?][ ]
    (?<=[{HAN}0-9%”》」』】)]..)   # 增长5%,
    (?=[{HAN}“《「(])            # 比
    """,
    re.VERBOSE,
)
"""The same with Chinese text on both sides."""
_COMMA_INSIDE = re.compile(
    rf"""
    ,
    (?<=[{HAN}0-9%”》」』】].)    # 增长5%,
    [{HAN}“《「]                  # 比
    """,
    re.VERBOSE,
)
"""A comma with Chinese text on both sides."""

_BRACKET_APART = re.compile(f" [(](?<=[{HAN}] .)")
_BRACKET = re.compile(f"[(](?<=[{HAN}].)")
_MIN_TIGHT = 3
"""Minimum number of tight marks that show a folded document without such a comma."""
_MIN_LOOSE = 4
"""Minimum number of loose marks inside Chinese text, which show that a tool added the spaces."""


def unfold_punctuation(lines: Sequence[str]) -> list[str]:
    """Make folded punctuation in the lines of one document full-width again.

    All lines are restored if no full-width mark is left in the document and ASCII marks stand in Chinese text
    beside `。` or `、`, set tight as a fold leaves them, or many with a space behind; otherwise only lines
    that show as much themselves. Every character keeps its place, and restoring again changes nothing.

    >>> unfold_punctuation(["蒸汽时代(上)", "增长3.9%,比例3:2,见http://a.cn/?b=1,好吗?是的。", "a,b = f(x)"])
    ['蒸汽时代（上）', '增长3.9%，比例3:2，见http://a.cn/?b=1，好吗？是的。', 'a,b = f(x)']
    """
    text = "\n".join(lines)
    if not _TIGHT.search(text) and ", " not in text:
        return list(lines)
    if not _keeps_its_own_marks(text):
        return [restore_line(line) if _is_folded_line(line) else line for line in lines]
    if _is_folded_document(text):
        return [restore_line(line) for line in lines]
    return list(lines)


def _keeps_its_own_marks(text: str) -> bool:
    """Whether the text has the marks that a fold leaves alone, and none that it folds."""
    return ("。" in text or "、" in text) and not _FULL_MARK.search(text)


def _is_folded_document(text: str) -> bool:
    tight = len(_TIGHT.findall(text))
    loose = len(_LOOSE.findall(text))
    if len(_LOOSE_INSIDE.findall(text)) >= _MIN_LOOSE and not _is_typed_in_ascii(text):
        return True
    return tight > loose and (tight >= _MIN_TIGHT or bool(_COMMA_INSIDE.search(text)))


def _is_typed_in_ascii(text: str) -> bool:
    """Whether brackets stand apart from the Chinese before them, as people set them who type ASCII marks."""
    apart = len(_BRACKET_APART.findall(text))
    return apart > 1 and apart > len(_BRACKET.findall(text))


def _is_folded_line(line: str) -> bool:
    return _keeps_its_own_marks(line) and bool(_COMMA_INSIDE.search(line))
