"""The title of a web page, from its head and its lines.

Head titles carry site and column names (`标题_新闻_某某网`), and `h1` is often a logo, so neither is
believed alone. The title is what stands both in the head and on a line of its own near the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.document import Block
from cleaner.text.bylines import fold
from cleaner.text.head_title import HeadTitle, is_site_name, key_of

_MAX_TITLE = 150
"""Maximum length of a line that is a title, characters."""
_MIN_UNMARKED = 4
"""Minimum letters of a title that markup does not mark as one; shorter ones are often menu words."""
_MIN_TOLD = 5
"""Minimum letters of a title that stands only in the head."""
_PREFIX = 8
"""Letters at the start of a line that are compared first, to skip most lines quickly."""
_HEADINGS = {"h1": 20, "h2": 12, "h3": 8, "h4": 4}
"""Points for the element of a title."""
_HINT = re.compile(r"(?:^|[ _-])(?:\w*title|headline|biaoti|h1|bt|tit)(?:$|[ _-])")
"""An id or class of a title."""
_HINT_AT = 60
"""Characters of `Block.names` that are searched for a hint: the names of the nearest elements."""
_MAX_LINKED = 0.5
"""Maximum link density of a title."""

_MAX_LOGO, _LOGO = 8, 20
"""Maximum letters of the name of a site that is a link, and the points that it costs."""
_BELOW_BOOK = 40
"""Maximum distance of a chapter's heading below the title of its book, blocks."""
_MIN_CHAPTER = 3
"""Minimum letters of the title of a chapter whose heading begins with a number."""

_NO_TITLE = re.compile(
    r"首页|位置|>>|›|»|\S\s*>\s*\S|^>"  # 首页 > 新闻
    r"|[上下]一[页篇]"
    r"|[。;,:]$"  # a sentence
    r"|^\(?[一二三四五六七八九十\d]{1,3}[、.)]"  # (一)
    r"|:\s?[\d.,]+$"  # 人气:1,024
)
"""Breadcrumbs, pagers, sentences, list items and counters, in folded text."""
_PUBLICATION = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d"  # 2012年3月4日
    r"|\d\d?/\d\d?/20\d\d"  # 3/4/2012
    r"|(?:来源|作\s*者|稿源|出处|编辑|记者)\s?[:/]"  # 来源:
    r"|(?:发[布表稿]|更新)(?:时间|日期|[于於])"  # 发布于
    r"|(?:时间|日期)\s?:"  # 时间:
    r"|字[号体]|浏览|点击|阅读"  # controls and counters beside it
)
"""Part of a line of publication data, in folded text."""

_NEVER_TITLES = frozenset(("tr", "th", "caption", "pre", "figcaption", "textarea", "option"))
"""Elements that hold parts of a table, code or controls, and no title."""

# A title that the head lacks.
_ABOVE_BODY = 8
"""Maximum distance above the start of the body, blocks."""
_BELOW_BODY = 2
"""Maximum distance below the start of the body, blocks."""
_MIN_LETTERS = 4
_MAX_LETTERS = 60
_MIN_LIKE_SITE = 16
"""Minimum length of a title that ends like a site name, characters; real site names are shorter."""
_POINTS_ALONE = 5
"""Points that a line must exceed to be the title if the head tells none."""
_POINTS_AGAINST_HEAD = 19
"""Points that a line must exceed to be the title if the head tells another."""


class _Shown(NamedTuple):
    """A title of the head that a block of the page shows."""

    points: float
    place: int
    title: str


def headline(
    head_titles: Sequence[HeadTitle], blocks: Sequence[Block], body: range, site: str = ""
) -> tuple[str, int]:
    """The title, and the number of the block that shows it.

    The number is -1 if no block shows it. Without a title the result is `("", -1)`.

    `head_titles` are those of the head, the most trusted first, `body` the range of the blocks of
    running text, `site` the name of the site if the head tells it.

    >>> page = [Block("某某网", tag="h1"), Block("春天来到江南"), Block("正文。", tag="p")]
    >>> headline([HeadTitle("春天来到江南_新闻_某某网")], page, range(2, 3))
    ('春天来到江南', 1)
    """
    names = _distinct(head_titles)
    shown = _shown_titles(names, blocks, body, key_of(site))
    best = max(shown, key=lambda shown: shown.points, default=None)
    if best and best.points > 0:
        return _chapter(best, names, blocks, body) or (best.title, best.place)
    told = _told_title(names, blocks)
    place = _unnamed_title(blocks, body, _POINTS_AGAINST_HEAD if told else _POINTS_ALONE)
    if place >= 0:
        return blocks[place].text, place
    return told, -1


def _chapter(
    book: _Shown, names: Iterable[HeadTitle], blocks: Sequence[Block], body: range
) -> tuple[str, int] | None:
    """The title of a page of a book whose own title is what a head (`章 - 书`) and a heading show.

    None if that is no book: no heading below it shows the first part of the head, if only behind a number.
    """
    key = key_of(book.title)
    for name in names:
        if name.trusted or not name.letters.endswith(key) or name.letters == key:
            continue
        own = name.letters.removesuffix(key)
        for place in range(book.place + 1, min(book.place + 1 + _BELOW_BOOK, body.stop)):
            shown = key_of(blocks[place].text[:_MAX_TITLE]) if blocks[place].tag in _HEADINGS else ""
            if shown == own:
                return blocks[place].text, place
            if shown.endswith(own) and len(own) >= _MIN_CHAPTER:
                return _beginning(name.text, len(own)), -1
    return None


def _distinct(names: Iterable[HeadTitle]) -> list[HeadTitle]:
    """The first of each text that has letters."""
    by_text: dict[str, HeadTitle] = {}
    for name in names:
        if name.letters:
            by_text.setdefault(name.text, name)
    return list(by_text.values())


def _told_title(names: Sequence[HeadTitle], blocks: Sequence[Block]) -> str:
    """The title that the head tells although no block shows it; empty if there is none."""
    menu = [b.text for b in blocks if b.link_density > _MAX_LINKED and len(b.text) < 20]
    known = frozenset(map(key_of, menu))
    for name in names:
        bare = name.bare(known)
        if len(key_of(bare)) >= _MIN_TOLD and not name.is_keywords:
            return bare
    return ""


def _shown_titles(
    names: Sequence[HeadTitle], blocks: Sequence[Block], body: range, site: str
) -> Iterator[_Shown]:
    """The blocks, or runs of blocks, that show a title of the head; one title a block."""
    for place, own in _candidates(names, blocks, site):
        block = blocks[place]
        marked = _HEADINGS.get(block.tag, 0) + (8 if _is_hinted(block) else 0)
        for name in names:
            title, covered = _title_at(place, own, name, blocks, marked > 0)
            if covered and (marked or covered >= _MIN_UNMARKED):
                points = marked + _place_points(block, place, body) + _text_points(own, title, covered, name)
                if _is_logo(block, own, name):
                    points -= _LOGO
                yield _Shown(points, place, title)
                break


def _candidates(names: Sequence[HeadTitle], blocks: Sequence[Block], site: str) -> Iterator[tuple[int, str]]:
    """The blocks that begin like a part of a title of the head: their numbers and keys."""
    starts = _part_starts(names)
    said = "\n".join(name.letters for name in names)
    for place, block in enumerate(blocks):
        text = block.text
        first = text[:1]
        if (first not in starts and first.isalnum()) or not 2 <= len(text) <= _MAX_TITLE:
            continue
        if block.tag in _NEVER_TITLES:
            continue
        if key_of(text[:12])[:_PREFIX] not in said:
            continue
        own = key_of(text)
        if own and own != site and own[:_PREFIX] in said:
            yield place, own


def _part_starts(names: Iterable[HeadTitle]) -> set[str]:
    """The letters that a part of a title may begin with, in either case."""
    starts: set[str] = set()
    for name in names:
        starts.update(name.letters[cut] for cut in name.cuts if cut < len(name.letters))
    return starts.union(map(str.upper, starts))


def _title_at(
    place: int, own: str, name: HeadTitle, blocks: Sequence[Block], marked: bool
) -> tuple[str, int]:
    """The title that begins at a block, and how many of its letters the head confirms (0 for none)."""
    text = blocks[place].text
    confirmed = _confirmed(own, name, marked)
    if confirmed == 0 and marked and name.letters.startswith(own):  # the first of several lines
        title, count = _continued(text, own, name, blocks[place + 1 : place + 4])
        return (title, count) if count > len(own) and count in name.cuts else ("", 0)
    if confirmed == 0:
        return "", 0
    title = text if confirmed == len(own) else _beginning(text, confirmed)
    if title != text:
        return title, confirmed
    return _continued(text, own, name, blocks[place + 1 : place + 4])


def _confirmed(own: str, name: HeadTitle, marked: bool) -> int:
    """How many letters of a line, from its start, the head confirms as title."""
    start = name.letters.find(own)
    if start >= 0:
        is_part = start in name.cuts and start + len(own) in name.cuts
        is_most = marked and len(own) >= max(8, len(name.letters) / 2)
        return len(own) if is_part or is_most else 0
    if not marked or not own.startswith(name.letters):
        return 0
    if name.text.rstrip().endswith(("…", "...")) and len(name.letters) > 7:
        return len(own)  # the head has only the beginning
    if name.trusted and len(own) - len(name.letters) <= 6:
        return len(name.letters)  # a control stands on the line of the heading
    return 0


def _continued(text: str, own: str, name: HeadTitle, following: Sequence[Block]) -> tuple[str, int]:
    """A title with the blocks that continue it in the head, and the number of its letters."""
    for block in following:
        more = key_of(block.text[:_MAX_TITLE])
        if len(more) < 4 or own + more not in name.letters:
            break
        text = f"{text} {block.text}"
        own += more
    return text, len(own)


def _beginning(text: str, count: int) -> str:
    """The beginning of a text, up to a number of letters."""
    for end, character in enumerate(text):
        if count <= 0:
            return text[:end].strip()
        count -= len(key_of(character))
    return text


def _is_hinted(block: Block) -> bool:
    return bool(_HINT.search(block.names[:_HINT_AT]))


def _place_points(block: Block, place: int, body: range) -> float:
    """Negative points for a title that is a link, or far from the start of the body."""
    points = 0.0
    if block.link_density > _MAX_LINKED:
        points -= 8
    if place >= body.stop:
        return points - 15
    return points - min(max(body.start - place, 0), 20) / 2


def _is_logo(block: Block, own: str, name: HeadTitle) -> bool:
    """Whether a block is a link with a few letters from behind the title in the head: the name of a site."""
    is_behind = len(own) <= _MAX_LOGO and not name.letters.startswith(own)
    return is_behind and block.link_density > _MAX_LINKED


def _text_points(own: str, title: str, covered: int, name: HeadTitle) -> float:
    """Points for a title by how much of it the head confirms, and in which place of the head.

    More than 40 letters count no more. A short title that looks like a site name probably is one.
    """
    points = float(min(covered, 40))
    if name.letters.startswith(own):
        points += 8
    if name.trusted and covered == len(name.letters):
        points += 10
    if covered <= 14 and is_site_name(title):
        points -= 20
    return points


def _unnamed_title(blocks: Sequence[Block], body: range, points_to_exceed: float) -> int:
    """Number of a block near the start of the body that looks like a title; -1 for none."""
    best, best_place = points_to_exceed, -1
    first = max(0, body.start - _ABOVE_BODY)
    for place in range(first, min(body.start + _BELOW_BODY, len(blocks))):
        block = blocks[place]
        if not _may_be_title(block):
            continue
        points = 8 + min(len(key_of(block.text)), 20) / 5 + _HEADINGS.get(block.tag, 0)
        if _is_hinted(block):
            points += 12
        if place + 1 < len(blocks) and _PUBLICATION.search(fold(blocks[place + 1].text[:80])):
            points += 8
        points -= abs(body.start - 1 - place)
        if points > best:
            best, best_place = points, place
    return best_place


def _may_be_title(block: Block) -> bool:
    """Whether neither the length nor the words of a block speak against a title."""
    text = block.text
    if block.link_density > _MAX_LINKED or block.tag in _NEVER_TITLES:
        return False
    if not _MIN_LETTERS <= len(key_of(text[:_MAX_TITLE])) <= _MAX_LETTERS:
        return False
    plain = fold(text)
    if _NO_TITLE.search(plain) or _PUBLICATION.search(plain):
        return False
    return len(text) >= _MIN_LIKE_SITE or not is_site_name(text)
