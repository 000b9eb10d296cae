"""What the words and the shape of one line say about it, before position and neighbours have a say.

`cue` knows the kinds of lines that pages wrap around an article: fields of metadata, controls,
breadcrumbs, heads of link lists, disclaimers, advertising, marks left by junk tags. The words are in
`cues.txt`. A cue is not a verdict: the same words also occur in articles, so each cue says how far
it can be trusted alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from cleaner.document import Role
from cleaner.selection import fields
from cleaner.selection.scripts import both

SURE, LIKELY = 1.0, 0.5
MARKS = (
    " \t\r\u3000\xa0\u200b|│┃丨¦·•●○■□◆◇★☆※▲△▼▽►▶◎⊙⚫…→←↑↓⬇⇒»«›‹><》《"
    "【】[]()（）{}「」『』〔〕〖〗*_-—–─=~～#＃^、，,。.：:;；/／\\&§+＋"
)
"""What may stand around the words of a control or a heading: brackets, bullets, arrows, rules."""
ENDS = "。！？!?…；;”’」』)）】》.~～"
"""How a sentence ends, closing brackets and quotes included."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What a line looks like.

    `strength` is `SURE` when the line alone decides and `LIKELY` when position or neighbours must
    agree. `opens` means that the line is a heading and that the lines below it share its role.
    """

    role: Role
    reason: str
    strength: float = SURE
    opens: bool = False


_FIELDS, _MAYBE_FIELDS = (Cue(Role.METADATA, "source, date or author", s) for s in (SURE, LIKELY))
_DISCLAIMER, _MAYBE_DISCLAIMER = (Cue(Role.DISCLAIMER, "disclaimer", s) for s in (SURE, LIKELY))
_BREADCRUMB = Cue(Role.NAVIGATION, "breadcrumb")
_MAYBE_BREADCRUMB = Cue(Role.NAVIGATION, "breadcrumb", LIKELY)
_MENU = Cue(Role.NAVIGATION, "menu")
_CONTROLS = Cue(Role.NAVIGATION, "controls")
_STRAY = Cue(Role.BOILERPLATE, "stray mark")
_RUBBLE = Cue(Role.DAMAGE, "lost characters")


@dataclass(frozen=True, slots=True)
class _Table:
    """All patterns of one place; the group that matched names the cue."""

    pattern: re.Pattern[str]
    cues: tuple[Cue, ...]

    def whole(self, text: str) -> Cue | None:
        return self._named(self.pattern.fullmatch(text))

    def begins(self, text: str) -> Cue | None:
        return self._named(self.pattern.match(text))

    def holds(self, text: str) -> Cue | None:
        return self._named(self.pattern.search(text))

    def _named(self, match: re.Match[str] | None) -> Cue | None:
        return self.cues[match.lastindex - 1] if match and match.lastindex else None


@lru_cache(1)
def _tables() -> dict[str, _Table]:
    """The tables of `cues.txt`, by place."""
    source = resources.files("cleaner.selection").joinpath("cues.txt").read_text("utf-8")
    groups: dict[str, list[tuple[Cue, list[str]]]] = {}
    lines: list[str] = []
    for line in source.splitlines():
        if head := _HEAD.fullmatch(line):
            role, reason, place, strength, opens = head.groups()
            known = Cue(Role(role), reason, SURE if strength == "sure" else LIKELY, bool(opens))
            lines = []
            groups.setdefault(place, []).append((known, lines))
        elif line and not line.startswith("# "):
            lines.append(line)
    return {
        place: _Table(
            re.compile(both("|".join(f"({'|'.join(lines)})" for _, lines in found)), re.IGNORECASE),
            tuple(known for known, _ in found),
        )
        for place, found in groups.items()
    }


_HEAD = re.compile(r"\[(\w+) \| ([\w ]+) \| (\w+) \| (\w+)( \| opens)?\]")
_STEPS = re.compile(r"\s*[>›»→＞]+\s*")
_NO_PATH = re.compile(r"[。！？=;；(]")
_TOKENS = re.compile(r"[\s|│┃丨¦·•,，、\-–—_/．>»<\[\]【】()（）:：?？]+")


def cue(text: str) -> Cue | None:
    """What kind of boilerplate a line looks like, or None when nothing speaks against it.

    >>> cue("责任编辑:胡杨").reason
    'source, date or author'
    >>> cue("相关阅读").opens
    True
    >>> cue("编辑部的故事讲完了。") is None
    True
    """
    core = text.strip(MARKS)
    if len(core) <= 160:
        core = " ".join(core.split())
    size = len(core)
    if size < 2:
        return _bare(text, core)
    if text.count("?") + text.count("\ufffd") > 0.4 * len(text) > 1.2:
        return _RUBBLE
    tables = _tables()
    if size <= 60 and (known := tables["line"].whole(core)):
        return known
    if size <= 160:
        if known := tables["start"].begins(core) or _path(core) or _row(core):
            return known
        ended = text.rstrip()[-1] in "。！？!?；;"
        if not ended and (fielded := fields.parse(core)):
            return _FIELDS if fielded.sure else _MAYBE_FIELDS
        if known := tables["inside"].holds(core):
            return replace(known, strength=LIKELY) if ended or size > 80 else known
    return _disclaimer(text) if size <= 800 else None


def _bare(text: str, core: str) -> Cue | None:
    """One character or none beside marks: a stray bullet, a close button; rulers and dots are not."""
    marks = text.split()
    if not marks or core.isdigit():
        return None
    if core:
        return _tables()["line"].whole(core) or (_STRAY if core in "|�□" else None)
    return _STRAY if max(map(len, marks)) <= 2 and marks[0][0] not in "…*" else None


def _path(core: str) -> Cue | None:
    """Steps to a page (`某网 > 新闻 > 正文`)."""
    steps = _STEPS.split(core)
    if len(steps) > 2 and max(map(len, steps[:-1])) <= 14 and not _NO_PATH.search(core):
        return _BREADCRUMB
    if (
        1 < len(slashed := core.split(" / ")) < 6
        and max(map(len, slashed)) <= 8
        and not _NO_PATH.search(core)
    ):
        return _MAYBE_BREADCRUMB
    return _BREADCRUMB if len(steps) == 2 and steps[1] in ("正文", "文章", "内容", "详情", "列表") else None


def _row(core: str) -> Cue | None:
    """A row of controls (`打印 收藏 关闭`) or of section names (`首页 新闻 体育`)."""
    tokens = [token for token in _TOKENS.split(core) if token][:24]
    if len(tokens) < 2 or max(map(len, tokens)) > 16:
        return None
    line, section = _tables()["line"], _tables()["section"]
    sections = sum(section.whole(token) is not None for token in tokens)
    found = (line.whole(token) for token in tokens)
    controls = sum(known is not None and known.role is Role.NAVIGATION for known in found)
    if controls == len(tokens):
        return _CONTROLS
    known = max(sections, controls)
    enough = known > 1 and len(tokens) > 2 and known * (2 if known > 2 else 1.5) >= len(tokens)
    return _MENU if enough else None


def _disclaimer(text: str) -> Cue | None:
    """A sentence that begins like a disclaimer and holds the phrases of one."""
    head = text.strip()[:400]
    if not _tables()["lead"].begins(head):
        return None
    found = len(_tables()["phrase"].pattern.findall(head))
    if not found:
        return None
    return _DISCLAIMER if found > 1 or len(text) <= 60 else _MAYBE_DISCLAIMER
