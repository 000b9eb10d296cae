"""The cue of a line: the kind of boilerplate that its words and its shape suggest.

A cue is not a verdict: the same words also occur in articles, so every cue says how far it can be
trusted alone. The words are in `cues.txt`, the kinds of lines in `kinds.py`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from cleaner.document import Role
from cleaner.stages.select.cues import fields
from cleaner.stages.select.cues.kinds import LIKELY, Cue, Kind
from cleaner.stages.select.cues.patterns import patterns, rows_of
from cleaner.stages.select.cues.table import Rows
from cleaner.text.lost import is_lost

MARKS = (
    " \t\r\u3000\xa0\u200b|│┃丨¦·•●○■□◆◇★☆※▲△▼▽►▶◎⊙⚫…→←↑↓⬇⇒»«›‹><》《"
    "【】[]()（）{}「」『』〔〕〖〗*_-—–─=~～#＃^、，,。.：:;；/／\\&§+＋"
)
"""What may stand around the words of a control or a heading: brackets, bullets, arrows, rules."""


_FIELDS, _MAYBE_FIELDS = Cue(Kind.FIELDS), Cue(Kind.FIELDS, LIKELY)
_DISCLAIMER, _MAYBE_DISCLAIMER = Cue(Kind.DISCLAIMER), Cue(Kind.DISCLAIMER, LIKELY)
_BREADCRUMB = Cue(Kind.BREADCRUMB)
_MAYBE_BREADCRUMB = Cue(Kind.BREADCRUMB, LIKELY)
_HEADLINE = Cue(Kind.HEADLINE, LIKELY)
_MENU = Cue(Kind.MENU)
_MAYBE_COMMENTS = Cue(Kind.COMMENTS, LIKELY, opens=True)
_CONTROLS = Cue(Kind.CONTROLS)
_STRAY = Cue(Kind.STRAY_MARK)
_LOST = Cue(Kind.LOST_CHARACTERS)


_REMARKS = frozenset(("评论", "留言", "回应"))
"""Controls, unless Markdown makes them headings."""
_HEADED = re.compile(r"\s*(?:#{1,6}\s|\*\*)")
_STOPS = frozenset("。”」，")
"""A line that ends so is (part of) a sentence: no control, heading or field."""
_LABEL = 40
"""Maximum length of the label of a paragraph, characters, with the marks around it."""
_LABELLED = re.compile(r"[\W_]{0,4}(?:本文摘|AI|书[迷友]|書[迷友])")
"""Prefilter: a paragraph with the label of what is none of the article's."""
_BEFORE = " \t\u3000>*※·•◎◆【[（(注：:.、-=_0123456789"
_ITEM = re.compile(r"\s*[(（]?\d{1,2}[.．、)）]")
"""A numbered item belongs to a list, which may be the article's."""
_DATED = re.compile(
    r"^.{8,90}[\s\])）\D](?:(?:19|20)\d\d[-/.])?[01]?\d[-/.][0-3]?\d(?:\s+[0-2]?\d:[0-5]\d(?::\d\d)?)?\s?(?:\s\S{1,8})?$"
    r"|^\[?[01]?\d[-/][0-3]?\d\s+[0-2]?\d:[0-5]\d\]?\s?\D.{6,60}$"
)
_NUMBERS = re.compile(r"\d[-/.]\d")
"""What every date in figures holds."""
_STEP = re.compile(r"[>›»→＞]| / ")
_STEPS = re.compile(r"\s*[>›»→＞]+\s*")
_NO_PATH = re.compile(r"[。！？=;；(]|-+>|<\w")
"""What paths to a page do not hold, but sentences, code and what people draw with arrows do."""
_LONGEST, _LONGEST_DISCLAIMER = 160, 800
"""Maximum length of a line that is boilerplate by its words, and of a disclaimer, characters."""
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
    if len(text) <= _LONGEST:
        return _remembered(text)
    return _remembered_long(text) if len(text) <= MAX_REMEMBERED else _cue(text)


def _cue(text: str) -> Cue | None:
    if is_lost(text):
        return _LOST
    rows = rows_of(text)
    if _LABELLED.match(text) and (known := patterns()["paragraph"].find(text[:_LABEL].lstrip(MARKS), rows)):
        return known
    size = len(text)
    is_sentence = text[-1:] in _STOPS
    if is_sentence and size > 20 and (size > _LONGEST or not patterns()["inside"].find(text, rows)):
        return _disclaimer(text, rows) if size <= _LONGEST_DISCLAIMER else None
    core = text.strip(MARKS)
    if len(core) <= _LONGEST:
        core = " ".join(core.split())
    if len(core) < 2:
        return _bare(text, core, rows)
    known = _of_core(core, text, rows) if len(core) <= _LONGEST else None
    if known or len(core) > _LONGEST_DISCLAIMER:
        return known
    return _disclaimer(text, rows)


def _of_core(core: str, text: str, rows: Rows) -> Cue | None:
    """The cue of a line by what is inside the marks around it."""
    is_sentence = text[-1] in _STOPS
    at = patterns()
    if len(core) <= 60 and not is_sentence and (known := at["line"].find(core, rows)):
        return _MAYBE_COMMENTS if core in _REMARKS and _HEADED.match(text) else known
    if known := at["start"].find(core, rows):
        return known
    if not is_sentence and (known := _path(core) or _row(core, rows)):
        return known
    is_ended = is_sentence or text.rstrip()[-1] in "！？!?；;"
    if not is_ended and (known := _of_fields(core)):
        return known
    known = at["inside"].find(core, rows)
    return replace(known, strength=LIKELY) if known and (is_ended or len(core) > 80) else known


def _of_fields(core: str) -> Cue | None:
    """The cue of a line of metadata, or of a headline with its date."""
    if fielded := fields.parse(core):
        return _FIELDS if fielded.sure else _MAYBE_FIELDS
    return _HEADLINE if _NUMBERS.search(core) and _DATED.search(core) else None


_remembered, _remembered_long = lru_cache(16384)(_cue), lru_cache(512)(_cue)
"""Labeller, passes and roles all ask about the same lines."""
MAX_REMEMBERED = 4000
"""Maximum length of a line whose cue is remembered, characters."""


def _bare(text: str, core: str, rows: Rows) -> Cue | None:
    """One character or none beside marks: a stray bullet, a close button.

    Rulers, dots and the marks of a sentence, which a break has parted from it, are not.
    """
    marks = text.split()
    if not marks or core.isdigit():
        return None
    if core:
        return patterns()["line"].find(core, rows) or (_STRAY if core in "|�□" else None)
    return _STRAY if max(map(len, marks)) <= 2 and marks[0][0] not in "…*。，、；！？" else None


def _path(core: str) -> Cue | None:
    """Steps to a page (`某网 > 新闻 > 正文`)."""
    if not _STEP.search(core):
        return None
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


def _row(core: str, rows: Rows) -> Cue | None:
    """A row of controls (`打印 收藏 关闭`) or of section names (`首页 新闻 体育`)."""
    tokens = [token for token in _TOKENS.split(core) if token][:24]
    if len(tokens) < 2 or max(map(len, tokens)) > 16:
        return None
    sections = controls = others = 0
    for token in tokens:
        section, control = _kind(token, rows)
        sections += section
        controls += control
        others += not (section or control)
        if others * 2 > len(tokens):
            return None
    if controls == len(tokens):
        return _CONTROLS
    most = max(sections, controls)
    enough = most > 1 and len(tokens) > 2 and most * (2 if most > 2 else 1.5) >= len(tokens)
    return _MENU if enough else None


def _kind(token: str, rows: Rows) -> tuple[bool, bool]:
    """Whether a word is the name of a section, and whether it is a control; `rows` are those of its line."""
    at = patterns()
    known = at["line"].find(token, rows)
    return at["section"].find(token, rows) is not None, known is not None and known.role is Role.NAVIGATION


def _disclaimer(text: str, rows: Rows) -> Cue | None:
    """A sentence that begins like a disclaimer and holds the phrases of one."""
    at = patterns()
    if not at["phrase"].may_match(rows):
        return None
    head = text.lstrip(_BEFORE)[:400]
    found = len(at["phrase"].matches(head, rows)) if at["lead"].find(head, rows) else 0
    if not found:
        return None
    sure = (found > 1 or len(text) <= 60) and not _ITEM.match(text)
    return _DISCLAIMER if sure else _MAYBE_DISCLAIMER
