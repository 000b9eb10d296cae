"""What ids and classes call the parts of a page that stand beside its article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cleaner.document import Block, Role

_NEAREST = 3
_NAMES = (
    (Role.COMMENT, re.compile(r"comment(?!ary)|pinglun|guestbook|(?:^| )repl(?:y|ies)")),
    (Role.DISCLAIMER, re.compile(r"polic(?:y|ies)|disclaimer|shengming|mianze")),
    (Role.NAVIGATION, re.compile(r"share|fenxiang")),
    (Role.RELATED, re.compile(r"recommend|tuijian|relate|xgyd|xgwz")),
)
_LIKELY = 0.05


def beside(block: Block) -> Role | None:
    """The role that the nearest ids and classes of a block give it, other than the article.

    >>> beside(Block("沙发", hints="text commentlist main"))
    <Role.COMMENT: 'comment'>
    >>> beside(Block("正文", hints="@img content main"))
    """
    return _called(block.hints)


@lru_cache(4096)
def _called(hints: str) -> Role | None:
    near = " ".join([word for word in hints.split() if word[0] != "@"][:_NEAREST])
    return next((role for role, name in _NAMES if name.search(near)), None) if near else None


def without_asides(blocks: Sequence[Block], p: Sequence[float]) -> list[float]:
    """The probabilities with those of comments, related lists and the like put down, unless nothing likely
    would be left: some sites name the article so."""
    less = [min(q, 0.02) if q > _LIKELY and beside(block) else q for block, q in zip(blocks, p, strict=True)]
    return less if max(less, default=0) > _LIKELY else list(p)
