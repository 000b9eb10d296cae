"""The title within the first line of a text: without labels, quotation marks, column and site, counts.

Texts that were made from pages and records begin with `title: "标题"`, `标题_社会_江边网`, `标题 757人气`, or
with the title and the first paragraph in one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress

from cleaner.document import Block, Role
from cleaner.stages.select.cues import fields
from cleaner.stages.select.cues.cue import cue
from cleaner.stages.select.cues.kinds import Kind
from cleaner.stages.select.line import is_field, line_of
from cleaner.text.bylines import fold
from cleaner.text.characters import HAN, is_han, letters
from cleaner.text.head_title import is_site_name, key_of

_MAX_TITLE = 120
"""Maximum length of the line of a title, characters."""
_SENTENCE_ENDS = ("。", "；", "，")
_MAX_BELOW = 400
"""Maximum length of a line below the title that is searched for its words, characters."""
_BELOW = 40
"""Maximum number of lines below the title that are searched for its words."""

_HAN = re.compile(f"[{HAN}]")
_LANGUAGE = 5
"""Number of lines below the title that show whether a text is Chinese."""
_MAX_NOTICE = 80
"""Maximum length of a notice of the site above a title, characters."""
_NOTICE = re.compile(
    r"本站|本网站|小程序|公众号|客户端|扫码|二维码|热线|电话|阅读体验|小贴士|温馨提示|^提示|付费|提供下载"
    r"|欢迎您?[来到光]|www\.|https?:|\.(?:com|net|cn)\b|\d{3,4}-\d{7,8}"
    r"|^(?:Loading|Posted (?:in|on|by)|Skip to|Toggle)\b"
)
"""What notices of sites say, above a title."""
_LABEL = re.compile(
    r"\s*(?:\#\+title|title|(?:文章|新闻|信息)?标\s?题|原标题|书\s?名|篇\s?名)\s*[:：]\s*(?=\S)",
    re.IGNORECASE,
)
"""The label of a title: in org mode, of a record, of a book."""
_STRAY = re.compile(rf"\s*(?:[?？!！,，。、:：;；]+|[¶]+|\*{{2,}}\s)\s*(?=[{HAN}A-Z《“【])")
"""What is left in front of a title of a picture, of a link to itself, of a box drawn with stars."""
_QUOTES = "\"'"
_MAX_FIELDS = 2
"""Maximum number of fields below `书名：`; with more of them it is a record, which the article is about."""

_RECORD_FIELD = re.compile(r"\s*[A-Za-z_]{2,20}\s*[:：]\s*\S.{0,40}$")
"""A field of a record beside its title: `category:民事`."""
_POST_FIELD = re.compile(r"\s*(?:作\s?者|看\s?板|发信人|信\s?区)\s?[:：]?\s?\S.{0,40}$")
"""A field of a post above its title: `看板Garden`."""
_MAX_RECORD = 8
"""Maximum number of lines at the start of a text that hold the fields of a record."""

_SEPARATOR = re.compile(
    r"\s*(?:(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|[|｜＿»])+\s*"  # 标题_新闻_江边网
    r"|\s+[-–—·/]\s+"  # 标题 - 江边网
    r"|(?<![A-Za-z0-9\s—－-])[-－](?![\s—－-])"  # 标题-江边网
)
"""What separates title, column and site."""
_WEAK = frozenset(("-", "－", "|", "｜", " / "))
"""Separators that titles use too."""
_MORE_SITES = re.compile(r"(?:社区|[股贴]吧|文库|公众号)$")
"""The end of the name of a part of a site, beside those of `is_site_name`."""
_MAX_SITE = 24
"""Maximum length of the name of a site or column, characters."""
_MIN_HEAD = 4
"""Minimum letters of a title in front of a column or site."""
_DIGITS = "0123456789"
_MIN_RECURRING = 5
"""Minimum letters of a title that stands elsewhere in the text without column and site."""
_MIN_OWN = 5
"""Minimum letters of a part behind `_` that is the title's own where the text says it; names of columns
(`明星`) are shorter and occur in texts too."""
_MAX_COLUMN = {"_": 12}
_MAX_OTHER_COLUMN = 8
"""Maximum letters of a column or site that no ending tells: behind `_`, behind other separators."""
_OWN = 0.5
"""Minimum share of the pairs of letters of a part that occur in the text, or in the title before it."""

_GAP = re.compile(r"\s+")

_MIN_GLUED = 80
"""Minimum length of a line that holds title and paragraph, characters."""
_MIN_GLUED_TITLE, _MAX_GLUED_TITLE = 8, 60
"""Lengths of a title in front of a paragraph, characters."""
_MIN_PARAGRAPH = 40
"""Minimum length of a paragraph behind a title, characters."""
_PROSE = re.compile("[。！？；，,]")
_PARAGRAPH_MARK = re.compile("[\u3000\xa0]{2,}|\\s{4,}")
"""Indentation of the paragraph that follows the title in the same line."""
_DATELINE = re.compile(
    r"(?:本[报刊网台]|[\u4e00-\u9fff]{2,4}(?:日报|晚报|商报|时报|早报|晨报|都市报|青年报))?讯\s?[（(]\s?(?:记者|通讯员)"
    r"|(?:新华社|中新社|中新网|人民网|新华网|央广网|中国网)[\u4e00-\u9fff]{2,8}\d{1,2}月\d{1,2}日[电讯]"
)
"""The beginning of a report."""
_DAY = re.compile(r"(?:\d{1,2}月)?\d{1,2}日(?:[上下]午)?[，,]|[昨今]日?[上下]午[，,]")
"""The beginning of a sentence that reports."""
_MIN_TOLD = 0.5
"""Minimum share of the pairs of letters of a title that the first sentences behind it hold."""


def trim_title(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a text, with what is not the title cut off the first line that is kept.

    >>> trimmed = trim_title([Block("title: 小镇迎来渔汛_社会_江边网"), Block("昨天，渔船回来了。")])
    >>> [(block.text, block.kept) for block in trimmed[:3]]
    [('title: ', False), ('小镇迎来渔汛', True), ('_社会_江边网', False)]
    """
    found = _without_record(blocks)
    at = next((p for p, block in enumerate(found) if block.printed and not is_notice(block.text)), None)
    if at is None or found[at].is_code or found[at].tag == "tr":
        return found
    block = found[at]
    below = [block.text for block in found[at + 1 : at + 1 + _BELOW] if block.text.strip()]
    if not _HAN.search(block.text + "".join(below[:_LANGUAGE])):
        return found
    if len(block.text) >= _MIN_GLUED and (glued := _unglued(block)):
        return [*found[:at], *glued, *found[at + 1 :]]
    if len(block.text) > _MAX_TITLE or (at + 1 < len(found) and found[at + 1].glue and found[at + 1].kept):
        return found
    if _Parts(block.text, below).are_of_the_line_below():
        return [*found[:at], block.as_role(Role.NAVIGATION, Kind.PAGE_TITLE.reason), *found[at + 1 :]]
    parts = _cut(block, below)
    return [*found[:at], *parts, *found[at + 1 :]]


def is_notice(text: str) -> bool:
    """Whether a line has words of notices that sites put above an article; an article has them too.

    >>> is_notice("咨询热线：0000-0000000"), is_notice("小镇迎来渔汛")
    (True, False)
    """
    return len(text) <= _MAX_NOTICE and bool(_NOTICE.search(text))


def _cut(block: Block, below: Sequence[str]) -> list[Block]:
    """The parts of the line of a title, of which one stays."""
    text = block.text
    start, end = 0, len(text)
    if (label := _LABEL.match(text)) and sum(map(is_field, below[: _MAX_FIELDS + 2])) <= _MAX_FIELDS:
        start = label.end()
        quoted = text[start] in _QUOTES
        start += quoted
        end -= quoted and text.rstrip()[-1] in _QUOTES and text.rstrip() == text
    elif stray := _STRAY.match(text):
        start = stray.end()
    if not text.endswith(_SENTENCE_ENDS) and _may_be_title(text[start:end]):
        end = start + _end_of_title(text[start:end], below)
    if not text[start:end].strip():
        return [block]
    parts = [block.with_text(text[start:end]).replace(glue=block.glue or start > 0)]
    if start:
        label_part = block.with_text(text[:start]).as_role(Role.METADATA, Kind.TITLE_LABEL.reason)
        parts.insert(0, label_part)
    if end < len(text):
        rest = block.with_text(text[end:]).as_role(Role.NAVIGATION, Kind.PAGE_TITLE.reason)
        parts.append(rest.replace(glue=True))
    return parts


def _may_be_title(text: str) -> bool:
    """Whether the words of a line do not say that all of it is boilerplate."""
    known = cue(text)
    return known is None or known.kind in (Kind.PAGE_TITLE, Kind.HEADLINE)


def _without_record(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the fields that stand beside the title of a record (`category:民事`)."""
    head = blocks[:_MAX_RECORD]
    labelled = [position for position, block in enumerate(head) if block.reason == Kind.TITLE_LABEL.reason]
    found = list(blocks)
    for position, block in enumerate(head[: labelled[0] if labelled else 0]):
        if block.printed and not block.glue and _POST_FIELD.match(block.text):
            found[position] = block.as_role(Role.METADATA, Kind.FIELDS.reason)
    if not any(map(_is_labelled, head)):
        return found
    for position, block in enumerate(head):
        is_field = bool(_RECORD_FIELD.match(block.text)) and not _LABEL.match(block.text)
        if is_field and block.printed and not block.glue:
            found[position] = block.as_role(Role.METADATA, Kind.FIELDS.reason)
    return found


def _is_labelled(block: Block) -> bool:
    """Whether a block is the Western label of a title, or begins with it."""
    if block.kept:
        return bool(_LABEL.match(block.text)) and block.text.lstrip()[:1].isascii()
    return block.reason == Kind.TITLE_LABEL.reason and block.text.lstrip()[:5].lower() == "title"


def _end_of_title(text: str, below: Sequence[str]) -> int:
    """Where in a line the title ends: before counts, and before the names of column and site."""
    end = _before_fields(text)
    return _Parts(text[:end], below).end_of_title()


def _before_fields(text: str) -> int:
    """Where the counts and the labelled fields begin that a title is followed by."""
    for gap in _GAP.finditer(text):
        tail = text[gap.end() :]
        if gap.start() < _MIN_HEAD or not tail or tail[0] in "(（[【":
            continue
        found = fields.parse(tail)
        if found and found.sure and not (found.values.keys() == {"date"} and tail[0].isdigit()):
            return gap.start()
    return len(text)


@dataclass(frozen=True)
class _Parts:
    """A line between whose separators stand title, column and site; `below` are the lines below it."""

    text: str
    below: Sequence[str]

    def end_of_title(self) -> int:
        """Where the title ends.

        Behind it stand only parts that are not its own. It ends at the first place where that is so and
        the title stands elsewhere in the text; otherwise names of sites, and short parts behind strong
        separators, are cut off its end one by one.
        """
        gaps = list(_SEPARATOR.finditer(self.text))
        if not gaps:
            return len(self.text)
        first = len(gaps)  # of the gaps behind which nothing is the title's own
        while first and not self._is_own(gaps, first - 1):
            first -= 1
        for number in range(first, len(gaps)):
            are_columns = all(self._may_be_column(gaps, later) for later in range(number, len(gaps)))
            if are_columns and self._recurs(self.text[: gaps[number].start()]):
                return gaps[number].start()
        end = len(self.text)
        for number in range(len(gaps) - 1, first - 1, -1):
            if not self._is_appended(gaps, number):
                break
            end = gaps[number].start()
        return end

    def are_of_the_line_below(self) -> bool:
        """Whether a part other than the first is the line below, which is the title then."""
        if "_" not in self.text or not self.below:
            return False
        gaps = list(_SEPARATOR.finditer(self.text))
        key = self._keys_below[0]
        parts = (key_of(self._part(gaps, number)) for number in range(len(gaps)))
        return len(key) >= _MIN_RECURRING and key in parts

    def _part(self, gaps: Sequence[re.Match[str]], number: int) -> str:
        """The part behind a gap."""
        end = gaps[number + 1].start() if number + 1 < len(gaps) else len(self.text)
        return self.text[gaps[number].end() : end].strip()

    def _is_own(self, gaps: Sequence[re.Match[str]], number: int) -> bool:
        """Whether the part behind a gap belongs to the title: the text, or the title, has its words."""
        part = self._part(gaps, number)
        if not letters(part) or _is_site(part):
            return False
        key = key_of(part)
        if "_" in gaps[number][0]:
            first = key_of(self.text[: gaps[0].start()])
            return (len(key) >= _MIN_OWN and key in self._prose_key) or (
                len(key) > len(first) and first in key
            )
        if len(key) < _MIN_OWN:
            return key in self._prose_key
        pairs = letter_pairs(key)
        return any(
            len(pairs & known) >= _OWN * len(pairs)
            for known in (self._pairs_below, letter_pairs(key_of(self.text[: gaps[number].start()])))
        )

    def _may_be_column(self, gaps: Sequence[re.Match[str]], number: int) -> bool:
        part = self._part(gaps, number)
        longest = _MAX_COLUMN.get(gaps[number][0].strip(), _MAX_OTHER_COLUMN)
        return _is_site(part) or len(key_of(part)) <= longest

    def _recurs(self, title: str) -> bool:
        key = key_of(title)
        return len(key) >= _MIN_RECURRING and any(key in line for line in self._keys_below)

    def _is_appended(self, gaps: Sequence[re.Match[str]], number: int) -> bool:
        """Whether the part behind a gap is a site's name, or short behind a strong separator."""
        part = self._part(gaps, number)
        head = len(key_of(self.text[: gaps[0].start()]).strip(_DIGITS))
        if head < _MIN_HEAD:
            return False
        if not letters(part) or _is_site(part):
            return True
        if not _is_strong(gaps[number]) or self.text.startswith("#") or head < len(key_of(part)):
            return False
        return "|" not in fold(gaps[number][0]) or self._may_be_column(gaps, number)

    @cached_property
    def _keys_below(self) -> list[str]:
        return [key_of(line[:_MAX_BELOW]) for line in self.below]

    @cached_property
    def _prose_key(self) -> str:
        """The letters of the paragraphs below."""
        lines = (line_of(line[:_MAX_BELOW]) for line in self.below)
        paragraphs = (line.cue is None and line.prose for line in lines)
        return "".join(compress(self._keys_below, paragraphs))

    @cached_property
    def _pairs_below(self) -> frozenset[str]:
        return letter_pairs(self._prose_key)


def _is_site(part: str) -> bool:
    return len(part) <= _MAX_SITE and (is_site_name(part) or bool(_MORE_SITES.search(part)))


def _is_strong(gap: re.Match[str]) -> bool:
    """Whether a separator is one that templates use, and titles rarely."""
    return gap[0] not in _WEAK


def letter_pairs(key: str) -> frozenset[str]:
    """All pairs of neighbouring letters."""
    return frozenset(key[position : position + 2] for position in range(len(key) - 1))


def _unglued(block: Block) -> list[Block]:
    """The title and the first paragraph of a line that holds both; nothing if it does not.

    A title that stands there twice loses its second occurrence.
    """
    text = block.text
    for start, end, is_sure in _breaks(text[: _MAX_TITLE * 2]):
        title = text[:start]
        if not _MIN_GLUED_TITLE <= len(title) <= _MAX_GLUED_TITLE or _PROSE.search(title):
            continue
        pairs = letter_pairs(key_of(title))
        told = len(pairs & letter_pairs(key_of(text[end : end + _MAX_BELOW])))
        if len(text) - end >= _MIN_PARAGRAPH and (is_sure or told >= _MIN_TOLD * len(pairs)):
            once = _once(title)
            parts = [block.with_text(text[:once])]
            if once < start:
                again = block.with_text(text[once:start]).as_role(Role.REPEAT, "the title again")
                parts.append(again.replace(glue=True))
            return [*parts, block.with_text(text[start:].lstrip()).replace(glue=False)]
    return []


def _once(title: str) -> int:
    """Where the title ends whose second occurrence is the rest of a text; the end if it stands there once.

    >>> _once("小镇 迎来渔汛小镇迎来渔汛")
    7
    """
    key = key_of(title)
    half = key[: len(key) // 2]
    if half * 2 != key:
        return len(title)
    return next(end for end in range(len(title)) if key_of(title[:end]) == half)


def _breaks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where a title may end and the paragraph begin, and whether that is beyond doubt."""
    if match := _DATELINE.search(text):
        yield match.start(), match.start(), True
    if match := _PARAGRAPH_MARK.search(text.rstrip()):
        yield match.start(), match.end(), False
    if (match := _DAY.search(text)) and match.start() and is_han(text[match.start() - 1]):
        yield match.start(), match.start(), False
