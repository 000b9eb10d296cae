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
_DIALOG = re.compile(r"dialog|\bmodal\b|popup|lightbox")
"""Ids and classes of boxes that open over a page, whatever is in them."""
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MIN_TEASERS = 4
"""Minimum number of blocks of one kind that are teasers."""
_BELOW_LINKS = 0.8
"""Minimum share of teasers of one kind that stand right below a heading that is a link."""
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
    """The probabilities with those of comments, teasers, dialogs and controls put down.

    Ids and classes are believed only as long as an article is to be expected beside what they call so: on
    some sites the article itself, or the posts of a forum, are called comments. Those are all as likely then
    as they are together.
    """
    p = [0.0 if _is_template(block) else q for block, q in zip(blocks, p, strict=True)]
    teasers = _teasers(blocks)
    roles = [
        _aside_role(block, place in teasers) if p[place] > _UNLIKELY_P else None
        for place, block in enumerate(blocks)
    ]
    mass: dict[Role | None, float] = {}  # characters that are to be expected in the article
    for block, role, q in zip(blocks, roles, p, strict=True):
        mass[role] = mass.get(role, 0.0) + len(block.text) * q
    total = sum(mass.values())
    believed = {role for role in mass if role is not None and total - mass[role] >= _MIN_ARTICLE}
    p = [min(q, _DAMPED) if role in believed else q for role, q in zip(roles, p, strict=True)]
    return p if Role.COMMENT in believed or Role.COMMENT not in mass else _together(blocks, p)


def _together(blocks: Sequence[Block], p: Sequence[float]) -> list[float]:
    """The probabilities with every post at least as likely as all of its element and classes together."""
    kinds: dict[tuple[str, str], list[int]] = {}
    for place, block in enumerate(blocks):
        if block.text and role_by_class(block) is Role.COMMENT:
            kinds.setdefault((block.tag, block.names), []).append(place)
    out = list(p)
    for places in kinds.values():
        sizes = [len(blocks[place].text) for place in places]
        mean = sum(p[place] * size for place, size in zip(places, sizes, strict=True)) / sum(sizes)
        for place in places:
            out[place] = max(p[place], mean)
    return out


def _teasers(blocks: Sequence[Block]) -> set[int]:
    """The places of teasers of other articles, and of their headings.

    They have the same element, ids and classes, stand in an element each, and right below a link.
    """
    below_links = {place for place in range(1, len(blocks)) if _is_linked_heading(blocks[place - 1])}
    kinds = {(blocks[place].tag, blocks[place].names): list[int]() for place in below_links}
    for place, block in enumerate(blocks) if kinds else ():
        if block.text and (block.tag, block.names) in kinds:
            kinds[block.tag, block.names].append(place)
    found: set[int] = set()
    for (_, names), places in kinds.items():
        if not names or len(places) < _MIN_TEASERS:
            continue
        below = below_links.intersection(places)
        parents = {blocks[place].path[-2:-1] for place in places}
        if len(below) >= _BELOW_LINKS * len(places) and len(parents) == len(places):
            found.update(places)
            found.update(place - 1 for place in below)
    return found


def _is_linked_heading(block: Block) -> bool:
    return block.tag in HEADINGS and block.link_density > LINKS


def _is_template(block: Block) -> bool:
    """Whether a block holds markup that a script puts into the page later."""
    return block.tag in _CONTROLS and _MARKUP.search(block.text) is not None


def _aside_role(block: Block, is_teaser: bool) -> Role | None:
    if block.tag in _CONTROLS or _is_dialog(block.names):
        return Role.NAVIGATION
    return Role.RELATED if is_teaser else role_by_class(block)


@lru_cache(4096)
def _is_dialog(names: str) -> bool:
    return _DIALOG.search(names) is not None


def with_roles(blocks: Sequence[Block], kept: set[int]) -> list[Block]:
    """The blocks, with the roles of those that are not kept.

    Their words, their ids and classes, or their links suggest it, or else it is the one of the heading above
    them. What words say is asked near what is kept only, where metadata and headings stand: most of a page is
    far from it.
    """
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
