"""Runs of `*`, `_` and `~`: where CommonMark lets them open and close emphasis.

A run beside a letter on one side and punctuation on the other opens or closes nothing on the side of
the punctuation, so `**“注”**的` shows its asterisks. Chinese text, which has no spaces, is full of such
places.
"""

from __future__ import annotations

import unicodedata
from string import punctuation

_SPACES = "\t\n\v\f\r"
_ASCII_PUNCTUATION = frozenset(punctuation)
_PUNCTUATION = ("P", "PS")
"""General categories that count as punctuation, without symbols in CommonMark before 0.31 and with them."""


def may_open(before: str, mark: str, after: str) -> bool:
    """Whether some version of CommonMark reads a run between two characters as an opener.

    `before` and `after` are empty at the ends of the text; `mark` is a character of the run.

    >>> may_open("", "*", "注"), may_open("的", "*", "“"), may_open("a", "_", "b")
    (True, False, False)
    """
    return any(_opens(before, mark, after, categories) for categories in _PUNCTUATION)


def may_close(before: str, mark: str, after: str) -> bool:
    """Whether some version of CommonMark reads a run between two characters as a closer."""
    return may_open(after, mark, before)


def must_open(before: str, after: str) -> bool:
    """Whether every version of CommonMark reads a run of `*` between two characters as an opener."""
    return all(_opens(before, "*", after, categories) for categories in _PUNCTUATION)


def must_close(before: str, after: str) -> bool:
    """Whether every version of CommonMark reads a run of `*` between two characters as a closer.

    >>> must_close("注", "的"), must_close("”", "的")
    (True, False)
    """
    return must_open(after, before)


def _opens(before: str, mark: str, after: str, categories: str) -> bool:
    if not _flanks(before, after, categories):
        return False
    inside_word = mark == "_" and _flanks(after, before, categories)
    return not inside_word or _is_punctuation(before, categories)


def _flanks(before: str, after: str, categories: str) -> bool:
    """Whether a run is left-flanking; with the characters swapped, whether it is right-flanking."""
    if _is_space(after):
        return False
    return not _is_punctuation(after, categories) or _is_space(before) or _is_punctuation(before, categories)


def _is_space(character: str) -> bool:
    return not character or character in _SPACES or unicodedata.category(character) == "Zs"


def _is_punctuation(character: str, categories: str) -> bool:
    if not character:
        return False
    return character in _ASCII_PUNCTUATION or unicodedata.category(character)[0] in categories
