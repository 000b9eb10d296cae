"""Metadata of a web page: author, source, date and site, chosen among head and lines.

The head is read first, then the lines around the article. Where they disagree, what readers see wins over
what a template tells machines. A doubtful field is left out.
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
from cleaner.text.bylines import fold, is_editor_line, is_nobody, persons
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
    site = head.site or _site_in(head.title, title)
    source = _shown(lines, "source") or _told_source(head)
    author = _shown(lines, "author") or _told_author(head, lines, {site, source, title})
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


def _told_source(head: Head) -> str:
    """The source that the head names; empty if that is nobody, a date or too long to be a name."""
    source = head.source
    is_name = not is_nobody(source) and len(source) <= _MAX_SOURCE and not parse_date(source)
    return source if is_name else ""


def _told_author(head: Head, lines: Sequence[Line], others: set[str]) -> str:
    """The author that the head names; empty if that is not a person.

    `others` are names that belong to something else. JSON-LD is believed; an author of a `meta` element
    must be shown on the page, and not as the editor.
    """
    linked = head.linked.get("author")
    names = head.authors if linked is None else [linked]
    for name in map(persons, names):
        if not name or _ORGANISATION.search(name) or _overlaps(name, others):
            continue
        if linked is not None or _is_credited(name, lines):
            return name
    return ""


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
