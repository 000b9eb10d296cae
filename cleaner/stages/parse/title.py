"""Which words of a page are its title.

Head titles carry site and column names (`标题_新闻_某某网`), and `h1` is often a logo: neither is
believed alone. What stands both in the head and as a line of its own near the article is the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cleaner.document import Block
from cleaner.text.bylines import fold
from cleaner.text.characters import NOT_LETTERS, letters

_LONGEST = 150
_HEADINGS = {"h1": 20, "h2": 12, "h3": 8, "h4": 4}
_HINT = re.compile(r"(?:^|[ _-])(?:\w*title|headline|biaoti|h1|bt|tit)(?:$|[ _-])")
_SITE = re.compile(
    r"(?:网|网站|频道|官方|首页|博客|部落格|论坛|门户|在线|电子报|报|电视台|电台|空间|百科|资讯|新闻|专栏|杂志|政府|公司|[协学]会"
    r"|[网闻]中心|blog|news|online|bbs|home|\.com|\.cn|\.net|\.org|\.tw|\.hk)$"
    r"|^(?:欢迎|首页|无标题|谢谢您|[您你]现?在|当前位置|welcome|untitled|www\.)",
    re.I,
)
_BREAKS = re.compile(
    r"\s+[-–—|·•»:>@/]+\s+|\s*(?:[_|｜＿»―<]|::|-{2,}|>+)\s*|[-－—](?=[^-－—]{2,12}$)|\s{2,}"
)
_NO_TITLE = re.compile(
    r"首页|位置|>>|›|»|\S\s*>\s*\S|^>|[上下]一[页篇]"  # breadcrumbs, pagers
    r"|[。;,:]$|^\(?[一二三四五六七八九十\d]{1,3}[、.)]|:\s?[\d.,]+$"  # sentences, items of a list, counters
)
PUBLICATION = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d|\d\d?/\d\d?/20\d\d"
    r"|(?:来源|作\s*者|稿源|出处|编辑|记者)\s?[:/]|(?:发[布表稿]|更新)(?:时间|日期|[于於])|(?:时间|日期)\s?:|字[号体]|浏览|点击|阅读"
)
"""Words of a line of publication data, or of the controls beside it (in folded text)."""


def key_of(text: str) -> str:
    """Letters and digits in lower case: what is left of a title on its way through templates."""
    return letters(text).lower()


@dataclass(frozen=True)
class Name:
    """What a page calls itself in one place of its head."""

    text: str
    trusted: bool = False  # the place is for the bare title (og:title, headline), not for title and site

    @cached_property
    def letters(self) -> str:
        return key_of(self.text)

    @cached_property
    def cuts(self) -> frozenset[int]:
        """The offsets into `letters` at which a part of the text may begin or end: punctuation, and white
        space unless it stands between two words of a Western language."""
        cuts, removed = {0, len(self.letters)}, 0
        for match in NOT_LETTERS.finditer(self.text):
            if not (match[0] == " " and self.text[match.start() - 1 : match.end() + 1].isascii()):
                cuts.add(match.start() - removed)
            removed += match.end() - match.start()
        return frozenset(cuts)

    def bare(self, others: frozenset[str]) -> str:
        """The text without the site and column names at its ends; `others` are known ones."""
        parts = [(m.start(), m.end()) for m in _BREAKS.finditer(self.text)]
        spans = list(zip([0, *(e for _, e in parts)], [*(s for s, _ in parts), len(self.text)], strict=True))

        def other(span: tuple[int, int]) -> bool:
            part = self.text[slice(*span)].strip()
            return (
                key_of(part) in others
                or not key_of(part)
                or (len(part) <= 24 and bool(_SITE.search(fold(part))))
            )

        while spans and other(spans[-1]):
            spans.pop()
        while spans and other(spans[0]):
            spans.pop(0)
        return self.text[spans[0][0] : spans[-1][1]].strip() if spans else ""


def headline(names: Sequence[Name], blocks: Sequence[Block], body: range, site: str = "") -> tuple[str, int]:
    """The title and the number of the block that shows it (-1 when none does); `("", -1)` for none.

    `names` are what the head says, the most trusted first; `body` is where the running text is, `site`
    the name of the site if the head tells it.

    >>> page = [Block("某某网", tag="h1"), Block("春天来到江南"), Block("正文。", tag="p")]
    >>> headline([Name("春天来到江南_新闻_某某网")], page, range(2, 3))
    ('春天来到江南', 1)
    """
    said_as: dict[str, Name] = {}
    for name in names:
        if name.letters:
            said_as.setdefault(name.text, name)
    names = list(said_as.values())
    best = max(_shown(names, blocks, body, key_of(site)), default=None)
    if best and best[0] > 0:
        return best[2], -best[1]
    links = frozenset(key_of(b.text) for b in blocks if b.link_density > 0.5 and len(b.text) < 20)
    said = next((bare for name in names if len(key_of(bare := name.bare(links))) >= 5), "")
    lone = _unnamed(blocks, body, demand=20 if said else 6)
    return lone if lone[0] else (said, -1)


def _shown(
    names: Sequence[Name], blocks: Sequence[Block], body: range, site: str
) -> Iterator[tuple[float, int, str]]:
    """Lines, or runs of lines, that the head names: their score, their place (negative), the title."""
    starts = {name.letters[cut] for name in names for cut in name.cuts if cut < len(name.letters)}
    starts |= {char.upper() for char in starts}
    said = "\n".join(name.letters for name in names)
    for place, block in enumerate(blocks):
        text = block.text
        first = text[:1]
        if (first not in starts and first.isalnum()) or not 2 <= len(text) <= _LONGEST:
            continue
        if key_of(text[:12])[:8] not in said:
            continue
        own = key_of(text)
        if not own or own == site or own[:8] not in said:
            continue
        heading = _HEADINGS.get(block.tag, 0) + (8 if _HINT.search(block.names[:60]) else 0)
        for name in names:
            if found := _match(own, name, heading):
                title, covered = (text, len(own)) if found == len(own) else (_cut(text, found), found)
                if title == text:
                    title, covered = _continued(text, own, name, blocks[place + 1 : place + 4])
                if covered < 4 and not heading:
                    continue
                score: float = min(covered, 40) + heading + 8 * name.letters.startswith(own)
                score += 10 * (name.trusted and covered == len(name.letters))
                score -= 8 * (block.link_density > 0.5) + 20 * (
                    covered <= 14 and bool(_SITE.search(fold(title)))
                )
                score -= 15 if place >= body.stop else min(max(body.start - place, 0), 20) / 2
                yield score, -place, title
                break


def _match(own: str, name: Name, heading: int) -> int:
    """How many letters of a line the name confirms from the line's start; 0 when it does not."""
    start = name.letters.find(own)
    if start >= 0:
        whole = start in name.cuts and start + len(own) in name.cuts
        most = heading and len(own) >= max(8, len(name.letters) / 2)
        return len(own) if whole or most else 0
    if (
        heading
        and name.text.rstrip().endswith(("…", "..."))
        and own.startswith(name.letters)
        and len(name.letters) > 7
    ):
        return len(own)  # the head has only the beginning
    if heading and name.trusted and own.startswith(name.letters) and len(own) - len(name.letters) <= 6:
        return len(name.letters)  # a control stands on the heading's line
    return 0


def _continued(text: str, own: str, name: Name, following: Sequence[Block]) -> tuple[str, int]:
    """A title set in several lines, joined as the head joins it."""
    for block in following:
        more = key_of(block.text[:_LONGEST])
        if len(more) < 4 or own + more not in name.letters:
            break
        text, own = f"{text} {block.text}", own + more
    return text, len(own)


def _cut(text: str, count: int) -> str:
    """The beginning of a text that holds so many letters."""
    for end, char in enumerate(text):
        if count <= 0:
            return text[:end].strip()
        count -= len(key_of(char))
    return text


def _unnamed(blocks: Sequence[Block], body: range, demand: int) -> tuple[str, int]:
    """A line before the body that looks like a title, where the head names only the site."""
    best: tuple[float, int] = (0, -1)
    first = max(0, body.start - 8)
    for place in range(first, min(body.start + 2, len(blocks))):
        block = blocks[place]
        text = block.text
        if not 4 <= len(key_of(text[:_LONGEST])) <= 60 or block.link_density > 0.5:
            continue
        plain = fold(text)
        if _NO_TITLE.search(plain) or PUBLICATION.search(plain) or (len(text) < 16 and _SITE.search(plain)):
            continue
        score = (
            8
            + min(len(key_of(text)), 20) / 5
            + _HEADINGS.get(block.tag, 0)
            + (12 if _HINT.search(block.names[:60]) else 0)
        )
        following = blocks[place + 1].text[:80] if place + 1 < len(blocks) else ""
        score += 8 if PUBLICATION.search(fold(following)) else 0
        score -= abs(body.start - 1 - place)
        if score > max(best[0], demand - 1):
            best = (score, place)
    return (blocks[best[1]].text, best[1]) if best[1] >= 0 else ("", -1)
