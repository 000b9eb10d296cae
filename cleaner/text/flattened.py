"""A page that was flattened into one line: its head, body and foot are lines again.

What stood in elements of its own is then parted by spaces, which prose in Chinese has few of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.text.dates import find_date

_MAX_LINES = 3
"""Maximum number of lines of a text whose first line may be a page; in others, lines mean something."""
_HEAD = 400
"""Maximum length of what stands before the body, characters."""
_SPACE = re.compile(r"\s+")
_WIDE = re.compile(r"\s{2,}")
_MIN_WIDE = 3
"""Minimum number of wide spaces from which on only these part elements; single ones stand inside them."""
_MIN_TITLE = 5
"""Minimum length of a title, characters."""
_MIN_SENTENCE = 16
"""Minimum length of an element that begins the body, characters."""
_SENTENCE = re.compile(r"[，。！？；]")
_FIELD = re.compile(
    r"""
    (?: 来源 | 來源 | 作者 | 记者 | 編輯 | 编辑 | 出处 | 稿源
      | 点击 | 點擊 | 浏览 | 瀏覽 | 阅读 | 閱讀 | 人气
    )
    (?: 次数 | 量 | 数 )? [:：]
  | 分享到? | [\[【(（] (?: 字[号体號體] | 大 | 打印 ) | 字[号体號體] [:：]?
    """,
    re.VERBOSE,
)
"""What a page tells about its article beside the date."""
_BEHIND = re.compile(r"(?<=[。！？”」…）)]) \s+ (?! [^\s]* [，。；] )", re.VERBOSE)
"""A space behind a sentence, before an element that holds none."""


def unflattened(lines: Sequence[str]) -> list[str]:
    """The lines of a text; if the first is a whole page, its menu, title, facts and foot are lines too.

    >>> unflattened(["首页 新灯塔亮了 2019-06-11 来源：江岸 昨晚，渡口的新灯塔第一次亮了起来。 编辑：沈"])
    ['首页', '新灯塔亮了', '2019-06-11 来源：江岸', '昨晚，渡口的新灯塔第一次亮了起来。', '编辑：沈']
    """
    whole = list(lines)
    filled = [position for position, line in enumerate(lines) if line.strip()]
    if not filled or len(filled) > _MAX_LINES:
        return whole
    first = filled[0]
    return [*whole[:first], *_elements(whole[first]), *whole[first + 1 :]]


def _elements(line: str) -> list[str]:
    """The parts of a page in one line; the line alone if it is not read as a title, a date and a body."""
    head = line[:_HEAD]
    space = _WIDE if len(_WIDE.findall(head)) >= _MIN_WIDE else _SPACE
    ends = [match.span() for match in space.finditer(head)]
    starts = [0, *(end for _, end in ends)]
    tokens = [line[start:stop] for start, (stop, _) in zip(starts, ends, strict=False)]
    dated = next((place for place, token in enumerate(tokens) if find_date(token)), None)
    if dated is None or dated == 0 or not _is_title(tokens[dated - 1]):
        return [line]
    behind = range(dated + 1, len(starts))
    body = next((place for place in behind if _begins_body(line[starts[place] :])), None)
    if body is None or not _FIELD.search(line, starts[dated], starts[body]):
        return [line]
    menu, fields = line[: starts[dated - 1]].strip(), line[starts[dated] : starts[body]].strip()
    return [*filter(None, (menu, tokens[dated - 1], fields)), *_body_and_foot(line[starts[body] :])]


def _is_title(token: str) -> bool:
    """Whether what stands before the date may be a title."""
    return len(token) >= _MIN_TITLE and not _FIELD.match(token)


def _begins_body(rest: str) -> bool:
    """Whether the next element is a sentence, or the beginning of one."""
    element = rest.split(maxsplit=1)[0] if rest.strip() else ""
    return len(element) >= _MIN_SENTENCE and _SENTENCE.search(element) is not None


def _body_and_foot(rest: str) -> list[str]:
    """The body in one line, and the elements behind its last sentence."""
    for match in _BEHIND.finditer(rest):
        foot = rest[match.end() :]
        if not _SENTENCE.search(foot):
            return [rest[: match.start()], *foot.split()]
    return [rest]
