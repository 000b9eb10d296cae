"""Which line of a text without markup is its title, where that is not the first line that is kept.

The model knows single lines best. It rejects titles below the menus of a page, and keeps notices of the site
above one. Here the lines above the first paragraph are candidates, with points for what titles do: stand on
top or below a menu, above source and date, and say what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from cleaner.document import Block, Role
from cleaner.stages.select.cues.kinds import Kind
from cleaner.stages.select.line import OWNER, Line, is_field, line_of
from cleaner.stages.select.roles import UNLIKELY
from cleaner.stages.select.title_line import is_notice, letter_pairs
from cleaner.text.characters import HAN
from cleaner.text.head_title import is_site_name, key_of

_MAX_LETTERS = 60
"""Maximum letters of a title."""
_MIN_LETTERS = 4
"""Minimum letters of a title; shorter ones are often menu words."""
_REACH = 30
"""Maximum number of lines above the first paragraph that may be the title."""
_MIN_PARAGRAPH = 25
"""Minimum length of the paragraph that the candidates stand above, characters."""
_PARAGRAPHS = 40
"""Maximum number of lines of the text that are compared with a candidate."""
_COMPARED = 400
"""Maximum length of such a line, characters; the rest is left out."""

_POINTS_TO_RESTORE = 3
"""Minimum points of a rejected line to be taken for the title."""
_POINTS_TO_REPLACE = 3
"""Minimum points of a kept line to be the title in place of what stands above it."""
_TOLD, _PARTLY_TOLD = 0.5, 0.3
"""Minimum share of the pairs of letters of a title that the text holds: of one that it is surely about."""
_UNTOLD = 0.15
"""Maximum share of the pairs of letters of a line that has nothing to do with the text."""

_ITEM = re.compile(r"[-*·•●]|\s*[(（]?[一二三四五六七八九十\d]{1,3}[、.．)）]")
_NO_END = ("。", "；", "，", "、", ":", "：", ",", ";")
_PATH = re.compile(r"\s[>»›→]\s|>>")
_LIST = re.compile(r"[\s|,，、/_·>]+")
_BRACKETS = frozenset("[【〔(（")
_SHORT = 6
"""Letters below which a line is rather a menu word than a title."""
_TOP_HEADING = re.compile(r"#\s")
_BETWEEN_NAMES = re.compile(r"\s*[|·／]\s*|\s+/\s+")
_SECTION = re.compile(r"(?:平台|讨论区|办公室|[电文]\S版)$")
"""The end of a line that names a section, beside those of `OWNER`."""
_TAG = re.compile(r"#[^#\s]{1,20}#")
"""A hashtag."""
_HAN = re.compile(f"[{HAN}]")
_MISTAKEN = frozenset((Kind.PAGE_TITLE, Kind.INJECTED, Kind.SHARE))
_OF_WORDS = frozenset((Kind.INJECTED.reason, Kind.SHARE.reason))
"""Reasons that a word in a title may give: a report on what others advertise, a text about a client."""
_RESTORABLE = frozenset((UNLIKELY, Kind.PAGE_TITLE.reason))
"""Reasons for which titles are rejected by mistake."""


def best_title(blocks: Sequence[Block]) -> int | None:
    """The position of the block that is the title, if that is not the first block that is kept.

    >>> date = Block("2015-03-02 浏览：12", Role.METADATA, "source, date or author")
    >>> text = Block("渔汛今天来到小镇，出海的渔船都回来了，码头上挤满了人。")
    >>> best_title([Block("渔汛来了", Role.BOILERPLATE, UNLIKELY), date, text])
    0
    """
    head = _Head.of(blocks)
    if head is None:
        return None
    restored = max(head.restorable(), default=None)
    if restored and restored[0] >= _POINTS_TO_RESTORE:
        return restored[1]
    return head.below_notices()


@dataclass(frozen=True)
class _Head:
    """The lines of a text down to its first paragraph.

    `at` are the positions of the blocks that begin a line, `first` counts the lines above the first one that
    is kept, `lines` is their evidence.
    """

    blocks: Sequence[Block]
    at: Sequence[int]
    first: int
    lines: Sequence[Line]

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> _Head | None:
        at: list[int] = []
        lines: list[Line] = []
        first = -1
        for position, block in enumerate(blocks):
            if not block.text.strip():
                continue
            if not block.glue:
                at.append(position)
                lines.append(line_of(block.text))
            elif at and block.kept and not blocks[at[-1]].kept:  # the rest of a line
                at[-1], lines[-1] = position, line_of(block.text)
            if not block.kept or not at:
                continue
            if first < 0:
                first = len(at) - 1
            if block.is_code or (_is_paragraph(lines[-1]) and not is_notice(block.text)):
                break
            if len(at) > first + _REACH:
                break
        return None if first < 0 or len(at) < 2 else cls(blocks, at, first, lines)

    def restorable(self) -> Iterator[tuple[float, int]]:
        """The rejected lines above the first one that is kept which may be titles, with their points."""
        for number in range(max(0, self.first - _REACH), self.first):
            if self._is_restorable(number) and self._may_be_title(number) and not self._is_in_first(number):
                yield self._points(number), self.at[number]

    def _is_restorable(self, number: int) -> bool:
        """Whether the reason for which a line is rejected may be a mistake."""
        block = self.blocks[self.at[number]]
        if block.is_code:
            return False
        if block.reason in _OF_WORDS:
            return number == 0 and self._told(number) >= _TOLD
        is_heading = block.role is Role.CAPTION and bool(_TOP_HEADING.match(block.text))
        return block.reason in _RESTORABLE or is_heading

    def below_notices(self) -> int | None:
        """The position of the first kept line below notices of the site, if that may be a title."""
        kept = [number for number in range(self.first, len(self.at)) if self.blocks[self.at[number]].kept]
        above = list(takewhile(self._is_no_title, kept[:-1]))
        if not above:
            return None
        number = kept[len(above)]
        if not self._may_be_title(number) or self.lines[number].complete:
            return None
        is_sure = all(is_notice(self._text(other)) for other in above)
        return self.at[number] if is_sure or self._told(number) >= _PARTLY_TOLD else None

    def _may_be_title(self, number: int) -> bool:
        text, line = self._text(number), self.lines[number]
        is_boilerplate = line.cue is not None and line.cue.kind not in _MISTAKEN
        if is_boilerplate and not _TOP_HEADING.match(text):
            return False
        if (
            line.teaser
            or _PATH.search(text)
            or text.endswith(_NO_END)
            or (self._is_chinese and not _HAN.search(text))
        ):
            return False
        return _MIN_LETTERS <= len(key_of(text)) <= _MAX_LETTERS

    def _is_no_title(self, number: int) -> bool:
        """Whether a line has nothing to do with the text, and reads like something else.

        It says what notices say, is a list of tags, or is not in the language of the text.
        """
        text = self._text(number)
        is_foreign = self._is_chinese and not _HAN.search(text)
        is_other = is_foreign or is_notice(text) or _is_list(text) or _TAG.match(text) is not None
        return is_other and self._told(number) <= _UNTOLD

    def _points(self, number: int) -> float:
        """Points of a rejected line for what titles do, less those for what menu words and names do."""
        text = self._text(number)
        told = self._told(number)
        is_dated, is_heading = self._is_metadata(number + 1), bool(_TOP_HEADING.match(text))
        is_framed = number == 0 or self._is_frame(number - 1) or self._recurs(number)
        is_placed = is_dated or is_heading or (number + 1 == self.first and is_framed)
        if not is_placed or told == 0:
            return 0
        points = 2 * is_dated + 3 * is_heading + is_framed + (number + 1 == self.first)
        points += 2 * (told >= _TOLD) + (_PARTLY_TOLD <= told < _TOLD) + self._recurs(number)
        points -= 3 * _is_list(text) + 2 * is_field(text) + 2 * _is_name(text)
        points -= bool(_ITEM.match(text)) + (len(key_of(text)) < _SHORT)
        if self._has_title():
            points -= 2 if is_dated and told >= _TOLD else 4
        return points

    def _has_title(self) -> bool:
        """Whether the first kept line may be the title itself."""
        text, line = self._text(self.first), self.lines[self.first]
        is_long = line.complete or line.size > _MAX_LETTERS
        if is_long or line.cue is not None or self.blocks[self.at[self.first]].is_code:
            return False
        is_other = (
            is_field(text) or _ITEM.match(text) or _TAG.match(text) or _is_list(text) or text[0] in _BRACKETS
        )
        is_foreign = self._is_chinese and not _HAN.search(text)
        return not (is_other or is_foreign or text.startswith("##")) and len(key_of(text)) > 1

    def _is_metadata(self, number: int) -> bool:
        return number < len(self.at) and self.blocks[self.at[number]].role is Role.METADATA

    def _is_frame(self, number: int) -> bool:
        cue = self.lines[number].cue
        return cue is not None and cue.role is Role.NAVIGATION

    def _recurs(self, number: int) -> bool:
        """Whether a line near it holds its words too: the path to the page, the title of its head."""
        key = key_of(self._text(number))
        return any(key in key_of(self._text(other)) for other in range(self.first) if other != number)

    def _is_in_first(self, number: int) -> bool:
        """Whether the first kept line holds the words of a line: then it is a column's or a place's name."""
        return key_of(self._text(number)) in key_of(self._text(self.first))

    @cached_property
    def _is_chinese(self) -> bool:
        return bool(_HAN.search(self._text(len(self.at) - 1)))

    def _text(self, number: int) -> str:
        return self.blocks[self.at[number]].text.strip()

    def _told(self, number: int) -> float:
        """The share of the pairs of letters of a line that the text below it holds."""
        pairs = letter_pairs(key_of(self._text(number)))
        below = self._letters_of_all if number < self.first else self._letters_of_paragraphs
        return sum(pair in below for pair in pairs) / max(1, len(pairs))

    @cached_property
    def _letters_of_all(self) -> str:
        """The letters of the text, from the first kept line on."""
        return self._letters_from(self.at[self.first])

    @cached_property
    def _letters_of_paragraphs(self) -> str:
        """The letters of the text, from the first paragraph on."""
        has_paragraph = _is_paragraph(self.lines[-1])
        return self._letters_from(self.at[-1] if has_paragraph else self.at[self.first] + 1)

    def _letters_from(self, start: int) -> str:
        kept = [block for block in self.blocks[start : start + _PARAGRAPHS] if block.kept]
        return key_of("".join(block.text[:_COMPARED] for block in kept))


def _is_paragraph(line: Line) -> bool:
    return (
        line.prose and line.cue is None and line.size >= _MIN_PARAGRAPH and (line.complete or line.size >= 60)
    )


def _is_name(text: str) -> bool:
    """Whether a line names sites, offices or sections."""
    parts = _BETWEEN_NAMES.split(text)
    return any(is_site_name(part) or OWNER.search(part) or _SECTION.search(part) for part in parts)


def _is_list(text: str) -> bool:
    """Whether a line is a list of short names: tags, a menu."""
    names = [name for name in _LIST.split(text) if name]
    return len(names) > 3 and max(map(len, names)) <= 6
