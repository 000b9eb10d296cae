"""The block that is printed as the title, in pages and in plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document import Block, Role
from cleaner.stages.select.cues.kinds import Kind
from cleaner.text.characters import is_han, letters
from cleaner.text.head_title import HeadTitle
from cleaner.text.words import words

_NICKNAME = re.compile(f"[老小阿][{''.join(words('surnames'))}]")
"""What friends call somebody: 老周."""
_MAX_ABOVE = 40
"""Maximum length of a line above the title that is left out, characters."""
_MIN_BELOW = 5
"""Minimum length of the text below the title, in lengths of that above it."""
_MAX_HEAD_TITLE = 120
"""Maximum length of the title of a head, characters."""
_SENTENCE_ENDS = ("。", "！", "？", "”", "…", "；")
_PROSE_MARKS = frozenset("，。！？；…")


def mark_title(blocks: list[Block], title: str) -> list[Block]:
    """The blocks with one as the title.

    Where the title is known, it is the last block of these words above the article or in its first
    lines, or else a block of its own in front of them. Otherwise the first line kept, when it is short,
    no sentence, and text follows.
    """
    kept = [i for i, block in enumerate(blocks) if block.printed]
    if not kept or any(blocks[i].role is Role.TITLE for i in kept):
        return blocks
    if key := letters(title):
        above = (i for i in range(kept[min(2, len(kept) - 1)], -1, -1) if _same(letters(blocks[i].text), key))
        if (at := next(above, None)) is not None:
            blocks[at] = blocks[at].as_role(Role.TITLE)
            return _without_lines_above(blocks, at)
        return [Block(title, Role.TITLE, "told by the head of the page", tag="title"), *blocks]
    at = kept[0]
    first = blocks[at].text.strip()
    if len(kept) > 1 and 4 <= len(first) <= 60 and first[-1] not in "。；;,，、" and _balanced(first):
        blocks[at] = blocks[at].as_role(Role.TITLE)
        below = kept[1]
        if len(kept) > 2 and _NICKNAME.fullmatch(blocks[below].text.strip()):
            blocks[below] = blocks[below].as_role(Role.METADATA, Kind.FIELDS.reason)  # the author
    return blocks


def without_site(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a text, with the names of column and site cut off the first line that is kept.

    A text that was made from a page often begins with the title of its head, `标题_社会_江边网`.
    """
    for at, block in enumerate(blocks):
        if not block.printed:
            continue
        text = block.text
        if block.is_code or block.glue or len(text) > _MAX_HEAD_TITLE or text.endswith(_SENTENCE_ENDS):
            break
        bare = HeadTitle(text).bare(frozenset())
        if not bare or bare == text.strip() or not text.strip().startswith(bare) or not is_han(bare[-1]):
            break
        end = text.index(bare) + len(bare)
        rest = block.with_text(text[end:]).as_role(Role.NAVIGATION, Kind.PAGE_TITLE.reason)
        return [*blocks[:at], block.with_text(text[:end]), rest.replace(glue=True), *blocks[at + 1 :]]
    return list(blocks)


def _without_lines_above(blocks: list[Block], title: int) -> list[Block]:
    """The blocks without the short lines above the title: the names of columns, tags and controls."""
    sizes = [len(block.text) if block.printed else 0 for block in blocks]
    above, below = sum(sizes[:title]), sum(sizes[title + 1 :])
    if above * _MIN_BELOW > below:
        return blocks
    for position in range(title):
        block = blocks[position]
        if block.printed and len(block.text) <= _MAX_ABOVE and not _PROSE_MARKS.intersection(block.text):
            blocks[position] = block.as_role(Role.NAVIGATION, "above the title")
    return blocks


def _balanced(line: str) -> bool:
    return all(line.count(left) == line.count(right) for left, right in ("《》", "（）", "“”"))


def _same(line: str, title: str) -> bool:
    """Whether a line says the title, give or take a site's name or a column."""
    if line == title:
        return True
    short, long = sorted((line, title), key=len)
    return len(short) >= 6 and short in long and len(short) >= 0.7 * len(long)
