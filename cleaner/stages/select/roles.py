"""Roles of rejected blocks, from their words, their ids and classes, their links, the heading above.

Cues are consulted only near the article. Farther away they were often wrong, and most of a page is far
away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cleaner.document import Block, Role
from cleaner.stages.select.cues.cue import cue
from cleaner.stages.select.cues.kinds import Cue
from cleaner.stages.select.inline import LINKS

_NEAREST = 3
_NAMES = (
    (Role.COMMENT, re.compile(r"comment(?!ary|post)|pinglun|guestbook|(?:^| )repl(?:y|ies)")),
    (Role.DISCLAIMER, re.compile(r"polic(?:y|ies)|disclaimer|shengming|mianze")),
    (Role.NAVIGATION, re.compile(r"share|fenxiang")),
    (Role.RELATED, re.compile(r"recommend|tuijian|relate|xgyd|xgwz")),
)
_CONTROLS = frozenset(("textarea", "option", "button"))
"""Elements that readers do not take for the article, though a copy of it may stand there."""
_MARKUP = re.compile(r"<[a-z]+\d?(?: [^<>]*)?>|</[a-z]+\d?>")
_UNLIKELY_P = 0.05
"""Maximum probability of a block that stays unlikely whatever it is called."""
_DAMPED = 0.02
"""Maximum probability of an aside."""
_MIN_ARTICLE = 60.0
"""Minimum length of the article to be expected beside asides of one role, characters."""
_NEAR = 30
"""So many blocks from the article on either side the words of others are asked what they are."""
UNLIKELY = "not part of the article"


def role_by_class(block: Block) -> Role | None:
    """The role that the nearest ids and classes of a block give it, other than the article.

    >>> role_by_class(Block("沙发", names="text commentlist main"))
    <Role.COMMENT: 'comment'>
    >>> role_by_class(Block("正文", names="content main"))
    """
    return _called(block.names)


@lru_cache(4096)
def _called(names: str) -> Role | None:
    near = " ".join(names.split()[:_NEAREST])
    return next((role for role, name in _NAMES if name.search(near)), None) if near else None


def damp_asides(blocks: Sequence[Block], p: Sequence[float]) -> list[float]:
    """The probabilities with those of comments, related lists and controls put down.

    Ids and classes are believed only as long as an article is to be expected beside what they call so: on
    some sites the article itself, or the posts of a forum, are called comments.
    """
    p = [0.0 if _is_template(block) else q for block, q in zip(blocks, p, strict=True)]
    roles = [_aside_role(block) if q > _UNLIKELY_P else None for block, q in zip(blocks, p, strict=True)]
    mass: dict[Role | None, float] = {}  # characters that are to be expected in the article
    for block, role, q in zip(blocks, roles, p, strict=True):
        mass[role] = mass.get(role, 0.0) + len(block.text) * q
    total = sum(mass.values())
    believed = {role for role in mass if role is not None and total - mass[role] >= _MIN_ARTICLE}
    return [min(q, _DAMPED) if role in believed else q for role, q in zip(roles, p, strict=True)]


def _is_template(block: Block) -> bool:
    """Whether a block holds markup that a script puts into the page later."""
    return block.tag in _CONTROLS and _MARKUP.search(block.text) is not None


def _aside_role(block: Block) -> Role | None:
    return Role.NAVIGATION if block.tag in _CONTROLS else role_by_class(block)


def with_roles(blocks: Sequence[Block], kept: set[int]) -> list[Block]:
    """The blocks, with those that are not kept given the role that their words, their ids and classes,
    or their links suggest, or else the one of the heading above them. What words say is asked near what is
    kept only, where metadata and headings stand: most of a page is far from it."""
    out: list[Block] = []
    heading: Cue | None = None
    near = {k for i in kept for k in range(i - _NEAR, i + _NEAR + 1)} if kept else range(len(blocks))
    for i, block in enumerate(blocks):
        if i in kept or not block.kept:
            heading = None if i in kept else heading
            out.append(block)
        elif block.link_density > LINKS:
            out.append(_below(heading, block) if heading else _link(block))
        elif i in near and (known := cue(block.text)):
            heading = known if known.opens else heading
            out.append(block.as_role(known.role, known.reason))
        elif called := role_by_class(block):
            out.append(block.as_role(called, "ids and classes call it so"))
        elif heading:
            out.append(_below(heading, block))
        else:
            out.append(block.as_role(Role.BOILERPLATE, UNLIKELY))
    return out


def _below(heading: Cue, block: Block) -> Block:
    return block.as_role(heading.role, f"below a {heading.reason}")


def _link(block: Block) -> Block:
    return block.as_role(Role.RELATED if len(block.text) > 12 else Role.NAVIGATION, "links")
