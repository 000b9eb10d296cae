"""Kinds of text: a web page, a feed, text with HTML fragments in it, plain text."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Literal

from cleaner.text.code import code_runs
from cleaner.text.words import words

Kind = Literal["page", "feed", "fragment", "plain"]

ELEMENTS = "|".join(words("html_elements"))
"""Names of HTML elements, for use inside the group of a pattern."""

_TAG = re.compile(
    rf"""
    </ (?: {ELEMENTS} ) \s*>                                    # </div>
  | <  (?: {ELEMENTS} ) \s+ [a-z][\w:-]* \s*=[^<>]*>            # <div class="x">
  | <  (?: br | hr | wbr ) \s*/?>                               # <br/>
  | <p>
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SMILEY = r"\{:\d+_\d+:\}"  # {:5_110:}
FORUM_CODE = re.compile(
    rf"""
    \[/? (?: {"|".join(words("forum_tags"))} ) (?: =[^\[\]\n]{{0,200}} )? \]     # [size=3], [/size]
  | {_SMILEY}
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Tags and smileys in the code of forum software (BBCode, Discuz)."""
_FORUM_END = re.compile(
    rf"\[/(?:align|b|center|code|color|font|i|img|p|quote|size|u|url)\]|{_SMILEY}", re.IGNORECASE
)
"""End tags and smileys, which only forum code has; `[b]` alone may be anything."""
_PAGE = re.compile(r"<(?:html|body|head|frameset)(?:\s[^<>]*)?>|<!doctype\s+html", re.IGNORECASE)
_BEFORE_PAGE = re.compile(r"\A(?:[\ufeff \t\r\n]|<!--[\s\S]*?-->)+")
_FEED = re.compile(
    r"""
    \A (?: [\ufeff\s] | <\?xml [^<>]* \?> | <!--.*?--> | <!DOCTYPE [^<>\[]* (?: \[ [^\]]* \] \s* )? > )*+
    <(?:
        (?: rss | feed | rdf:RDF ) (?:\s[^<>]*)? > \s* <
      | (?: channel | item | entry ) (?:\s[^<>]*)? > \s*                    # without what stands around them
        < (?: title | link | description | content | summary | guid | id | author | pubDate | published
            | updated | category | !-- | (?: dc | media ) : )
    )
    """,
    re.VERBOSE | re.DOTALL,
)
"""The start of a feed, or of a piece of one."""
_PAGE_START = 4096
"""Maximum offset at which a page or feed may begin, behind comments and white space, characters."""
_BLOCK = re.compile(r"</?(?:p|div|td|li|ul|tr|table|article|section|h[1-6]|br)\b[^<>]*>", re.IGNORECASE)
_MIN_BLOCKS = 4
"""Minimum number of block-level tags in a piece of a page."""
CODE = re.compile(
    r"""
    ^[ ]{0,3} (```|~~~) [\s\S]*? (?: ^[ ]{0,3}\1 | \Z )         # a fenced block, closed or not
  | (?<!`) ` [^`\n]{1,200} ` (?!`)                              # a `span`
    """,
    re.VERBOSE | re.MULTILINE,
)
"""Code in Markdown."""
_MIN_CODE = 3
"""Minimum number of lines of code, other than tags, in a text that is about markup."""
_MAX_TAGGED = 0.2
"""Maximum share of the lines outside of code that have tags in such a text."""
_CODE_SPAN = re.compile(r"`(?<!``)[^`\n]{1,200}`(?!`)")
"""The second half of `CODE`: searching for a character is fast, for the starts of lines it is not."""


def without_code(text: str) -> str:
    """Remove Markdown code blocks and code spans, in which HTML is content.

    >>> without_code("写作 `<br>` 即可")
    '写作  即可'
    """
    if "```" in text or "~~~" in text:
        return CODE.sub("", text)
    return _CODE_SPAN.sub("", text) if "`" in text else text


def has_tags(text: str) -> bool:
    """Whether text has tags of HTML, and not only angle brackets.

    >>> has_tags("好<br>"), has_tags("a<b 且 c>d")
    (True, False)
    """
    return bool(_TAG.search(text))


@lru_cache(maxsize=1)  # repair and parse both want to know
def text_kind(text: str) -> Kind:
    r"""Tell a web page and a feed from text with fragments of markup and from plain text.

    The line breaks of a page or feed mean nothing; those of a fragment (of HTML or forum code) and of
    plain text are kept. Costs next to nothing on text without `<`.

    >>> text_kind("<!DOCTYPE html><p>好")
    'page'
    >>> text_kind("<rss version='2.0'><channel><title>好</title></channel></rss>")
    'feed'
    >>> text_kind("好<span id='x'></span>\n的")
    'fragment'
    >>> text_kind("[size=3]好[/size]")
    'fragment'
    >>> text_kind("若 a<b 且 c>d，则 <某某> 成立；`<br>` 是换行")
    'plain'
    """
    if "<" not in text:
        return _kind_without_html(text)
    start = text[:_PAGE_START]
    if _PAGE.match(_BEFORE_PAGE.sub("", start, count=1)):
        return "page"
    if _FEED.match(start):
        return "feed"
    if not has_tags(text):
        return _kind_without_html(text)
    outside_code = without_code(text)
    if not has_tags(outside_code) or _is_about_markup(outside_code):
        return _kind_without_html(text)
    return "page" if _PAGE.search(outside_code) or _is_piece_of_page(outside_code) else "fragment"


def _is_about_markup(text: str) -> bool:
    """Whether the tags in a text are its subject: nearly all stand in code, among code that is no markup."""
    lines = text.splitlines()
    code = {position for run in code_runs(lines) for position in run}
    other_code = tags = tagged = prose = 0
    for position, line in enumerate(lines):
        has_tag = "<" in line and has_tags(line)
        if position in code:
            other_code += not has_tag
            tags += has_tag
        elif line.strip():
            prose += 1
            tagged += has_tag
    is_code = other_code >= _MIN_CODE and tags <= prose + other_code
    return is_code and tagged <= _MAX_TAGGED * prose


def _kind_without_html(text: str) -> Kind:
    if ("[/" in text or "{:" in text) and _FORUM_END.search(without_code(text)):
        return "fragment"
    return "plain"


def _is_piece_of_page(text: str) -> bool:
    """Whether nearly every line is in elements of its own, as in the content field of a database.

    Lines of text in front of the first element are lines that somebody has put there: a title, a name.
    """
    first_line = text.lstrip().partition("\n")[0]
    if "<" not in first_line:
        return False
    blocks = len(_BLOCK.findall(text))
    if blocks < _MIN_BLOCKS:
        return False
    bare_lines = (line for line in text.split("\n") if "<" not in line and line.strip())
    bare = len(list(islice(bare_lines, blocks)))  # no need to count more
    return 4 * bare <= blocks
