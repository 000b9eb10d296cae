"""Dates as Chinese pages write them, and their ISO 8601 form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Order = Literal["", "dmy", "mdy"]
"""Whether dates in figures put the day or the month first; empty if unknown."""


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, and the span it was written in."""

    iso: str
    start: int
    end: int


_YEAR = r"(?P<y>(?:19[89]|20[0-4])\d)"
"""Years in which something can be on the web, which keeps out telephone numbers and prices."""
_DAY = r"(?P<d>0[1-9]|[12]\d|3[01]|[1-9])(?:(?!\d)|(?=\d{1,2}:\d\d))"
"""A day of the month; the time of day may follow without a space: `2012-03-0410:20`."""
_WEEKDAY = r"(?:(?:星期|周|週|禮拜|礼拜)[一二三四五六日天]|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?)"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_CLOCK = r"""
    (?P<hour>\d{1,2}) \s?[:：時时点點]\s? (?P<minute>[0-5]\d) (?!\d{3})     # 10:20
    (?: \s?[:：分]\s? \d\d )?                                               # 10:20:00
"""
_TIME = rf"""
    (?:
        (?: [\sT,，、|()（）\[\]－-] | {_WEEKDAY} ){{0,8}}                  # (星期日)
        (?P<half> 上午 | 下午 | 凌晨 | 晚上 | 中午 | 早上 | [AaPp][Mm] )?   # 下午3:05
        \s? {_CLOCK}
        (?: \s? (?P<meridiem> [AaPp]\.?[Mm] ) )?                            # 3:05 p.m
    )?
"""
_FIGURES = rf"""
    (?<![\d./-]) (?P<a>\d{{1,2}}) (?P<s>[-/.]) (?P<b>\d{{1,2}}) (?P=s) {_YEAR} (?!\d)     # 04/03/2012
"""
_CALENDAR = (
    # 2012-03-04, 2012.3.4
    rf"(?<!\d) {_YEAR} \s?(?P<s>[-/._－／．])\s? (?P<m> 0?[1-9] | 1[0-2] ) \s?(?P=s)\s? {_DAY}",
    # 2012年3月4日
    rf"(?<!\d) {_YEAR} \s{{0,2}}年\s{{0,2}} (?P<m>\d{{1,2}}) \s{{0,2}}月\s{{0,2}} {_DAY} \s?[日号號]?",
    # 民國101年3月4日, 101年3月4日; two digits need 民國, because 96年 may be 1996
    rf"""
    (?: 民[國国] \s? (?P<y>\d{{2,3}}) | (?<!\d) (?P<r>1[01]\d) )
    \s?年\s? (?P<m>\d{{1,2}}) \s?月\s? {_DAY} \s?日?
    """,
    # 民國101/03/04
    rf"民[國国] \s? (?P<y>\d{{2,3}}) \s?(?P<s>[-/.])\s? (?P<m>\d{{1,2}}) \s?(?P=s)\s? {_DAY}",
    _FIGURES,
    # March 4th, Sun, 2012
    rf"""
    {_MONTH_NAME} \s{{1,2}} (?P<d>\d{{1,2}}) {_ORDINAL} ,? \s{{1,2}}
    (?: {_WEEKDAY} ,? \s{{1,2}} )? {_YEAR} (?!\d)
    """,
    # 4 March 2012
    rf"(?<!\d) (?P<d>\d{{1,2}}) {_ORDINAL} \s{{1,2}} {_MONTH_NAME} ,? \s{{1,2}} {_YEAR} (?!\d)",
)
_PATTERNS = tuple(re.compile(pattern + _TIME, re.VERBOSE) for pattern in _CALENDAR)
_YEARS = re.compile(r"(?:19[89]|20[0-4])\d|民[國国]|1[01]\d\s?年")
"""Prefilter: every date contains one of these."""
_IN_FIGURES = re.compile(_FIGURES, re.VERBOSE)
_CLOCK_BEFORE = re.compile(rf"{_CLOCK} [\s,，]{{1,3}} $", re.VERBOSE)
_CLOCK_REACH = 12
"""Maximum distance of a time of day in front of its date, characters."""
_COMPACT = re.compile(
    rf"""
    {_YEAR} (?P<m> 0[1-9] | 1[0-2] ) (?P<d>[0-3]\d)             # 20120304
    (?P<hour>[0-2]\d)? (?P<minute>[0-5]\d)? (\d\d)?             # 20120304102000
    """,
    re.VERBOSE,
)
_MAX_VALUE = 64
"""Maximum length of a value that is a date, characters."""


def find_date(text: str, order: Order = "") -> Found | None:
    """Find the first full date of a line, with its time of day if it has one.

    A full date has year, month and day and exists in the calendar. `order` says how the page writes
    `03/04/2012`. Without it, such a date counts only if it can be read in one way: a number is above
    12, dots separate the numbers (day first), or AM or PM follows (month first).

    >>> find_date("发布时间:2012年3月4日 10:20 来源:").iso
    '2012-03-04T10:20'
    >>> find_date("民國101年3月4日下午3時05分").iso
    '2012-03-04T15:05'
    >>> find_date("03/04/2012") is None, find_date("03/04/2012", "dmy").iso
    (True, '2012-04-03')
    """
    if not _YEARS.search(text):
        return None
    first: Found | None = None
    for pattern in _PATTERNS:
        for match in pattern.finditer(text, 0, first.start if first else len(text)):
            found = _read(match, text, order)
            if found:
                first = found
                break
    return first


def parse_date(value: str) -> str:
    """Convert a value that should be a date (of a `meta` element) to ISO 8601; empty if it is none.

    >>> parse_date("2012-03-04T10:20:00+08:00"), parse_date("20120304"), parse_date("soon")
    ('2012-03-04T10:20', '2012-03-04', '')
    """
    value = value.strip()[:_MAX_VALUE]
    compact = _COMPACT.fullmatch(value)
    if compact:
        return _iso(compact, int(compact["y"]), int(compact["m"]), int(compact["d"]))
    found = find_date(value)
    return found.iso if found else ""


def order_of(text: str) -> Order:
    """The order of dates in figures, from the first date that shows it; empty if none does.

    >>> order_of("03/02/2022 13/02/2022"), order_of("03/02/2022")
    ('dmy', '')
    """
    for match in _IN_FIGURES.finditer(text):
        first, second = int(match["a"]), int(match["b"])
        if first > 12 >= second:
            return "dmy"
        if second > 12 >= first:
            return "mdy"
    return ""


def _read(match: re.Match[str], text: str, order: Order) -> Found | None:
    """The date that a pattern matched, if the calendar has it."""
    parts = match.groupdict()
    month_and_day = _month_and_day(parts, order)
    if month_and_day is None:
        return None
    start, clock = match.start(), match
    if not match["hour"]:
        before = _CLOCK_BEFORE.search(text[max(0, start - _CLOCK_REACH) : start])
        if before:
            start, clock = start - len(before.group()), before
    iso = _iso(clock, _year(parts), *month_and_day)
    return Found(iso, start, match.end()) if iso else None


def _year(parts: dict[str, str]) -> int:
    year = int(parts["y"] or parts["r"])
    if year < 1000:
        year += 1911  # the Republic of China counts from 1912
    return year


def _month_and_day(parts: dict[str, str], order: Order) -> tuple[int, int] | None:
    if parts.get("a"):
        return _month_and_day_in_figures(parts, order)
    day = int(parts["d"])
    if parts.get("name"):
        return _MONTHS.index(parts["name"]) + 1, day
    return int(parts["m"]), day


def _month_and_day_in_figures(parts: dict[str, str], order: Order) -> tuple[int, int] | None:
    first, second = int(parts["a"]), int(parts["b"])
    if parts["s"] == "." or first > 12:
        order = "dmy"
    elif second > 12 or (parts["meridiem"] and not order):
        order = "mdy"
    if not order and first != second:
        return None
    return (first, second) if order == "mdy" else (second, first)


def _iso(clock: re.Match[str], year: int, month: int, day: int) -> str:
    """The ISO 8601 form, with the time of day of `clock` if there is one; empty for no such day."""
    try:
        iso = date(year, month, day).isoformat()
    except ValueError:
        return ""
    parts = clock.groupdict()
    if not parts["hour"] or not parts["minute"]:
        return iso
    hour = int(parts["hour"])
    if hour >= 24:
        return iso
    half = (parts.get("half") or parts.get("meridiem") or "").lower()
    if half.startswith(("p", "下午", "晚上")) and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return f"{iso}T{hour:02}:{parts['minute']}"
