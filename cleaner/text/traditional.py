"""The characters in which Traditional and Simplified text differ, taken from the installed OpenCC."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

AT_HOME_IN_BOTH = frozenset(
    "乾夥徵拚捱摺於榘菸薹醣麴麽吒"  # in GB 2312 itself, though t2s changes them
    "昇陞祕脩氾扞蒐谿逕釐剋劄鍾鉅甦瞭藉覆著麼"  # readmitted as characters of names and terms (1988, 2013)
)


@lru_cache(maxsize=1)
def variants() -> dict[str, str]:
    """What `t2s` leaves of Traditional text: character to Simplified character, from `variants.txt`."""
    lines = resources.files(__package__).joinpath("variants.txt").read_text(encoding="utf-8").splitlines()
    return {pair[0]: pair[1] for line in lines if not line.startswith("#") for pair in line.split()}


@lru_cache(maxsize=1)
def simplified_forms() -> dict[str, str]:
    """Every Han character of the basic plane that `t2s` changes, with what it alone becomes."""
    import opencc

    characters = [*map(chr, range(0x3400, 0x4DC0)), *map(chr, range(0x4E00, 0xA000))]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {old: new for old, new in zip(characters, converted, strict=True) if old != new}


@lru_cache(maxsize=1)
def traditional_characters() -> frozenset[str]:
    """The characters that are evidence of Traditional."""
    return frozenset(simplified_forms()) - AT_HOME_IN_BOTH


@lru_cache(maxsize=1)
def simplified_characters() -> frozenset[str]:
    """The characters that are evidence of Simplified."""
    forms = "".join(simplified_forms().values())
    return _within(forms, "gb2312") - _within(forms, "big5")


def _within(characters: str, charset: str) -> frozenset[str]:
    return frozenset(characters.encode(charset, "ignore").decode(charset))
