"""What a single line is: code, something that may stand in code, or prose."""

from __future__ import annotations

import re
from enum import IntEnum

from cleaner.text.characters import HAN


class Kind(IntEnum):
    """What a line is by itself."""

    PROSE = 0
    MAYBE = 1
    """Code if it stands beside code: no Chinese outside of strings and comments."""
    INDENTED = 2
    """Code if there are several: the same, and indented."""
    CODE = 3


_MAX_LINE = 500
"""Maximum length of a line that is looked at, characters; longer ones are no code by themselves."""
_CHINESE = re.compile(f"[{HAN}。，、；：？！（）《》「」]")
_STRINGS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|“[^”]*”|`[^`]*`")
COMMENT = re.compile(
    r"""
      (?:^|(?<=[\s;{}(),>])) (?: //(?!/) | \#(?!\#) | --\s ) .*    # x = 1  // 说明
    | /\*.*                                                      # /* 说明
    | <!--.*                                                     # <!-- 说明
    | ^\s*\*(?:\s.*|/)?$                                         #  * 说明
    | ^\s*(?:%|;|::|REM\b|\'\'\'|\"\"\").*                       # :: 说明
    """,
    re.VERBOSE,
)
"""A comment up to the end of the line."""
_STRING_OR_COMMENT = re.compile(r"[\"'“`/#*%;:<-]|REM")
"""What every line with a string or a comment has: a quick look."""
SYMBOLS = re.compile(r"[\s{}()\[\]<>;,.:=+\-*/|&!\\\"'`~^%$#@?_]+")
"""A line without a word: brackets, a rule, a prompt."""
_SENTENCE = re.compile(r"(?:[A-Za-z',-]+ ){5,}[A-Za-z',-]+[.!?]?$")
"""A sentence of a Western language."""
_NUMBERED = re.compile(r"\s*\d{1,4}(?:[.:|]?[ \t]{2,}|\t|[.:|] )(?=\S)")
"""A line number in front of a line of code."""
_INDENTED_WORD = re.compile(r"(?:\t| {2,})\s*(?:[\w\"'.<\[{$@-]|[│├└|+])", re.ASCII)
"""The start of an indented line that does not begin with Chinese."""
_INDENTED_ENTRY = re.compile(r" {2,}(?:- )?[\w.-]+:\s", re.ASCII)
"""The start of an entry of a configuration inside another one: `  - name: 名`."""
_CHINESE_ENTRY = re.compile(r"(?:- )?[a-z][a-z0-9_.-]*:\s\S[^。！？]{0,40}$")
"""An entry of a configuration with a Chinese value: `title: 春天`."""
_INDENTED_CODE = re.compile(r"(?:\t| {4}) *(?=\S)[^/\\_=(){}\[\];$<>]*[/\\_=(){}\[\];$<>]")
"""An indented line with a sign that prose hardly has: `    /etc/init.d/nginx restart`."""
ENTRY = re.compile(r"(?:- )?[\w.-]+:(?:\s+\S+)?$", re.ASCII)
"""An entry of a configuration."""

_DECLARED = (
    "public private protected internal static final const let var val extern abstract override unsigned void"
    " int char float double bool boolean long string String auto size_t"
)
_BRANCHES = ("if", "for", "while", "switch", "catch", "elif", "else if", "foreach", "unless", "until")
_QUERIES = (
    "SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "CREATE", "ALTER", "DROP", "GRANT", "WHERE", "ORDER BY",
    "GROUP BY", "LEFT JOIN", "INNER JOIN", "SET", "SHOW", "FROM", "VALUES",
)  # fmt: skip
_COMMANDS = (
    "sudo npm npx yarn pnpm pip pip3 conda git cd apt apt-get yum dnf brew docker kubectl curl wget export"
    " echo mkdir chmod chown rm cp mv ls cat vi vim nano ssh scp tar make cmake gcc go cargo java javac mvn"
    " python python3 node hexo systemctl service mysql adb ping grep find ps kill ln touch"
)


def _any(words: str | tuple[str, ...]) -> str:
    """The words as alternatives of a pattern in which white space does not count."""
    several = words.split() if isinstance(words, str) else words
    return "(?:" + "|".join(word.replace(" ", r"\s+") for word in several) + ")"


_START = re.compile(
    rf"""
    \s*(?:
        \#\s*(?:include|define|ifdef|ifndef|endif|pragma|undef)\b              # #include <stdio.h>
      | \#!\S | <\?(?:php|xml|=) | <%                                          # <?php
      | import\s+[\w.{{*@"'][^.!?]*$ | from\s+[\w.]+\s+import\b                # from os import path
      | (?:package|namespace|using|use|require|module|include|source)
        \s+[\w.:\\/"'<$@{{}}*,\ -]+;?\s*$ (?<=[;"'}}>/])                        # using System.Text;
      | (?:package|namespace)\s+\w+(?:\.\w+)+                                  # package com.example.a
      | (?:async\s+)?(?:def|func|fn|function|sub|proc|fun)\s+[\w.:$]*\s*[(\[{{<]  # def f(
      | function\s*\(
      | (?:class|interface|struct|enum|trait|impl|object|typedef|union)
        \s+[\w:<>,\s]+(?:\(.*\))?\s*[:{{]                                       # class A(B):
      | {_any(_DECLARED)}\s+[\w<>\[\],.*&:\s]+(?:[=;({{].*|$)                  # private int a = 1
      | return\b(?:\s*[\w("'\[{{!&*-].*)?;?\s*$                                # return x
      | {_any(_BRANCHES)}\s*\(.*\)?\s*[{{;:]?\s*$ | {_any(_BRANCHES)}\s.+:\s*$  # if (a > b) {{
      | (?:else|try|finally|do|begin|default)\s*[:{{]\s*$                       # else:
      | except\b.*:\s*$ | case\s.+:\s*$ | with\s.+\sas\s.+:\s*$              # except E as e:
      | @echo\s | (?:if\s+not\s+exist|set)\s+["\w%]                             # set d=%date%
      | @\w[\w.]*(?:\(.*\)?)?\s*$                                             # @Override
      | {_any(_QUERIES)}\s+[\w*`"'(@%.]+                                        # SELECT a
      | (?:\$|>>>|PS>|\(\w+\)|[\w.@~:/-]+[#$])\s+[\w./-]                      # $ ls -l
      | {_any(_COMMANDS)}\s+(?: -{{0,2}}[\w./~$@"'=:{{<*-]+ (?:\s+|$) ){{1,12}}$  # git push
      | </?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>.* (?<=>)\s*$                         # <div class="a">
      | <!(?:--|DOCTYPE|ENTITY) | <[A-Za-z][\w:.-]*(?:\s+[\w:@.-]+="[^"]*")+\s*$ # <a href="b"
      | "[^"]*"\s*:\s*\S                                                        # "name": 1
      | [.\#]?[\w-]+(?:[\s.,>:+~\#]+[\w-]+)*\s*\{{\s*$                          # ul.nav > li {{
      | [\w-]+\s*:\s*[^;{{}}]+;\s*$                                            # color: red;
      | [\w.$\[\]"'\->:]+\s*(?:[-+*/|&^%.:]|\?\?|\|\|)?=\s*[^=\s>].*          # a.b += c
      | [\w.\[\]]+\s*:=\s*\S                                                  # a := b
      | [\w.$:>\->]+(?:<[\w<>,\s]*>)?\(\s*$                                    # a.f(
      | [\w.$:>\->]*\w(?:<[\w<>,\s]*>)?!?
        \((?: \s* | [^()]*[\"'.,=\[{{(<*&:+$][^()]* | .*\(.*\).* )\)\s*[;,:{{]*\s*$  # a.f(x, 1);
      | [\w.$]+\s*(?:<<|>>|->|::|=>)\s*\S | [\w.$]+(?:\+\+|--);?\s*$          # i++
    )
    """,
    re.VERBOSE,
)
"""The start of a line of code, strings emptied and comments taken away."""
_END = re.compile(r"(?:[;{]|\)\s*=>\s*\{?|\}\)?[;,]?|\},?|\],|->|&&|\|\||\s\\)\s*\Z")
"""The end of such a line."""
_MAX_END = 8
"""Maximum length of such an end, characters."""


def kind_of(line: str) -> Kind:
    """What a line is by itself; a blank one may stand in code.

    >>> [kind_of(line).name for line in ("x = f(y)  # 说明", "}", "    Hello", "他说：好。", "print('好')")]
    ['CODE', 'MAYBE', 'INDENTED', 'PROSE', 'CODE']
    """
    text = line.strip()
    if not text or len(text) > _MAX_LINE:
        return Kind.PROSE if _CHINESE.search(text) else Kind.MAYBE
    if not text[0].isascii() and _CHINESE.match(text):  # the common case
        return Kind.PROSE
    bare = line
    if _CHINESE.search(line):
        if not _STRING_OR_COMMENT.search(line):
            return _kind_of_chinese(line)
        bare = COMMENT.sub("", _STRINGS.sub('""', line))
        if _CHINESE.search(bare):
            return _kind_of_chinese(line)
    return _kind_without_chinese(line, bare)


def _kind_of_chinese(line: str) -> Kind:
    """The kind of a line with Chinese outside of strings and comments."""
    if _INDENTED_ENTRY.match(line):
        return Kind.INDENTED
    return Kind.MAYBE if _INDENTED_WORD.match(line) or _CHINESE_ENTRY.match(line) else Kind.PROSE


def _kind_without_chinese(line: str, bare: str) -> Kind:
    """The kind of a line; `bare` is what is left of it without strings and comments that hold Chinese."""
    number = _NUMBERED.match(bare)
    bare = bare[number.end() :] if number else bare
    if not bare.strip() or SYMBOLS.fullmatch(bare):
        return Kind.MAYBE
    if _SENTENCE.search(bare):
        return Kind.PROSE
    if not bare.isascii():
        return Kind.MAYBE
    if _START.match(bare) or _END.search(bare, max(1, len(bare.rstrip()) - _MAX_END)):
        return Kind.CODE
    if _INDENTED_CODE.match(line):
        return Kind.CODE
    return Kind.INDENTED if line.startswith(("\t", "  ")) else Kind.MAYBE
