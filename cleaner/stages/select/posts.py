"""Posts of a thread: what stands between the lines that a forum prints for every post stays like its kind."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaner.document import Block
from cleaner.stages.select.line import Line

_MIN_POSTS = 3
"""Minimum number of posts in a thread; fewer lines of one form may be alike by chance."""
_MIN_SHARE = 0.5
"""Minimum share of the posts that stay for all of them to stay: most comments below an article do not."""
_MAX_LINES = 4
"""Maximum number of lines of a post that would go; a longer one the model knows well enough."""
_MAX_BYLINE = 80
"""Maximum length of the line with the name of a user, ranks and dates, characters."""
_NUMBER = re.compile(r"\d")
_WORD = re.compile(r"\w+")


def short_posts(blocks: Sequence[Block], lines: Sequence[Line], kept: set[int]) -> set[int]:
    """The numbers of the lines of posts that would go, where most posts of their thread stay.

    A few words in answer tell a model little. A thread is told by lines of one form, with numbers in them,
    that go themselves: `积分 306 元宝 0`, `某人 2016-1-2 09:50 3楼`.
    """
    found: set[int] = set()
    repeated = list(_bylines(blocks, lines, kept))
    every = {position for positions in repeated for position in positions}
    for positions in repeated:
        posts = [range(above + 1, below) for above, below in pairwise(positions) if below > above + 1]
        stay = sum(not kept.isdisjoint(post) for post in posts)
        if len(posts) < _MIN_POSTS or stay < _MIN_SHARE * len(posts):
            continue
        for post in posts:
            if kept.isdisjoint(post) and len(post) <= _MAX_LINES:
                found.update(i for i in post if not lines[i].sure and i not in every)
    return found


def _bylines(blocks: Sequence[Block], lines: Sequence[Line], kept: set[int]) -> Iterator[list[int]]:
    """The numbers of the lines that go and have one form, for each form."""
    of_form: defaultdict[str, list[int]] = defaultdict(list)
    for i, block in enumerate(blocks):
        if i not in kept and len(block.text) <= _MAX_BYLINE and _NUMBER.search(block.text):
            of_form[_form(block.text)].append(i)
    return (positions for positions in of_form.values() if len(positions) > _MIN_POSTS)


def _form(text: str) -> str:
    """A line with all words alike, and all numbers.

    >>> _form("mm_2008 发表于 2016-1-2 3楼")
    'w w 0-0-0 w'
    """
    return _WORD.sub(lambda word: "0" if word[0].isdigit() else "w", text)
