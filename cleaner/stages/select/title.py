"""The block that is printed as the title, in pages and in plain text.

Of a page the head tells it. In a text it is the first line that is kept, unless `title_candidates` knows
better; what a template added to that line is cut off before (`title_line`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document import Block, Role
from cleaner.stages.select.cues.cue import cue
from cleaner.stages.select.cues.kinds import SURE, Kind
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
_PROSE_MARKS = frozenset("，。！？；…")
_ENDS = frozenset("。；…")
"""Marks of a line above the title that stays, and of one above a title that is a heading."""
_HEADING_TAGS = frozenset(("h1", "h2"))
_MIN_TITLE, _MAX_TITLE = 4, 60
"""Lengths of a first line that is the title, characters."""
_NO_END = frozenset("。；;,，、")
_HEADING = re.compile(r"#\s+(\S.{5,}?)\s*")
"""A heading of Markdown."""
_NEAR = 12
"""Maximum distance from the title of what repeats it, blocks."""
_MAX_ADDED = 6
"""Maximum letters that a line which repeats the title adds to it: `第1页`, `新闻网`."""
_MIN_REPEATED = 8
"""Minimum letters of a title whose repetition may add some."""
_ABOVE = "above the title"
_AGAIN = "the title again"


def mark_title(blocks: list[Block], title: str) -> list[Block]:
    """The blocks with one as the title, without what stands above it and is none of the article.

    Where the title is known, it is the last block of these words above the article or in its first
    lines, or else a block of its own in front of them. Otherwise it is the best candidate, or the first
    line kept, when that is short, no sentence, and text follows.
    """
    kept = [i for i, block in enumerate(blocks) if block.printed]
    if not kept or any(blocks[i].role is Role.TITLE for i in kept):
        return blocks
    if letters(title):
        return _mark_known(blocks, kept, title)
    at = best_title(blocks)
    if at is None:
        return _mark_first(blocks, kept)
    for position in range(at):
        if blocks[position].printed:
            blocks[position] = blocks[position].as_role(Role.NAVIGATION, _ABOVE)
    blocks[at] = blocks[at].as_role(Role.TITLE)
    return blocks


def keep_title(judged: Sequence[Block], blocks: list[Block]) -> list[Block]:
    """The blocks with the title that `judged` has, though their words alone did not show that it is one."""
    title = next((place for place, block in enumerate(judged) if block.role is Role.TITLE), None)
    if title is None or not any(block.printed for block in blocks):
        return blocks
    text = judged[title].text
    known = cue(text)
    if known is not None and known.strength == SURE and known.role is Role.NAVIGATION:  # a label of the page
        return blocks
    times = sum(block.text == text for block in judged[:title])
    same = [place for place, block in enumerate(blocks) if block.text == text]
    if times >= len(same) or blocks[same[times]].printed:
        return blocks
    out = [block.as_role(Role.BODY) if block.role is Role.TITLE else block for block in blocks]
    out[same[times]] = out[same[times]].as_role(Role.TITLE)
    return out


def shown_title(blocks: Sequence[Block], title: str) -> str:
    """The title as the article shows it; it may be less than `title`, which is known from elsewhere.

    >>> shown_title([Block("小镇迎来渔汛", Role.TITLE)], "小镇迎来渔汛_江边网")
    '小镇迎来渔汛'
    """
    shown = next((block.text.strip() for block in blocks if block.role is Role.TITLE), "")
    is_part = bool(shown) and letters(shown) in letters(title)
    return shown if is_part or not title else title


def _mark_known(blocks: list[Block], kept: Sequence[int], title: str) -> list[Block]:
    """The blocks with the one that shows a known title marked, or with a block for it."""
    key = letters(title)
    at = _shown(blocks, key, kept[min(2, len(kept) - 1)])
    if at is None:
        at = _numbered(blocks, key, kept)
        blocks.insert(at, Block(title, Role.TITLE, "told by the head of the page", tag="title"))
        return _without_lines_above(blocks, at) if at else blocks
    text = title if blocks[at].reason == FRONT_MATTER else blocks[at].text
    blocks[at] = blocks[at].with_text(text).as_role(Role.TITLE)
    for position in range(at + 1, min(at + 1 + _NEAR, len(blocks))):
        if not blocks[position].printed:
            continue
        if _ENDS.intersection(blocks[position].text):
            break  # the text has begun
        if _repeats(blocks[position], key):
            blocks[position] = blocks[position].as_role(Role.REPEAT, _AGAIN)
    return _without_lines_above(blocks, at)


def _shown(blocks: Sequence[Block], key: str, last: int) -> int | None:
    """The last block up to a position that says the title, or else gives or takes a site's name."""
    texts = [letters(_said(block)) for block in blocks[: last + 1]]
    same = [position for position, text in enumerate(texts) if text == key]
    alike = same or [position for position, text in enumerate(texts) if _is_alike(text, key)]
    return alike[-1] if alike else None


def _said(block: Block) -> str:
    """The text of a block; of a field of front matter only its value, of the row of a table nothing."""
    if block.tag == "tr":
        return ""
    return block.text.partition(":")[2] if block.reason == FRONT_MATTER else block.text


def _is_alike(line: str, title: str) -> bool:
    """Whether a line says the title, give or take a site's name or a column."""
    short, long = sorted((line, title), key=len)
    return len(short) >= 6 and short in long and len(short) >= 0.7 * len(long)


def _numbered(blocks: Sequence[Block], key: str, kept: Sequence[int]) -> int:
    """The position of a heading that says the title behind a number; 0 if there is none."""
    headings = (position for position in kept[:_NEAR] if blocks[position].tag in _HEADING_TAGS)
    return next((position for position in headings if letters(blocks[position].text).endswith(key)), 0)


def _repeats(block: Block, key: str) -> bool:
    """Whether a line says no more than the title and a few letters in front of it or behind."""
    if block.is_code or block.tag == "tr" or len(key) < _MIN_REPEATED:
        return False
    text = letters(block.text) if len(block.text) <= 2 * _MAX_TITLE else ""
    return text.startswith(key) or text.endswith(key) if 0 < len(text) - len(key) <= _MAX_ADDED else False


def _mark_first(blocks: list[Block], kept: Sequence[int]) -> list[Block]:
    """The blocks with the first one kept marked, if it may be the title, and what repeats it left out."""
    at = kept[0]
    first = blocks[at].text.strip()
    is_title = _MIN_TITLE <= len(first) <= _MAX_TITLE and first[-1] not in _NO_END and _is_balanced(first)
    if len(kept) < 2 or not is_title:
        return blocks
    blocks[at] = blocks[at].as_role(Role.TITLE)
    heading = _HEADING.fullmatch(first)
    for position in kept[1:_NEAR] if heading else ():
        if heading and blocks[position].text.strip() == heading[1] and not blocks[position].is_code:
            blocks[position] = blocks[position].as_role(Role.REPEAT, _AGAIN)
    below = kept[1]
    if len(kept) > 2 and _NICKNAME.fullmatch(blocks[below].text.strip()):
        blocks[below] = blocks[below].as_role(Role.METADATA, Kind.FIELDS.reason)  # the author
    return blocks


def _without_lines_above(blocks: list[Block], title: int) -> list[Block]:
    """The blocks without the short lines above the title: the names of columns, tags and controls."""
    sizes = [len(block.text) if block.printed else 0 for block in blocks]
    above, below = sum(sizes[:title]), sum(sizes[title + 1 :])
    if above * _MIN_BELOW > below:
        return blocks
    marks = _ENDS if blocks[title].tag in _HEADING_TAGS else _PROSE_MARKS
    for position in range(title):
        block = blocks[position]
        if block.printed and len(block.text) <= _MAX_ABOVE and not marks.intersection(block.text):
            blocks[position] = block.as_role(Role.NAVIGATION, _ABOVE)
    return blocks


def _is_balanced(line: str) -> bool:
    return all(line.count(left) == line.count(right) for left, right in ("《》", "（）", "“”"))
