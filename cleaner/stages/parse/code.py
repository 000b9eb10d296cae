"""Code on a page: its lines as they were typed, without gutters, buttons and highlighting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from cleaner.stages.parse.elements import elements
from cleaner.stages.parse.language import language_of, own_names
from cleaner.text.characters import HAN
from cleaner.text.code import reads_as_code

PREFORMATTED = elements("pre xmp plaintext listing")
"""Elements whose text is code, unless it reads as prose."""
_CONTAINER = re.compile(
    r"""(?<![\w-]) (?:
        syntaxhighlighter | blockcode | crayon-pre | hljs-ln | blob-wrapper | tab-size
      | js-file-line-container
      | dp-(?:c|cpp|csharp|css|j|js|py|rb|sql|vb|xml|default) | codemirror-code | cm-content
    ) (?![\w-])""",
    re.VERBOSE,
)
"""Classes by which highlighters mark elements of code that are not preformatted."""
_GUTTER = re.compile(
    r"gutter|line-?num|lineno|line-?index|pre-numbering|hljs-ln-n|crayon-num|blob-num|numbering|lnum",
    re.IGNORECASE,
)
"""Part of an id or class of an element that holds nothing but line numbers."""
_CONTROL = re.compile(r"copy|toolbar|button|btn", re.IGNORECASE)
_MAX_CONTROL = 20
"""Maximum length of the text of a button inside code, characters."""

_COPYING = elements("a em i span div p")
_COPY = frozenset(("复制代码", "复制", "copy", "copy code", "複製代碼", "複製"))
"""Texts of the button that copies code."""
_LINE = elements(
    "address article center dd div dl dt figure li ol p section table tbody td tfoot th thead tr ul"
)
"""Elements that begin and end a line of code."""
_ROWS = elements("table tbody thead tfoot tr ol ul dl")
"""Elements whose own white space is that of the page's source."""
_SKIPPED = elements("script style template button select svg textarea")

_NUMBER = re.compile(r"\s*(\d{1,5})[.:|]?(?:[ \t\xa0]|$)")
_MIN_NUMBERED = 3
"""Minimum number of lines that are taken for numbered ones."""
_HAN = re.compile(f"[{HAN}]")
_PROSE_SHARE = 0.6
"""Minimum share of the characters in lines of Chinese that makes preformatted text prose."""


class Code(NamedTuple):
    """The lines of a code block, blank ones in it included, and its language, empty if unknown."""

    text: str
    language: str


@lru_cache(2048)
def is_code_container(names: str) -> bool:
    """Whether a highlighter made the element with these ids and classes.

    >>> is_code_container("hljs-ln"), is_code_container("code-review")
    (True, False)
    """
    return bool(_CONTAINER.search(names))


@lru_cache(2048)
def is_gutter(names: str) -> bool:
    """Whether ids and classes are those of line numbers."""
    return bool(_GUTTER.search(names))


def code_of(node: LexborNode, names: str) -> Code | None:
    """The code in an element; None if there is none, or if it reads as prose.

    `names` are the ids and classes of the element and its ancestors, nearest first.
    """
    reader = _Reader()
    reader.read(node)
    lines = [line.rstrip() for line in "".join(reader.pieces).splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    lines = without_line_numbers(lines)
    language = language_of(node, names)
    if not lines or (not language and _is_prose(lines)):
        return None
    return Code("\n".join(lines), language)


class _Reader:
    """Reads the text below an element, line breaks as they are seen."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._lines = _LINE
        self._line_ended = False  # by the end of an element
        self._has_text = False  # since the line began

    def read(self, root: LexborNode) -> None:
        """Collect the text, without recursion."""
        open_elements: list[LexborNode] = []
        self._lines = _LINE | {"code"} if _holds_line_codes(root) else _LINE
        node = root.first_child
        while node is not None:
            child = self._enter(node)
            if child is not None:
                open_elements.append(node)
                node = child
                continue
            following = node.next
            while following is None and open_elements:
                node = open_elements.pop()
                if node.tag in self._lines:
                    self._leave_line()
                following = node.next
            node = following

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """The first node inside, if there is anything to read there."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node)
        elif tag == "br":
            self._end_line()
            self.pieces.append("\n")
            self._has_text = True
        elif not _is_left_out(node, tag):
            if tag not in self._lines:
                return node.first_child
            self._start_line()
            if node.first_child is not None:
                return node.first_child
            self._leave_line()
        return None

    def _text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        parent = node.parent
        if text.isspace() and parent is not None and parent.tag in _ROWS:
            return
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
        if self._line_ended and text[:1] == "\n":
            self._line_ended = False
        self._end_line()
        self.pieces.append(text)
        self._has_text = True

    def _end_line(self) -> None:
        """Break the line that the end of an element has ended, as something follows."""
        if self._line_ended:
            self.pieces.append("\n")
            self._line_ended = False

    def _start_line(self) -> None:
        self._end_line()
        if self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append("\n")
        self._has_text = False

    def _leave_line(self) -> None:
        is_broken = self._has_text and self.pieces[-1].endswith("\n")
        if not self._line_ended and not is_broken:
            self._line_ended = bool(self.pieces)


def _holds_line_codes(root: LexborNode) -> bool:
    """Whether an element has several `code` elements as children, as WeChat writes one for each line."""
    count = 0
    node = root.first_child
    while node is not None:
        count += node.tag == "code"
        node = node.next
    return count > 1


def _is_left_out(node: LexborNode, tag: str) -> bool:
    """Whether an element inside code is a gutter or a control."""
    if tag in _SKIPPED or tag[:1] in "-!":
        return True
    names = own_names(node)
    if tag in _COPYING and (node.text() or "").strip().lower() in _COPY:
        return True
    if not names:
        return False
    if is_gutter(names):
        text = node.text() or ""
        return not text.strip() or "".join(text.split()).isdigit()
    return bool(_CONTROL.search(names)) and len((node.text() or "").strip()) <= _MAX_CONTROL


def without_line_numbers(lines: Sequence[str]) -> list[str]:
    """The lines without the numbers in front of them, if all are numbered in a row.

    >>> without_line_numbers(["1 if a:", "2     b", "3"])
    ['if a:', '    b', '']
    """
    if len(lines) < _MIN_NUMBERED:
        return list(lines)
    rest: list[str] = []
    expected = None
    for line in lines:
        match = _NUMBER.match(line)
        if not match or expected not in (None, int(match[1])):
            return list(lines)
        expected = int(match[1]) + 1
        rest.append(line[match.end() :])
    return rest


def _is_prose(lines: Sequence[str]) -> bool:
    """Whether most of the text stands in lines of Chinese that are no code."""
    chinese = total = 0
    for line in lines:
        size = len(line.strip())
        total += size
        if 2 * len(_HAN.findall(line)) > size and not reads_as_code(line):
            chinese += size
    return chinese >= _PROSE_SHARE * total
