"""Metadata of a web page: author, source, date and site, chosen among head and lines.

What the page tells machines about this article comes first, then the lines around the article. What only
names the site, or may come from a template, must be confirmed by those lines or is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from cleaner.document import Block, Metadata
from cleaner.stages.parse.head import Head, read_head
from cleaner.stages.parse.head_title import HeadTitle, key_of
from cleaner.stages.parse.publication import LABELLED, Line, day_shown, publication_lines
from cleaner.stages.parse.running_text import running_text
from cleaner.stages.parse.title import headline
from cleaner.text.bylines import fold, from_line, is_editor_line, is_nobody, persons
from cleaner.text.dates import parse_date

_MAX_SOURCE = 30
"""Maximum length of the name of a source, characters."""
_MIN_SITE = 2
"""Minimum length of the name of a site in a head title, characters."""
_MAX_SITE = 20
"""Maximum length of the name of a site in a head title, characters."""
_SITE_END = re.compile(r"(?:网|报|网站|电视台|电台|论坛|blog|news|online|\.com|\.cn)$", re.IGNORECASE)
"""The end of the name of a site; narrower than `is_site_name`, since the name is given out."""
_SEPARATORS = re.compile(r"\s*[-_|｜—–―－＿»·<>]+\s*")
"""What separates title, column and site in a head title."""
_ORGANISATION = re.compile(r"[网網]|公司|[电電][视視]?[台臺]")
"""Part of a name that does not belong to a person."""


def describe(tree: LexborHTMLParser, blocks: Sequence[Block]) -> tuple[str, Metadata]:
    """The title of a page, empty if it has none, and what else it tells about itself.

    The metadata are author, source, date (`YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`) and site name, as far as
    they are found. `blocks` are all blocks of the page in order, before any is rejected.
    """
    head = read_head(tree)
    body = running_text(blocks)
    title, place = headline(_head_titles(head), blocks, body, head.site)
    lines = list(publication_lines(blocks, body, place))
    site = head.site or _site_in(head.title, title) or head.told.publisher
    source = _source(head, lines, site)
    others = {site, source, title}
    author = _told_author(head, others) or _shown(lines, "author") or _credited_author(head, lines, others)
    day = _date(head, lines)
    facts = Metadata()
    if author:
        facts["author"] = author
    if source:
        facts["source"] = source
    if day:
        facts["date"] = day
    if site and key_of(site) != key_of(title):
        facts["site_name"] = site
    return title, facts


def _head_titles(head: Head) -> list[HeadTitle]:
    """The titles in the head, the most trusted first."""
    trusted = [HeadTitle(text, trusted=True) for text in head.trusted_titles]
    return trusted + [HeadTitle(text) for text in head.titles]


def _shown(lines: Sequence[Line], field: str) -> str:
    """The first value of a field in the lines of the page; empty for none."""
    values = (line.fields.get(field, "") for line in lines)
    return next(filter(None, values), "")


def _source(head: Head, lines: Sequence[Line], site: str) -> str:
    """The source that the head names, unless that is the site itself; else the one that a line shows."""
    told = [name for name in (head.source, head.told.group) if _is_source(name)]
    others = [name for name in told if not _overlaps(name, {site})]
    candidates = [*others, _shown(lines, "source"), *told]
    return next(filter(None, candidates), "")


def _is_source(name: str) -> bool:
    """Whether a value is neither nobody nor a date, and short enough to be a name."""
    return not is_nobody(name) and len(name) <= _MAX_SOURCE and not parse_date(name)


def _told_author(head: Head, others: set[str]) -> str:
    """The author in the structured data of a page; empty if that is not a person.

    `others` are names that belong to something else.
    """
    told = head.told.author
    name = from_line(told).get("author") or persons(told)
    return name if name and _is_personal(name, others) else ""


def _credited_author(head: Head, lines: Sequence[Line], others: set[str]) -> str:
    """The author in a `meta` element whom lines of the page show too, and not as the editor."""
    names = (name for name in map(persons, head.authors) if name and _is_personal(name, others))
    return next((name for name in names if _is_credited(name, lines)), "")


def _is_personal(name: str, others: set[str]) -> bool:
    return not _ORGANISATION.search(name) and not _overlaps(name, others)


def _overlaps(name: str, others: set[str]) -> bool:
    """Whether a name is part of another, or has another as its part."""
    return any(name in other or other in name for other in others if other)


def _is_credited(name: str, lines: Sequence[Line]) -> bool:
    """Whether lines of the page show a name, none of them as that of an editor."""
    shown = [line.text for line in lines if name in line.text]
    return bool(shown) and not any(map(is_editor_line, shown))


def _date(head: Head, lines: Sequence[Line]) -> str:
    """The date of publication, ISO 8601; empty if neither head nor lines tell it."""
    told = next(filter(None, map(parse_date, head.dates)), "")
    shown, sureness = day_shown(lines)
    if not shown:
        return told
    if not told or sureness >= LABELLED:
        return shown
    days_apart = abs((date.fromisoformat(told[:10]) - date.fromisoformat(shown[:10])).days)
    has_time = len(shown) > 10
    if days_apart <= 1 and has_time:
        return shown  # the same moment in another time zone, or with the time of day
    return told


def _site_in(head_title: str, title: str) -> str:
    """The part of a head title, beside the title itself, that looks like the name of a site."""
    for part in _SEPARATORS.split(head_title):
        if _MIN_SITE <= len(part) <= _MAX_SITE and part not in title and _SITE_END.search(fold(part)):
            return part
    return ""
