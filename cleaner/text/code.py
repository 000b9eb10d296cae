"""Which lines of plain text are code: they are printed as they are and never read as prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum

from cleaner.text.characters import HAN


class _Kind(IntEnum):
    """What a line is by itself."""

    PROSE = 0
    MAYBE = 1  # code if it stands beside code: no Chinese outside of strings and comments
    INDENTED = 2  # code if there are several: the same, and indented
    CODE = 3


_STRINGS = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|“[^”]*”|`[^`]*`")
_COMMENT = re.compile(
    r"""
      (?:^|(?<=[\s;{}(),>])) (?: //(?!/) | \#(?!\#) | --\s ) .*    # x = 1  // 说明
    | /\*.*                                                      # /* 说明
    | <!--.*
    | ^\s*\*(?:\s.*|/)?$                                         # a line in a block comment
    | ^\s*(?:%|;|::|REM\b|'''|\"\"\").*
    """,
    re.VERBOSE,
)
_CHINESE = re.compile(f"[{HAN}。，、；：？！（）《》「」]")
_SYMBOLS = re.compile(r"[\s{}()\[\]<>;,.:=+\-*/|&!\\\"'`~^%$#@?_]+")
_SENTENCE = re.compile(r"(?:[A-Za-z',-]+ ){5,}[A-Za-z',-]+[.!?]?$")
_NUMBERED = re.compile(r"\s*\d{1,4}(?:[.:|]?[ \t]{2,}|\t|[.:|] )(?=\S)")
"""A line number in front of a line of code."""

_INDENTED_WORD = re.compile(r"(?:\t| {2,})\s*(?:[\w\"'.<\[{$@-]|[│├└|+])", re.ASCII)
"""The start of an indented line that does not begin with Chinese."""

_INDENTED_ENTRY = re.compile(r" {2,}(?:- )?[\w.-]+:\s", re.ASCII)
"""The start of an entry of a configuration inside another one: `  - name: 名`."""
_ENTRY = re.compile(r"(?:- )?[\w.-]+:(?:\s+\S+)?$", re.ASCII)
"""An entry of a configuration."""

_CALL_ARGUMENTS = r"""(?: \s* | [^()]*[\"'.,=\[{(<*&:+$][^()]* | .*\(.*\).* )"""
_WORDS = (
    "(?:"
    + "|".join(("if", "for", "while", "switch", "catch", "elif", "else if", "foreach", "unless", "until"))
    + ")"
)
_CODE = re.compile(
    rf"""
    ^\s*(?:
        \#\s*(?:include|define|ifdef|ifndef|endif|pragma|undef)\b
      | \#! \S | <\?(?:php|xml|=) | <%
      | import\s+[\w.{{*@"'] [^.!?]*$ | from\s+[\w.]+\s+import\b
      | (?:package|namespace|using|use|require|module|include|source)\s+[\w.:\\/"'<$@{{}}*,\ -]+;?\s*$ (?<=[;"'}}>/])
      | (?:package|namespace)\s+\w+(?:\.\w+)+
      | (?:async\s+)?(?:def|func|fn|function|sub|proc|fun)\s+[\w.:$]*\s*[(\[{{<] | function\s*\(
      | (?:class|interface|struct|enum|trait|impl|object|typedef|union)\s+[\w:<>,\s]+(?:\(.*\))?\s*[:{{]
      | (?:public|private|protected|internal|static|final|const|let|var|val|extern|abstract|override|unsigned|
           void|int|char|float|double|bool|boolean|long|string|String|auto|size_t)\s+[\w<>\[\],.*&:\s]+(?:[=;({{].*|$)
      | return\b(?:\s*[\w("'\[{{!&*-].*)?;?\s*$ | {_WORDS}\s*\(.*\)?\s*[{{;:]?\s*$ | {_WORDS}\s.+:\s*$
      | (?:else|try|finally|do|begin|default)\s*[:{{]\s*$ | except\b.*:\s*$ | case\s.+:\s*$ | with\s.+\sas\s.+:\s*$
      | @\w[\w.]*(?:\(.*\)?)?\s*$
      | (?:SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|CREATE|ALTER|DROP|GRANT|WHERE|ORDER\s+BY|GROUP\s+BY|
           LEFT\s+JOIN|INNER\s+JOIN|SET|SHOW|FROM|VALUES)\s+[\w*`"'(@%.]+
      | (?:\$|>>>|PS>|\(\w+\)|[\w.@~:/-]+[#$])\s+[\w./-]
      | (?:sudo|npm|npx|yarn|pnpm|pip3?|conda|git|cd|apt|apt-get|yum|dnf|brew|docker|kubectl|curl|wget|export|echo|
           mkdir|chmod|chown|rm|cp|mv|ls|cat|vim?|nano|ssh|scp|tar|make|cmake|gcc|g\+\+|go|cargo|java|javac|mvn|
           python3?|node|hexo|systemctl|service|mysql|adb|ping|grep|find|ps|kill|ln|touch)
        \s+(?: -{{0,2}}[\w./~$@"'=:{{<*-]+ (?:\s+|$) ){{1,12}}$
      | </?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>.* (?<=>) \s*$
      | <!(?:--|DOCTYPE|ENTITY) | <[A-Za-z][\w:.-]*(?:\s+[\w:@.-]+="[^"]*")+\s*$
      | "[^"]*"\s*:\s*\S
      | [.\#]?[\w-]+(?:[\s.,>:+~\#-]+[\w-]+)*\s*\{{\s*$ | [\w-]+\s*:\s*[^;{{}}]+;\s*$
      | [\w.$\[\]"'\->:]+\s*(?:[-+*/|&^%.:]|\?\?|\|\|)?=\s*[^=\s>].* | [\w.\[\]]+\s*:=\s*\S
      | [\w.$:>\->]+(?:<[\w<>,\s]*>)?\(\s*$ | [\w.$:>\->]*\w(?:<[\w<>,\s]*>)?!?\({_CALL_ARGUMENTS}\)\s*[;,:{{]*\s*$
      | [\w.$]+\s*(?:<<|>>|->|::|=>)\s*\S | [\w.$]+(?:\+\+|--);?\s*$
    )
    | \S.*(?:[;{{]|\)\s*=>\s*\{{?|\}}\)?[;,]?|\}},?|\],|->|&&|\|\||\s\\)\s*$
    """,
    re.VERBOSE,
)
"""A line of code, strings emptied and comments taken away."""
_MIN_INDENTED = 2
"""Minimum number of indented lines that make a run code without a line that is code for sure."""
_MIN_CODE = 4
"""Minimum number of lines of code in a document of code."""


def code_runs(lines: Sequence[str]) -> list[range]:
    """The runs of lines that are code: the first of each and the one behind the last.

    Code shows by its own lines (`x = f(y);`) and takes in what stands between and beside them: brackets,
    comments, blank and indented lines without Chinese prose. In a document with several such lines all
    that stands between the first and the last of them without Chinese prose is code too, but for single
    lines: output, configurations and diagrams do not read as code by themselves.

    >>> text = ["交换两个数：", "void swap(int *a)", "{", "    // 借助第三个", "}", "就换过来了。"]
    >>> code_runs(text)
    [range(1, 5)]
    >>> code_runs(["第一章 春天", "他说：好。", "Hello World", "A. 鱼；B. 鸟"])
    []
    """
    kinds = [_kind(line) for line in lines]
    trimmed = (_trimmed(run, kinds, lines) for run in _gaps(kinds))
    runs = [run for run in trimmed if run and _is_code(run, kinds)]
    if sum(map(len, runs)) < _MIN_CODE:
        return runs
    inside = range(runs[0].start, runs[-1].stop)
    found = set(runs)
    for run in _gaps(kinds):
        filled = [position for position in run if lines[position].strip()]
        if len(filled) > 1 and filled[0] < inside.stop and filled[-1] >= inside.start:
            found.add(range(filled[0], filled[-1] + 1))
    return _merged(sorted(found, key=lambda run: (run.start, -run.stop)))


def _gaps(kinds: Sequence[_Kind]) -> Iterator[range]:
    """The runs of lines between lines of prose."""
    start = 0
    for position, kind in enumerate([*kinds, _Kind.PROSE]):
        if kind is _Kind.PROSE:
            if start < position:
                yield range(start, position)
            start = position + 1


def _merged(runs: Sequence[range]) -> list[range]:
    """The runs without those inside others."""
    merged: list[range] = []
    for run in runs:
        if not merged or run.stop > merged[-1].stop:
            merged.append(run)
    return merged


def reads_as_code(line: str) -> bool:
    """Whether a line may stand in code: it is blank, or has no Chinese outside of strings and comments."""
    return _kind(line) is not _Kind.PROSE


def _kind(line: str) -> _Kind:
    text = line.strip()
    if not text:
        return _Kind.MAYBE
    if not text[0].isascii() and _CHINESE.match(text):  # the common case
        return _Kind.PROSE
    bare = line
    if _CHINESE.search(line):
        bare = _COMMENT.sub("", _STRINGS.sub('""', line))
        if _CHINESE.search(bare):
            return _kind_of_chinese(line)
        if not bare.strip():
            return _Kind.MAYBE
    bare = bare[match.end() :] if (match := _NUMBERED.match(bare)) else bare
    if _SYMBOLS.fullmatch(bare):
        return _Kind.MAYBE
    if _SENTENCE.search(bare):
        return _Kind.PROSE
    if _CODE.search(bare) and bare.isascii():
        return _Kind.CODE
    indented = line.startswith(("\t", "  ")) and bare.isascii()
    return _Kind.INDENTED if indented else _Kind.MAYBE


def _kind_of_chinese(line: str) -> _Kind:
    """The kind of a line with Chinese outside of strings and comments."""
    if _INDENTED_ENTRY.match(line):
        return _Kind.INDENTED
    return _Kind.MAYBE if _INDENTED_WORD.match(line) else _Kind.PROSE


def _trimmed(run: range, kinds: Sequence[_Kind], lines: Sequence[str]) -> range:
    """The run without what at its ends is not surely code."""
    sure = [position for position in run if kinds[position] > _Kind.MAYBE]
    if not sure:
        return range(0)
    start, stop = sure[0], sure[-1] + 1
    while start > run.start and _belongs(lines[start - 1]):
        start -= 1
    while stop < run.stop and _belongs(lines[stop]):
        stop += 1
    return range(start, stop)


def _belongs(line: str) -> bool:
    """Whether a line right beside code is part of it: brackets, a comment, a single short word."""
    text = line.strip()
    if not text:
        return False
    if _SYMBOLS.fullmatch(text) or text in _KEYWORDS:
        return not set(text) <= set("-=*_~. #")  # a ruler
    if _ENTRY.match(text):
        return True
    return bool(_COMMENT.match(text)) and not text.startswith("# ")


_KEYWORDS = frozenset(
    [
        "do",
        "done",
        "else",
        "end",
        "fi",
        "esac",
        "then",
        "begin",
        "pass",
        "try",
        "finally",
        "endif",
        "next",
        "loop",
        "break",
        "continue",
    ]
)


def _is_code(run: range, kinds: Sequence[_Kind]) -> bool:
    found = [kinds[position] for position in run]
    return _Kind.CODE in found or found.count(_Kind.INDENTED) >= _MIN_INDENTED
