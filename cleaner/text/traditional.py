"""Characters that differ between Traditional and Simplified text, from the installed OpenCC."""

from __future__ import annotations

from functools import cache

from cleaner.text.characters import HAN_BLOCKS
from cleaner.text.words import words

AT_HOME_IN_BOTH = frozenset(
    "乾夥徵拚捱摺於榘菸薹醣麴麽吒"  # in GB 2312, although t2s changes them
    "昇陞祕脩氾扞蒐谿逕釐剋劄鍾鉅甦瞭藉覆著麼"  # readmitted for names and terms (1988, 2013)
)
"""Characters that `t2s` changes but that Simplified text also holds."""


@cache
def variants() -> dict[str, str]:
    """Traditional characters that `t2s` leaves alone, with their Simplified forms.

    >>> variants()["妳"]
    '你'
    """
    return {pair[0]: pair[1] for pair in words("variants")}


@cache
def simplified_forms() -> dict[str, str]:
    """Han characters of the basic plane that `t2s` changes, with what each alone becomes.

    >>> simplified_forms()["國"]
    '国'
    """
    import opencc

    characters = [chr(code) for start, end in HAN_BLOCKS for code in range(start, end)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {old: new for old, new in zip(characters, converted, strict=True) if old != new}


@cache
def traditional_characters() -> frozenset[str]:
    """The characters that are evidence of Traditional: `t2s` changes them."""
    return frozenset(simplified_forms()) - AT_HOME_IN_BOTH


@cache
def simplified_characters() -> frozenset[str]:
    """The characters that are evidence of Simplified: `t2s` produces them and Big5 lacks them."""
    forms = "".join(simplified_forms().values())
    return _within(forms, "gb2312") - _within(forms, "big5")


def _within(characters: str, charset: str) -> frozenset[str]:
    return frozenset(characters.encode(charset, "ignore").decode(charset))
