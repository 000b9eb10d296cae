"""The lines around an article that say where, when and by whom it was published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cleaner.document import Block
from cleaner.text.bylines import fold, from_line
from cleaner.text.characters import COMMON_HAN, letters
from cleaner.text.dates import Order, find_date, order_of

Zone = Literal["near", "below", "above"]

# Which blocks are read; distances in blocks.
_NEAR = 14
"""Maximum distance below the title."""
_AFTER_START = 3
"""Maximum distance below the start of the body; the nearer of this limit and `_NEAR` applies."""
_ABOVE = 6
"""Maximum distance above the title."""
_BEFORE_END = 8
"""Maximum distance above the end of the body."""
_BELOW = 15
"""Maximum distance below the end of the body."""
_ASSUMED = 4
"""Distance above the body where the title is assumed if no block shows it."""

# Which lines are read; lengths in characters.
_MAX_LINE = 120
"""Maximum length of a line of publication data."""
_MAX_CONTINUATION = 40
"""Maximum length of a value on the line below its label."""
_MAX_FIGURES = 60
"""Maximum length of a line that tells the order of day and month."""
_TELLING = re.compile(r"\d{3}|[:：︰/／╱]|[记記]者")
"""Part of every line of publication data."""
_SOURCE = re.compile(r"源|[处處]|自")
"""Part of every label of a source; far from the title only a labelled source is believed."""

# The following patterns search folded text: Simplified, with half-width punctuation.
_BYLINE = re.compile(r"[^。]{0,24}?[(【\[][^()【】\[\]]{0,30}记者[^()【】\[\]]{0,30}[)】\]]")
"""A byline at the start of a paragraph: 本报讯(记者张三)."""
_PUBLISHED = re.compile(
    r"(?:发[布表稿帖]|刊登|张贴|上传|录入|添加|创建)[^\d]{0,12}$"  # 发布时间:
    r"|发[布表][于於]"
)
"""A label of a day of publication, before the date."""
_SAID = re.compile(r"^\s*(?:在.{0,20})?发[布表]")
"""The same behind the date: 在新浪博客发表."""
_DATED = re.compile(r"(?:时间|日期|更新|[修编][改订辑])[^\d]{0,8}$")
"""A label of a date that is likely the day of publication."""
_NOT_PUBLISHED = re.compile(
    r"今天|今日|现在|东部时间"  # a clock
    r"|推荐|截[止至]|开[幕奖]|举[办行]|报名|考试|活动|有效|生日|注册|到期"  # other events
)
"""Words of a line whose date is not the day of publication."""
_WEEKDAY = re.compile(r"星期|周[一二三四五六日]|礼拜")
_SENTENCE = re.compile(rf"。|[,;][{COMMON_HAN}]")
_URL = re.compile(r"(?:https?:|www\.)[!-~]*")

_MAX_REST = 60
"""Maximum letters beside the date of a line that dates the article."""
_MAX_LINKED_REST = 8
"""Maximum letters beside the date of a linked line; with more it is the title of another article."""
_POINTS: Mapping[Zone, float] = {"near": 20.0, "below": -10.0, "above": 0.0}
"""Points of a date for the place of its line."""
LABELLED = 40
"""Sureness of a date from which a label says that it is the day of publication."""


@dataclass(frozen=True)
class Line:
    """A line around the article, with the publication data that it holds.

    - `zone`: near the title, below the body, or above the title;
    - `distance`: how many blocks it is from the start of its zone;
    - `is_linked`: whether most of it is a link;
    - `fields`: `source`, `author` and `date` (ISO 8601), as far as it has them;
    - `order`: whether the page puts the day or the month first.
    """

    text: str
    zone: Zone
    distance: int
    is_linked: bool
    fields: Mapping[str, str]
    order: Order = ""


def publication_lines(blocks: Sequence[Block], body: range, place: int) -> Iterator[Line]:
    """The lines that may hold publication data, the likeliest first.

    `body` is the range of the blocks of running text, `place` the number of the title's block (-1 for
    none).
    """
    order: Order = ""
    for zone, positions in _zones(len(blocks), body, place).items():
        for distance, position in enumerate(positions):
            text = _line_text(blocks, position, zone)
            if not _TELLING.search(text):
                continue
            if not order and "/20" in text:
                order = _date_order(blocks)
            fields = from_line(text, order)
            if zone != "near" and not _SOURCE.search(text):
                fields.pop("source", "")
            yield Line(text, zone, distance, blocks[position].link_density > 0.5, fields, order)


def _zones(count: int, body: range, place: int) -> dict[Zone, range]:
    """The positions of the blocks to read in each zone, from the nearest block on."""
    if place >= 0:
        anchor, near_start = place, place + 1
    else:
        anchor = near_start = max(body.start - _ASSUMED, 0)
    near_stop = max(anchor + 2, min(anchor + _NEAR, body.start + _AFTER_START))
    near = range(near_start, min(near_stop, count))
    below = range(max(body.stop - _BEFORE_END, near.stop), min(body.stop + _BELOW, count))
    above = range(anchor - 1, max(anchor - _ABOVE, 0) - 1, -1)
    return {"near": near, "below": below, "above": above}


def _line_text(blocks: Sequence[Block], position: int, zone: Zone) -> str:
    """The text of a block to read: all of it, the byline of a paragraph, or a label with its value."""
    text = blocks[position].text
    if len(text) > _MAX_LINE:
        text = _byline(text) if zone == "near" else ""
    if not text.endswith((":", "：")) or position + 1 == len(blocks):
        return text
    following = blocks[position + 1].text
    return f"{text} {following}" if len(following) < _MAX_CONTINUATION else text


def _byline(text: str) -> str:
    """The byline at the start of a paragraph; empty for none."""
    byline = _BYLINE.match(fold(text[:_MAX_LINE]))
    return text[: byline.end()] if byline else ""


def _date_order(blocks: Sequence[Block]) -> Order:
    """Whether the page puts the day or the month first in `03/04/2012`."""
    lines = [b.text for b in blocks if len(b.text) < _MAX_FIGURES and "/20" in b.text]
    return order_of("\n".join(lines))


def day_shown(lines: Iterable[Line]) -> tuple[str, float]:
    """The date that is most likely the day of publication, and how sure that is.

    The sureness is in points, `LABELLED` or more for a labelled date; `("", 0.0)` if there is no date
    that is believed.
    """
    best, best_sureness = "", 0.0
    for line in lines:
        if "date" not in line.fields:
            continue
        sureness = _sureness(line)
        if sureness > best_sureness:
            best, best_sureness = line.fields["date"], sureness
    return best, best_sureness


def _sureness(line: Line) -> float:
    """Points for the date of a line as the day of publication; 0 or less if it is not believed."""
    plain = fold(line.text)
    before, after = plain, ""
    found = find_date(line.text, line.order)
    if found:
        before, after = plain[: found.start], plain[found.end :]
    rest = len(letters(_URL.sub("", before))) + len(letters(after))
    if rest > _MAX_REST or _NOT_PUBLISHED.search(plain):
        return 0.0
    label_points = _label_points(before, after)
    is_credited = "source" in line.fields or "author" in line.fields
    if not label_points and _is_sentence(plain, is_credited):
        return 0.0
    points = _POINTS[line.zone] + label_points - line.distance / 2
    has_time = "T" in line.fields["date"]
    if has_time:
        points += 8
    if is_credited or not rest:
        points += 8
    if line.zone == "above" and not has_time and _WEEKDAY.search(plain):
        points -= 20  # today's date in the header of the page
    if line.is_linked and rest > _MAX_LINKED_REST:
        points -= 20
    return points


def _label_points(before: str, after: str) -> int:
    """Points for what stands right before and after a date."""
    if _PUBLISHED.search(before) or _SAID.search(after):
        return 30
    return 12 if _DATED.search(before) else 0


def _is_sentence(plain: str, is_credited: bool) -> bool:
    """Whether a line is a sentence; with a source or author, commas may separate the fields."""
    return "。" in plain if is_credited else bool(_SENTENCE.search(plain))
