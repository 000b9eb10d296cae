"""The lines around an article that say where, when and by whom it was published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cleaner.document import Block
from cleaner.text.bylines import fold, from_line
from cleaner.text.characters import letters
from cleaner.text.dates import Order, find_date, order_of

# Patterns of lines look at folded text: Simplified, with half-width punctuation.
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


def running_text(blocks: Sequence[Block]) -> range:
    """Where the running text is: the run of blocks with the largest sum, where sentences outside links
    count their length and every other block costs a little (Kadane's maximum subarray).

    >>> running_text([Block("首页"), Block("一句话，" * 10), Block("又一句。" * 10), Block("版权")])
    range(1, 3)
    """
    best, best_span, total, start = 0.0, range(0), 0.0, 0
    for place, block in enumerate(blocks):
        text = block.text
        if len(text) < 25 or block.link_density > 0.4 or "comment" in block.names:
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

    text: str
    zone: Literal["near", "above", "below"]  # near the title, above it, below the body
    distance: int
    links: bool
    fields: Mapping[str, str]


def publication_lines(blocks: Sequence[Block], body: range, place: int) -> Iterator[Line]:
    """The lines that may hold publication data, the likeliest first.

    `body` is where the running text is, `place` the number of the title's block (-1: none).
    """
    anchor = place if place >= 0 else max(body.start - 4, 0)
    near = range(
        anchor + (place >= 0), min(max(anchor + 2, min(anchor + _NEAR, body.start + 3)), len(blocks))
    )
    below = range(max(body.stop - 8, near.stop), min(body.stop + _BELOW, len(blocks)))
    above = range(anchor - 1, max(anchor - _ABOVE, 0) - 1, -1)
    order: Order = ""
    zones: Mapping[Literal["near", "above", "below"], range] = {"near": near, "below": below, "above": above}
    for zone, places in zones.items():
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
            yield Line(text, zone, distance, blocks[at].link_density > 0.5, fields)


def day_shown(lines: Iterable[Line]) -> tuple[str, float]:
    """The date that is most likely the day of publication, and how sure that is: not above 0 for none
    at all, from 40 on when a label says so."""
    dated = ((line.fields["date"], _weight(line)) for line in lines if "date" in line.fields)
    return max(dated, key=lambda pair: pair[1], default=("", 0.0))


def _weight(line: Line) -> float:
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
    weight -= 20 * (line.links and rest > 8) + line.distance / 2
    return weight
