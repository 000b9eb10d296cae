"""Texts that are nothing but the article: sentences, none of which looks like anything else.

Most texts of a collection that was cleaned before are of this kind. What would cut, judge, join or compare
their lines has nothing to do, so it is not even called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document import Block, Role
from cleaner.stages.select.cues.patterns import look_at
from cleaner.stages.select.inline import split_inline
from cleaner.stages.select.line import Line, evidence_of, line_of
from cleaner.stages.select.passes.contents import reject_contents
from cleaner.stages.select.passes.repeats import reject_summaries
from cleaner.stages.select.title import mark_title
from cleaner.stages.select.title_line import trim_title
from cleaner.text.characters import SENTENCE_ENDS

ENDS = 4
"""Number of lines at either end of a text where boilerplate stands, and minimum number of lines."""
_STOPS = frozenset(f"{SENTENCE_ENDS}：:…”’」』~～")
"""The last characters of sentences, which no line goes on behind."""
_COLONS = ("：", ":")
_PARAGRAPH = 40
"""Minimum length of a line without which a text may be an error page, characters."""
_ADDRESS = re.compile(r"https?:|www\.|\.(?:com|cn)\b")


def untouched(blocks: Sequence[Block], title: str) -> list[Block] | None:
    """The blocks of a text with its title marked, if nothing else is to be done; None if something may be.

    >>> text = [Block("小镇迎来渔汛，码头上挤满了人，渔船都在今天早上回来了，鱼价也跌了，大家都很高兴。")]
    >>> text += [Block("出海的渔船都回来了。"), Block("鱼价跌了一半。这很好！"), Block("明天还要出海吗？")]
    >>> untouched(text, "") == text, untouched([*text, Block("责任编辑：林小满")], "")
    (True, None)
    """
    if len(blocks) < ENDS or not all(map(_is_sentence, blocks)):
        return None
    if not (max(len(block.text) for block in blocks) >= _PARAGRAPH and _differ(blocks)):
        return None
    look_at(block.text for block in blocks)
    lines = [line_of(block.text) for block in blocks]
    if not all(line.complete for line in lines) or not shows_no_boilerplate(blocks, lines):
        return None
    if any(len(split_inline(block)) > 1 for block in blocks):
        return None
    after = trim_title(blocks)
    if any(block.text.endswith(_COLONS) for block in blocks):
        reject_contents(after, lines)
    reject_summaries(after, lines)
    after = mark_title(after, title)
    for old, new in zip(blocks, after, strict=False):
        if new is not old and new.as_role(Role.BODY) != old:
            return None
    return after if len(after) == len(blocks) else None


def is_clean(blocks: Sequence[Block]) -> bool:
    """Whether a text is nothing but the article, as far as its ends and the cues tell.

    Of 1,101 such texts the model rejects lines of one.
    """
    if len(blocks) < ENDS or any(block.glue or not block.printed for block in blocks):
        return False
    return shows_no_boilerplate(blocks, [evidence_of(block) for block in blocks])


def shows_no_boilerplate(blocks: Sequence[Block], lines: Sequence[Line]) -> bool:
    """Whether no line is a cue, and the lines at both ends are prose without addresses."""
    if not all(line.prose for line in (*lines[:ENDS], *lines[-ENDS:])):
        return False
    if any(line.cue is not None for line in lines):
        return False
    return not any(_ADDRESS.search(block.text) for block in (*blocks[:ENDS], *blocks[-ENDS:]))


def _is_sentence(block: Block) -> bool:
    """Whether a block is a line of plain text that ends as sentences do."""
    return block.text[-1:] in _STOPS and block == Block(block.text, marks=block.marks)


def _differ(blocks: Sequence[Block]) -> bool:
    """Whether no line is said twice."""
    return len({"".join(block.text.split()) for block in blocks}) == len(blocks)
