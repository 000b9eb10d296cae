"""Tells a web page from text with HTML fragments in it, and both from plain text."""

from __future__ import annotations

import re
from itertools import islice
from typing import Literal

Kind = Literal["page", "fragment", "plain"]

ELEMENTS = (
    "a|abbr|acronym|address|area|article|aside|audio|b|base|bdi|bdo|big|blockquote|body|br|button|canvas|caption"
    "|center|cite|code|col|colgroup|data|datalist|dd|del|delect|details|dfn|dialog|dir|div|dl|dt|em|embed|fieldset"
    "|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hgroup|hr|html|i|iframe|img|input|ins|kbd"
    "|label|legend|li|link|main|map|mark|marquee|menu|menuitem|meta|meter|nav|nobr|noframes|noscript|object|ol"
    "|optgroup|option|output|p|param|picture|pre|progress|q|rp|rt|ruby|s|samp|script|section|select|small|source"
    "|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr"
    "|track|tt|u|ul|var|video|wbr"
)
"""The elements of the HTML standard, the obsolete ones too, and `delect`, which hacked pages use."""

_TAG = re.compile(
    rf"</(?:{ELEMENTS})\s*>"  # an end tag
    rf"|<(?:{ELEMENTS})\s+[a-z][\w:-]*\s*=[^<>]*>"  # a start tag with an attribute
    r"|<(?:br|hr|wbr)\s*/?>|<p>",
    re.IGNORECASE,
)
_SMILEY = r"\{:\d+_\d+:\}"
FORUM_CODE = re.compile(
    r"\[/?(?:align|attach|attachimg|b|backcolor|center|code|color|email|float|font|free|hide|hr|i|img|indent|left|list"
    rf"|media|p|qq|quote|right|s|size|sub|sup|table|td|tr|u|url)(?:=[^\[\]\n]{{0,200}})?\]|{_SMILEY}",
    re.IGNORECASE,
)
"""Tags and smileys in the code of forum software (BBCode, Discuz)."""
_FORUM_END = re.compile(
    rf"\[/(?:align|b|center|color|font|i|img|p|quote|size|u|url)\]|{_SMILEY}", re.IGNORECASE
)
"""One of them tells such code, where `[b]` alone does not."""
_PAGE = re.compile(r"<(?:html|body|head|frameset)(?:\s[^<>]*)?>|<!doctype\s+html", re.IGNORECASE)
_BEFORE_PAGE = re.compile(r"\A(?:[\ufeff \t\r\n]|<!--[\s\S]*?-->)+")
_BLOCK = re.compile(r"</?(?:p|div|td|li|ul|tr|table|article|section|h[1-6]|br)\b[^<>]*>", re.IGNORECASE)
CODE = re.compile(r"^ {0,3}(```|~~~)[\s\S]*?(?:^ {0,3}\1|\Z)|(?<!`)`[^`\n]{1,200}`(?!`)", re.MULTILINE)
_CODE_SPAN = re.compile(r"`(?<!``)[^`\n]{1,200}`(?!`)")
"""The second half of it: a search for a character is quick, one for the beginnings of lines is not."""


def without_code(text: str) -> str:
    """The text without its Markdown code blocks and code spans, where HTML is content."""
    if "```" in text or "~~~" in text:
        return CODE.sub("", text)
    return _CODE_SPAN.sub("", text) if "`" in text else text


def text_kind(text: str) -> Kind:
    """What the text is: a web page (its line breaks mean nothing), text with fragments of HTML or of forum
    code in it (its line breaks are kept), or plain text. Costs next to nothing on text without `<`.

    >>> text_kind("<!DOCTYPE html><p>好")
    'page'
    >>> text_kind("好<span id='x'></span>\\n的")
    'fragment'
    >>> text_kind("[size=3]好[/size]")
    'fragment'
    >>> text_kind("若 a<b 且 c>d，则 <某某> 成立；`<br>` 是换行")
    'plain'
    """
    if "<" not in text:
        return _kind_without_html(text)
    head = text[:4096]
    if _PAGE.match(_BEFORE_PAGE.sub("", head, count=1)):
        return "page"
    rest = without_code(text) if _TAG.search(text) else ""
    if not _TAG.search(rest):
        return _kind_without_html(text)
    if _PAGE.search(rest):
        return "page"
    # a piece of a page, such as a content field: nearly every line is in elements of its own
    blocks = len(_BLOCK.findall(rest))
    bare = (line for line in rest.split("\n") if "<" not in line and line.strip())
    return "page" if blocks >= 4 and len(list(islice(bare, blocks))) * 4 <= blocks else "fragment"


def _kind_without_html(text: str) -> Kind:
    forum = ("[/" in text or "{:" in text) and _FORUM_END.search(without_code(text))
    return "fragment" if forum else "plain"
