"""The block that is printed as the title, in pages and in plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document import Block, Role
from cleaner.stages.select.cues.kinds import Kind
from cleaner.stages.select.title_candidates import best_title
from cleaner.text.characters import letters
from cleaner.text.plain import FRONT_MATTER
from cleaner.text.words import words

_NICKNAME = re.compile(f"[老小阿][{''.join(words('surnames'))}]")
"""What friends call somebody: 老周."""
_MAX_ABOVE = 40
"""Maximum length of a line above the title that is left out, characters."""
_MIN_BELOW = 5
"""Minimum length of the text below the title, in lengths of that above it."""
_HEADING = re.compile(r"#\s+(\S.{5,}?)\s*")
"""A heading of Markdown."""
_REPEATED = 12
"""Maximum distance of such a repetition, blocks."""
_ABOVE = "above the title"
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
            is_field = blocks[at].reason == FRONT_MATTER
            blocks[at] = blocks[at].with_text(title if is_field else blocks[at].text).as_role(Role.TITLE)
            return _without_lines_above(blocks, at)
        return [Block(title, Role.TITLE, "told by the head of the page", tag="title"), *blocks]
    at = best_title(blocks)
    if at is not None:
        for position in range(at):
            if blocks[position].printed:
                blocks[position] = blocks[position].as_role(Role.NAVIGATION, _ABOVE)
        blocks[at] = blocks[at].as_role(Role.TITLE)
        return blocks
    at = kept[0]
    first = blocks[at].text.strip()
    if len(kept) > 1 and 4 <= len(first) <= 60 and first[-1] not in "。；;,，、" and _balanced(first):
        blocks[at] = blocks[at].as_role(Role.TITLE)
        _without_repetition(blocks, at)
        below = kept[1]
        if len(kept) > 2 and _NICKNAME.fullmatch(blocks[below].text.strip()):
            blocks[below] = blocks[below].as_role(Role.METADATA, Kind.FIELDS.reason)  # the author
    return blocks


def shown_title(blocks: Sequence[Block], title: str) -> str:
    """The title as the article shows it; it may be less than `title`, which is known from elsewhere.

    >>> shown_title([Block("小镇迎来渔汛", Role.TITLE)], "小镇迎来渔汛_江边网")
    '小镇迎来渔汛'
    """
    shown = next((block.text.strip() for block in blocks if block.role is Role.TITLE), "")
    is_part = bool(shown) and letters(shown) in letters(title)
    return shown if is_part or not title else title


def _without_repetition(blocks: list[Block], title: int) -> list[Block]:
    """The blocks without the line below a heading of Markdown that says the same without its mark."""
    heading = _HEADING.fullmatch(blocks[title].text)
    if not heading:
        return blocks
    for position in range(title + 1, min(title + 1 + _REPEATED, len(blocks))):
        block = blocks[position]
        if block.printed and not block.is_code and block.text.strip() == heading[1]:
            blocks[position] = block.as_role(Role.REPEAT, "the title again")
    return blocks


def _without_lines_above(blocks: list[Block], title: int) -> list[Block]:
    """The blocks without the short lines above the title: the names of columns, tags and controls."""
    sizes = [len(block.text) if block.printed else 0 for block in blocks]
    above, below = sum(sizes[:title]), sum(sizes[title + 1 :])
    if above * _MIN_BELOW > below:
        return blocks
    for position in range(title):
        block = blocks[position]
        if block.printed and len(block.text) <= _MAX_ABOVE and not _PROSE_MARKS.intersection(block.text):
            blocks[position] = block.as_role(Role.NAVIGATION, _ABOVE)
    return blocks


def _balanced(line: str) -> bool:
    return all(line.count(left) == line.count(right) for left, right in ("《》", "（）", "“”"))


def _same(line: str, title: str) -> bool:
    """Whether a line says the title, give or take a site's name or a column."""
    if line == title:
        return True
    short, long = sorted((line, title), key=len)
    return len(short) >= 6 and short in long and len(short) >= 0.7 * len(long)
