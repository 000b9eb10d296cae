"""What a page says of itself: title, author, source, date and site, from its head and its lines.

The head is read first, then what stands around the article; where both speak, what readers see wins
over what machines were told by a template. A field that is not sure is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from cleaner.document import Block
from cleaner.html.headline import Name, headline, letters
from cleaner.language.bylines import fold, from_line, is_editor_line, is_nobody
from cleaner.language.dates import Order, find_date, order_of, parse_date

# Names of `meta` elements (also as `property` and `itemprop`), the most telling first. The last of
# each row are those that Chinese government sites (GB/T and its CMSs) and news systems use.
_TITLES = ("articletitle", "og:title", "twitter:title", "title")
_DATES = (
    "article:published_time", "og:published_time", "news:published_time", "datepublished", "og:release_date",
    "article:create_at", "pubdate", "publishdate", "publish_date", "publish-date", "publishtime",
    "dc.date.issued", "dcterms.issued", "dc.date", "sailthru.date", "date", "createdate", "datecreated",
)  # fmt: skip
_SOURCES = ("contentsource", "source", "mediaid", "article:source")
_AUTHORS = ("article:author", "author", "og:article:author", "dc.creator", "byl")
_SITES = ("og:site_name", "sitename", "application-name")
_JSON = re.compile(r'"(headline|datePublished|pubDate)"\s*:\s*("(?:[^"\\]|\\.)*")')
_JSON_AUTHOR = re.compile(r'"author"\s*:\s*[\[{][^\]}]{0,200}?"name"\s*:\s*("(?:[^"\\]|\\.)*")')

# Patterns of lines look at folded text: Simplified, with half-width punctuation.
_SITE_END = re.compile(r"(?:网|报|网站|电视台|电台|论坛|blog|news|online|\.com|\.cn)$", re.I)
_PUBLISHED = re.compile(r"(?:发[布表稿帖]|刊登|张贴|上传|录入|添加|创建)[^\d]{0,12}$|发[布表][于於]")
_SAID = re.compile(r"^\s*(?:在.{0,20})?发[布表]")
_DATED = re.compile(r"(?:时间|日期|更新|[修编][改订辑])[^\d]{0,8}$")
_NOT_PUBLISHED = re.compile(
    r"今天|今日|现在|东部时间|推荐|截[止至]|开[幕奖]|举[办行]|报名|考试|活动|有效|生日|注册|到期"
)
_WEEKDAY = re.compile(r"星期|周[一二三四五六日]|礼拜")
_BYLINE = re.compile(r"[^。]{0,24}?[(【\[][^()【】\[\]]{0,30}记者[^()【】\[\]]{0,30}[)】\]]")
_URL = re.compile(r"(?:https?:|www\.)[!-~]*")
_SHORT = 120
_TELLING = re.compile(r"\d{3}|[:：︰/／╱]|[记記]者")  # these two look at lines as they are
_SOURCE = re.compile(r"源|[处處]|自")
_NEAR, _ABOVE, _BELOW = 14, 6, 15  # how many lines after the title, before it, and after the body are read


@dataclass(frozen=True)
class Head:
    """The title element, the `meta` values by lower-case name (the first of each), the JSON-LD."""

    title: str = ""
    metas: Mapping[str, str] = field(default_factory=dict)
    linked_data: str = ""

    def first(self, names: Sequence[str]) -> str:
        return next((self.metas[name] for name in names if self.metas.get(name)), "")


def read_head(tree: LexborHTMLParser) -> Head:
    """The facts of the head, wherever broken markup has put its elements."""
    title, metas, scripts = "", dict[str, str](), list[str]()
    for node in tree.css("title,meta,script[type='application/ld+json']"):
        if node.tag == "meta":
            attributes = node.attributes
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            content = re.sub(r"<[^<>]*>", "", attributes.get("content") or "").strip()
            if name and content:
                metas.setdefault(name.strip().lower(), content[:1000])
        elif node.tag == "title":
            title = title or " ".join(node.text()[:1000].split())
        else:
            scripts.append(node.text()[:100_000])
    return Head(title, metas, "\n".join(scripts))


def describe(tree: LexborHTMLParser, blocks: Sequence[Block]) -> dict[str, str]:
    """Title, author, source, date (`YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`) and site_name: those found.

    `blocks` are all blocks of the page in order, before anything is cut.
    """
    return fields_of(read_head(tree), blocks)


def fields_of(head: Head, blocks: Sequence[Block]) -> dict[str, str]:
    """The same from the facts of the head."""
    linked: dict[str, str] = {}
    for match in _JSON.finditer(head.linked_data):
        linked.setdefault(match[1], _unquote(match[2]))
    names = [
        Name(text, trusted=True) for text in (linked.get("headline", ""), head.first(_TITLES[:2])) if text
    ]
    names += [Name(text) for text in (head.title, head.metas.get("title", "")) if text]
    body = running_text(blocks)
    title, place = headline(names, blocks, body, head.first(_SITES))
    lines = list(_lines(blocks, body, place))
    site = head.first(_SITES) or _site_of(head.title, title)
    fields = {
        "title": title,
        "author": "",
        "source": "",
        "date": _date(head, linked, blocks, lines),
        "site_name": "" if letters(site) == letters(title) else site,
    }
    for line in lines:
        for kind, value in line.fields.items():
            if kind != "date" and not fields[kind]:
                fields[kind] = value
    source = head.first(_SOURCES)
    if not fields["source"] and not is_nobody(source) and len(source) <= 30 and not parse_date(source):
        fields["source"] = source
    if not fields["author"]:
        fields["author"] = _author(head, lines, {site, fields["source"], title})
    return {kind: value for kind, value in fields.items() if value}


def running_text(blocks: Sequence[Block]) -> range:
    """Where the running text is: the run of blocks with the largest sum, where sentences outside links
    count their length and every other block costs a little (Kadane's maximum subarray).

    >>> running_text([Block("首页"), Block("一句话，" * 10), Block("又一句。" * 10), Block("版权")])
    range(1, 3)
    """
    best, best_span, total, start = 0.0, range(0), 0.0, 0
    for place, block in enumerate(blocks):
        text = block.text
        if len(text) < 25 or block.link_density > 0.4 or "comment" in block.hints:
            value = -25.0
        else:
            sentence = "，" in text or "。" in text or "," in text
            value = min(len(text), 400) * (1 if sentence else 0.4)
        if total <= 0:
            total, start = 0.0, place
        total += value
        if total > best:
            best, best_span = total, range(start, place + 1)
    return best_span


@dataclass(frozen=True)
class Line:
    """A short line around the article with what it says of its publication."""

    place: int
    text: str
    zone: str  # "near" the title, "above" it, "below" the body
    distance: int
    fields: Mapping[str, str]


def _lines(blocks: Sequence[Block], body: range, place: int) -> Iterator[Line]:
    """The lines that may hold publication data, the likeliest first."""
    anchor = place if place >= 0 else max(body.start - 4, 0)
    near = range(
        anchor + (place >= 0), min(max(anchor + 2, min(anchor + _NEAR, body.start + 3)), len(blocks))
    )
    below = range(max(body.stop - 8, near.stop), min(body.stop + _BELOW, len(blocks)))
    above = range(anchor - 1, max(anchor - _ABOVE, 0) - 1, -1)
    order: Order = ""
    for zone, places in (("near", near), ("below", below), ("above", above)):
        for distance, at in enumerate(places):
            text = blocks[at].text
            if len(text) > _SHORT:
                byline = _BYLINE.match(fold(text[:_SHORT])) if zone == "near" else None
                if not byline:
                    continue
                text = text[: byline.end()]
            if text.endswith((":", "：")) and at + 1 < len(blocks) and len(blocks[at + 1].text) < 40:
                text = f"{text} {blocks[at + 1].text}"
            if not _TELLING.search(text):
                continue
            if not order and "/20" in text:
                order = order_of("\n".join(b.text for b in blocks if len(b.text) < 60 and "/20" in b.text))
            fields = from_line(text, order)
            if zone != "near" and not _SOURCE.search(text):
                fields.pop("source", "")
            yield Line(at, text, zone, distance, fields)


def _date(head: Head, linked: Mapping[str, str], blocks: Sequence[Block], lines: Sequence[Line]) -> str:
    told = next((iso for name in _DATES if (iso := parse_date(head.metas.get(name, "")))), "")
    stamp = linked.get("datePublished") or linked.get("pubDate") or ""
    told = parse_date(stamp) or told
    shown, score = max(
        ((line.fields["date"], _weight(line, blocks)) for line in lines if "date" in line.fields),
        key=lambda pair: pair[1],
        default=("", 0),
    )
    if score <= 0:
        return told
    if not told or score >= 40:
        return shown
    if abs((date.fromisoformat(told[:10]) - date.fromisoformat(shown[:10])).days) <= 1 and len(shown) > 10:
        return shown  # the same moment in another time zone, or with the time of day
    return told


def _weight(line: Line, blocks: Sequence[Block]) -> float:
    """How sure a date on a line is the day of publication; not above 0: it is not."""
    found = find_date(line.text)
    plain = fold(line.text)
    before, after = (plain[: found.start], plain[found.end :]) if found else (plain, "")
    rest = len(letters(_URL.sub("", before))) + len(letters(after))
    if _NOT_PUBLISHED.search(plain) or rest > 60:
        return 0
    weight = {"near": 20.0, "below": -10.0, "above": 0.0}[line.zone]
    labelled = 30 if _PUBLISHED.search(before) or _SAID.search(after) else 12 if _DATED.search(before) else 0
    credited = "source" in line.fields or "author" in line.fields
    if not labelled and re.search("。" if credited else "。|[,;][一-鿿]", plain):
        return 0  # a sentence
    weight += labelled
    weight += 8 if "T" in line.fields["date"] else 0
    weight += 8 if credited or not rest else 0
    if line.zone == "above" and _WEEKDAY.search(plain) and "T" not in line.fields["date"]:
        weight -= 20  # the clock in the page's header
    weight -= 20 * (blocks[line.place].link_density > 0.5 and rest > 8) + line.distance / 2
    return weight


def _author(head: Head, lines: Sequence[Line], others: set[str]) -> str:
    """The author whom the head names, if the page shows the name and not as its editor's."""
    if match := _JSON_AUTHOR.search(head.linked_data):
        names = [_unquote(match[1])]
    else:
        names = [head.metas[name] for name in _AUTHORS if name in head.metas]
    for name in names:
        if not 2 <= len(name) <= 30 or is_nobody(name) or re.search(r"https?:|@|\.com|[网網]|公司", name):
            continue
        if any(name in other or (other and other in name) for other in others):
            continue
        shown = [line.text for line in lines if name in line.text]
        if match or (shown and not any(map(is_editor_line, shown))):
            return name
    return ""


def _site_of(name: str, title: str) -> str:
    """The part of a head title beside the title itself that looks like the name of a site."""
    parts = re.split(r"\s*[-_|｜—–－＿»·>]+\s*", name)
    sites = (
        part for part in parts if 2 <= len(part) <= 20 and part not in title and _SITE_END.search(fold(part))
    )
    return next(sites, "")


def _unquote(text: str) -> str:
    try:
        return str(json.loads(text, strict=False)).strip()[:1000]
    except ValueError:
        return ""
