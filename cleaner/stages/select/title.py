"""The block that is printed as the title, in pages and in plain text."""

from __future__ import annotations

from cleaner.document import Block, Role
from cleaner.text.characters import letters


def mark_title(blocks: list[Block], title: str) -> list[Block]:
    """The blocks with one as the title.

    Where the title is known, it is the last block of these words above the article or in its first
    lines, or else a block of its own in front of them. Otherwise the first line kept, when it is short, no sentence, and text follows.
    """
    kept = [i for i, block in enumerate(blocks) if block.printed]
    if not kept or any(blocks[i].role is Role.TITLE for i in kept):
        return blocks
    if key := letters(title):
        above = (i for i in range(kept[min(2, len(kept) - 1)], -1, -1) if _same(letters(blocks[i].text), key))
        if (at := next(above, None)) is not None:
            blocks[at] = blocks[at].as_role(Role.TITLE)
            return blocks
        return [Block(title, Role.TITLE, "told by the head of the page", tag="title"), *blocks]
    first = blocks[kept[0]].text.strip()
    if len(kept) > 1 and 4 <= len(first) <= 60 and first[-1] not in "。；;,，、" and _balanced(first):
        blocks[kept[0]] = blocks[kept[0]].as_role(Role.TITLE)
    return blocks


def _balanced(line: str) -> bool:
    return all(line.count(left) == line.count(right) for left, right in ("《》", "（）", "“”"))


def _same(line: str, title: str) -> bool:
    """Whether a line says the title, give or take a site's name or a column."""
    if line == title:
        return True
    short, long = sorted((line, title), key=len)
    return len(short) >= 6 and short in long and len(short) >= 0.7 * len(long)
