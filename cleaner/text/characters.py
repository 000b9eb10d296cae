"""Classes of characters: Han, letters and digits, ends of sentences."""

from __future__ import annotations

import re
import unicodedata

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
"""Han characters of the basic plane, for use inside the brackets of a pattern."""
HAN_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000))
"""The same as code points: start and end (exclusive) of each block."""
COMMON_HAN = "\u4e00-\u9fff"
"""Han without extension A, whose rare characters no label, outlet or place is written with."""
SENTENCE_ENDS = "。！？!?；;"
"""Punctuation that ends a sentence or a main clause, for use inside the brackets of a pattern."""
NOT_LETTERS = re.compile(r"[\W_]+")
"""A run of anything but letters and digits."""


def is_han(character: str) -> bool:
    """Whether a character is a Han character of the basic plane.

    >>> is_han("字"), is_han("a"), is_han("")
    (True, False, False)
    """
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf"


def letters(text: str) -> str:
    """Letters and digits only.

    >>> letters("“你好”, 世界 - 2!")
    '你好世界2'
    """
    return text if text.isalnum() else NOT_LETTERS.sub("", text)


def folded_letters(text: str) -> str:
    """Letters and digits only, in NFKC and case-folded, to compare texts from different sources.

    >>> folded_letters("《黑Ａ》6899, 号。")
    '黑a6899号'
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in text if unicodedata.category(c)[0] in "LN")
