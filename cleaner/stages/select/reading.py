"""The Simplified reading of Traditional text, by which it is judged where it is to stay as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from cleaner.document import Block, Document
from cleaner.text.traditional import simplified_forms, traditional_characters


def simplified_reading(document: Document) -> Document:
    """The document with the Simplified form of each character; itself if it holds no Traditional one.

    >>> document = Document(title="聲明", blocks=(Block("版權所有"),)).noting(script="traditional")
    >>> simplified_reading(document).blocks[0].text
    '版权所有'
    """
    if document.metadata.get("script") != "traditional":
        return document
    if "mangled" in document.metadata.get("damage", {}):  # it would no longer be told as such
        return document
    if not any(_traditional().search(block.text) for block in document.blocks):
        return document
    forms = str.maketrans(simplified_forms())
    blocks = [block.replace(text=block.text.translate(forms)) for block in document.blocks]
    return document.replace(title=document.title.translate(forms), blocks=tuple(blocks))


@cache
def _traditional() -> re.Pattern[str]:
    """A Traditional character; to search for it is faster than to look at each in a set."""
    return re.compile(f"[{''.join(sorted(traditional_characters()))}]")


def with_characters_of(blocks: Sequence[Block], judged: Sequence[Block]) -> list[Block] | None:
    """What became of the reading of some blocks, with the characters of these.

    `None` if it has other characters: white space may differ, where lines were split or joined.

    >>> [b.text for b in with_characters_of([Block("版權 所有")], [Block("版权"), Block("所有")])]
    ['版權', '所有']
    """
    own = [character for block in blocks for character in block.text if not character.isspace()]
    sizes = [sum(not character.isspace() for character in block.text) for block in judged]
    if sum(sizes) != len(own):
        return None
    rest = iter(own)
    out = []
    for block in judged:
        text = "".join(character if character.isspace() else next(rest) for character in block.text)
        out.append(block.replace(text=text))
    forms = simplified_forms()
    same = all(
        new == old or new == forms.get(old)
        for was, now in zip(out, judged, strict=True)
        for old, new in zip(was.text, now.text, strict=True)
    )
    return out if same else None
