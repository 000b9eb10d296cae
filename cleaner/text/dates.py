"""Dates as Chinese pages write them, and what they are in ISO 8601."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Order = Literal["", "dmy", "mdy"]


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: `iso` is `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, the span is where it stood."""

    iso: str
    start: int
    end: int


# Years in which something can have been put on the web; it keeps telephone numbers and prices out.
_YEAR = r"(?P<y>(?:19[89]|20[0-4])\d)"
_DAY = r"(?P<d>0[1-9]|[12]\d|3[01]|[1-9])(?:(?!\d)|(?=\d{1,2}:\d\d))"
_WEEKDAY = r"(?:星期|周|週|禮拜|礼拜)[一二三四五六日天]|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?"
_CLOCK = r"(?P<hour>\d{1,2})\s?[:：時时点點]\s?(?P<minute>[0-5]\d)(?!\d{3})(?:\s?[:：分]\s?\d\d)?"
_TIME = (
    rf"(?:(?:[\sT,，、|()（）\[\]－-]|{_WEEKDAY}){{0,8}}(?P<half>上午|下午|凌晨|晚上|中午|早上|[AaPp][Mm])?"
    rf"\s?{_CLOCK}(?:\s?(?P<meridiem>[AaPp]\.?[Mm]))?)?"
)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_ORDINAL = r"(?:st|nd|rd|th)?"
_CALENDAR = {
    "year first": rf"(?<!\d){_YEAR}\s?(?P<s>[-/._－／．])\s?(?P<m>0?[1-9]|1[0-2])\s?(?P=s)\s?{_DAY}",
    "hanzi": rf"(?<!\d){_YEAR}\s{{0,2}}年\s{{0,2}}(?P<m>\d{{1,2}})\s{{0,2}}月\s{{0,2}}{_DAY}\s?[日号號]?",
    # The Republic of China counts its years from 1912; two digits without 民國 may be 1996 as well.
    "republic": r"(?:民[國国]\s?(?P<y>\d{2,3})|(?<!\d)(?P<r>1[01]\d))\s?年\s?(?P<m>\d{1,2})\s?月\s?"
    rf"{_DAY}\s?日?",
    "republic, figures": r"民[國国]\s?(?P<y>\d{2,3})\s?(?P<s>[-/.])\s?(?P<m>\d{1,2})\s?(?P=s)\s?" + _DAY,
    "year last": rf"(?<![\d./-])(?P<a>\d{{1,2}})(?P<s>[-/.])(?P<b>\d{{1,2}})(?P=s){_YEAR}(?!\d)",
    "month, day": rf"(?P<name>{_MONTHS})[a-z]{{0,6}}\.?\s{{1,2}}(?P<d>\d{{1,2}}){_ORDINAL},?\s{{1,2}}"
    rf"(?:(?:{_WEEKDAY}),?\s{{1,2}})?{_YEAR}(?!\d)",
    "day, month": rf"(?<!\d)(?P<d>\d{{1,2}}){_ORDINAL}\s{{1,2}}(?P<name>{_MONTHS})[a-z]{{0,6}}\.?,?"
    rf"\s{{1,2}}{_YEAR}(?!\d)",
}
_PATTERNS = tuple(re.compile(pattern + _TIME) for pattern in _CALENDAR.values())
_YEARS = re.compile(r"(?:19[89]|20[0-4])\d|民[國国]|1[01]\d\s?年")
_CLOCK_BEFORE = re.compile(_CLOCK + r"[\s,，]{1,3}$")
_COMPACT = re.compile(
    rf"{_YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?P<hour>[0-2]\d)?(?P<minute>[0-5]\d)?(\d\d)?"
)
_FIGURES = re.compile(_CALENDAR["year last"])


def find_date(text: str, order: Order = "") -> Found | None:
    """The first full date (year, month and day) in a line of text, with its time of day if it has one.

    `order` says how the page writes `03/04/2012`; without it such a date counts only when it can be
    read one way (a number above 12, `AM`, dots, which put the day first). Dates that the calendar
    does not have are none.

    >>> find_date("发布时间:2012年3月4日 10:20 来源:").iso
    '2012-03-04T10:20'
    >>> find_date("民國101年3月4日下午3時05分").iso
    '2012-03-04T15:05'
    >>> find_date("03/04/2012") is None, find_date("03/04/2012", "dmy").iso
    (True, '2012-04-03')
    """
    if not _YEARS.search(text):
        return None
    best: Found | None = None
    for pattern in _PATTERNS:
        for match in pattern.finditer(text, 0, best.start if best else len(text)):
            if found := _read(match, text, order):
                best = found
                break
    return best


def parse_date(value: str) -> str:
    """The ISO form of a value that should be a date and nothing else (of a `meta` element); else empty.

    >>> parse_date("2012-03-04T10:20:00+08:00"), parse_date("20120304"), parse_date("soon")
    ('2012-03-04T10:20', '2012-03-04', '')
    """
    value = value.strip()[:64]
    if compact := _COMPACT.fullmatch(value):
        return _iso(compact, int(compact["y"]), int(compact["m"]), int(compact["d"]))
    found = find_date(value)
    return found.iso if found else ""


def order_of(text: str) -> Order:
    """Whether a page that writes dates in figures puts the day or the month first, if it shows it.

    >>> order_of("03/02/2022 13/02/2022"), order_of("03/02/2022")
    ('dmy', '')
    """
    for match in _FIGURES.finditer(text):
        if int(match["a"]) > 12 >= int(match["b"]):
            return "dmy"
        if int(match["b"]) > 12 >= int(match["a"]):
            return "mdy"
    return ""


def _read(match: re.Match[str], text: str, order: Order) -> Found | None:
    parts = match.groupdict()
    if parts.get("a"):
        first, second = int(parts["a"]), int(parts["b"])
        if parts["s"] == "." or first > 12:
            order = "dmy"
        elif second > 12 or (parts["meridiem"] and not order):
            order = "mdy"
        if not order and first != second:
            return None
        day, month = (second, first) if order == "mdy" else (first, second)
    else:
        day = int(parts["d"])
        month = _MONTHS.split("|").index(parts["name"]) + 1 if parts.get("name") else int(parts["m"])
    year = int(parts["y"] or parts["r"])
    year += 1911 if year < 1000 else 0
    start, clock = match.start(), match
    if not match["hour"] and (before := _CLOCK_BEFORE.search(text[max(0, start - 12) : start])):
        start, clock = start - (before.end() - before.start()), before
    iso = _iso(clock, year, month, day)
    return Found(iso, start, match.end()) if iso else None


def _iso(clock: re.Match[str], year: int, month: int, day: int) -> str:
    try:
        iso = date(year, month, day).isoformat()
    except ValueError:
        return ""
    parts = clock.groupdict()
    if parts["hour"] and parts["minute"] and int(parts["hour"]) < 24:
        hour = int(parts["hour"])
        half = (parts.get("half") or parts.get("meridiem") or "").lower()
        if half.startswith(("p", "下午", "晚上")) and hour < 12:
            hour += 12
        elif half.startswith("a") and hour == 12:
            hour = 0
        iso += f"T{hour:02}:{parts['minute']}"
    return iso
