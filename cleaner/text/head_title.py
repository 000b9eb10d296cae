"""Titles as heads of pages give them, with or without the names of site and column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from cleaner.text.bylines import fold
from cleaner.text.characters import NOT_LETTERS, letters

_SITE = re.compile(
    r"(?:"
    r"网|网站|门户|在线|官方|首页|空间|博客|部落格|论坛|频道|专栏"  # 江边网
    r"|报|电子报|杂志|资讯|新闻|电视台|电台|百科"  # 江边日报
    r"|政府|公司|[协学]会|[网闻]中心"  # 江边区政府
    r"|blog|news|online|bbs|home"  # Riverside News
    r"|\.com|\.cn|\.net|\.org|\.tw|\.hk"  # example.com
    r")$"
    r"|^(?:欢迎|谢谢您|welcome"  # 欢迎光临
    r"|首页|当前位置|[您你]现?在"  # 您现在的位置
    r"|无标题|untitled|www\.)",  # 无标题文档
    re.IGNORECASE,
)
"""The end or beginning of the name of a site or column, in folded text."""
_MAX_SITE = 24
"""Maximum length of the name of a site or column, characters."""
_BREAKS = re.compile(
    r"\s+[-–—|·•»:>@/]+\s+"  # 标题 - 江边网
    r"|\s*(?:(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|[|｜＿»―<]|::|-{2,}|>+)\s*"  # 标题_新闻_江边网
    r"|[-－—](?=[^-－—]{2,12}$)"  # 标题-江边网
    r"|\s{2,}"
)
"""What separates title, column and site in a head title."""
_APPENDS = re.compile(r"\s*[_|｜＿»]+\s*|\s+[-–—]\s+")
"""A mark in front of a column or site, whatever its name."""
_MIN_FIRST = 4
"""Minimum letters of a title in front of such a mark."""

_BETWEEN_NAMES = re.compile(r"[-－_＿|｜,，、/]")
"""What separates the names of a list."""
_MIN_NAMES = 4
"""Minimum number of names in a list for search engines."""
_SHARED = 0.75
"""Minimum share of such names that have two letters in common."""


def key_of(text: str) -> str:
    """Letters and digits in lower case, which templates leave unchanged in a title.

    >>> key_of("《江边》 News-2")
    '江边news2'
    """
    return letters(text).lower()


def is_site_name(text: str) -> bool:
    """Whether text looks like the name of a site or column rather than a title.

    >>> is_site_name("江边新闻网"), is_site_name("小镇迎来渔汛")
    (True, False)
    """
    return bool(_SITE.search(fold(text)))


@dataclass(frozen=True)
class HeadTitle:
    """The title of a page as one place in its head gives it, such as the `title` element."""

    text: str
    trusted: bool = False
    """Whether the place holds the title alone (`og:title`, `headline`), without column and site."""

    @cached_property
    def letters(self) -> str:
        """Letters and digits of the text, in lower case."""
        return key_of(self.text)

    @cached_property
    def cuts(self) -> frozenset[int]:
        """Offsets into `letters` at which a part of the text may begin or end.

        Parts are separated by punctuation, and by white space unless it stands between two words of a
        Western language.

        >>> sorted(HeadTitle("春天 Spring in 2012_江边网").cuts)
        [0, 2, 14, 17]
        """
        cuts = {0, len(self.letters)}
        removed = 0
        for gap in NOT_LETTERS.finditer(self.text):
            around = self.text[gap.start() - 1 : gap.end() + 1]
            if gap[0] != " " or not around.isascii():
                cuts.add(gap.start() - removed)
            removed += len(gap[0])
        return frozenset(cuts)

    @cached_property
    def is_keywords(self) -> bool:
        """Whether the text is for search engines: a list of names that nearly all have a word in common.

        >>> HeadTitle("江边渔具-渔具批发-渔具十大品牌-渔具厂家").is_keywords
        True
        >>> HeadTitle("江边迎来渔汛-社会-新闻中心-江边网").is_keywords
        False
        """
        parts = [key_of(part) for part in _BETWEEN_NAMES.split(self.text)]
        pairs = Counter(
            chain.from_iterable({part[i : i + 2] for i in range(len(part) - 1)} for part in parts)
        )
        return len(parts) >= _MIN_NAMES and max(pairs.values(), default=0) >= _SHARED * len(parts)

    def bare(self, known: frozenset[str]) -> str:
        """The text without site and column names at its ends; empty if nothing else is there.

        `known` holds the keys (`key_of`) of names that are known to be no titles. What follows a mark
        that templates put in front of such names goes too, if it is shorter than the title.

        >>> HeadTitle("小镇迎来渔汛_社会_江边网").bare(frozenset({"社会"}))
        '小镇迎来渔汛'
        """
        breaks = list(_BREAKS.finditer(self.text))
        starts = [0, *(gap.end() for gap in breaks)]
        ends = [*(gap.start() for gap in breaks), len(self.text)]
        spans = list(zip(starts, ends, strict=True))
        while spans and _is_no_title(self.text[slice(*spans[-1])], known):
            spans.pop()
        while spans and _is_no_title(self.text[slice(*spans[0])], known):
            spans.pop(0)
        while len(spans) > 1 and self._is_appended(spans):
            spans.pop()
        if not spans:
            return ""
        return self.text[spans[0][0] : spans[-1][1]].strip()

    def _is_appended(self, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether the last part, not longer than the first, stands behind a mark that titles do not use."""
        mark = self.text[spans[-2][1] : spans[-1][0]]
        first, last = (len(key_of(self.text[slice(*span)])) for span in (spans[0], spans[-1]))
        return bool(_APPENDS.fullmatch(mark)) and _MIN_FIRST <= first >= last


def _is_no_title(part: str, known: frozenset[str]) -> bool:
    """Whether a part of a head title is empty or the name of a site or column."""
    part = part.strip()
    key = key_of(part)
    if not key or key in known:
        return True
    return len(part) <= _MAX_SITE and is_site_name(part)
