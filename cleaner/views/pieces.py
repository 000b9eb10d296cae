"""Two versions of a text in pieces, those that differ marked."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.differences import differences

CONTEXT = 30
"""Maximum text shown on either side of a repair, characters: enough to find the place again."""

Piece = tuple[str, bool]
"""A piece of a text, and whether it differs from the other version."""


def segments(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both versions in pieces; joined, the pieces give the text back.

    >>> segments("中文字苻", "中文字符")
    ([('中文字', False), ('苻', True)], [('中文字', False), ('符', True)])
    """
    old: list[Piece] = []
    new: list[Piece] = []
    old_end = new_end = 0
    for i1, i2, j1, j2 in differences(before, after):
        old += [(before[old_end:i1], False), (before[i1:i2], True)]
        new += [(after[new_end:j1], False), (after[j1:j2], True)]
        old_end, new_end = i2, j2
    old.append((before[old_end:], False))
    new.append((after[new_end:], False))
    return _filled(old), _filled(new)


def replaced_pairs(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield what became what: single characters if as many came as went, else the whole difference.

    >>> list(replaced_pairs("大會開幕(kāi)", "大会开幕"))
    [('會', '会'), ('開', '开'), ('(kāi)', '')]
    """
    for i1, i2, j1, j2 in differences(before, after):
        if i2 - i1 == j2 - j1:
            yield from zip(before[i1:i2], after[j1:j2], strict=True)
        else:
            yield before[i1:i2], after[j1:j2]


def abridged(pieces: list[Piece]) -> list[Piece]:
    """The pieces with only the ends of long ones that do not differ.

    >>> abridged([("苻", True), ("一" * 40 + "二" * 60, False)])[1][0].count("一")
    30
    """
    return [(_ends_of(text), False) if not differs else (text, True) for text, differs in pieces]


def _ends_of(text: str) -> str:
    if len(text) <= 3 * CONTEXT:
        return text
    return f"{text[:CONTEXT]} … {text[-CONTEXT:]}"


def _filled(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece[0]]
