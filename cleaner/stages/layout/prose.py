"""What in a line is not Chinese prose: code, foreign text, addresses, smileys."""

from __future__ import annotations

import re

from cleaner.text.characters import HAN

CHINESE = re.compile(
    "[（）"
    "\u2e80-\u2fff"  # radicals
    "\u3001-\u30ff"  # 、。《》, kana
    "\u31f0-\u31ff"  # small kana
    f"{HAN}\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "]"
)
"""What marks belong to that are written full-width."""
LETTER = re.compile("[A-Za-z]")

PROTECTED = re.compile(
    r"""
      (?:https?|ftp)://[\x21-\x7e]*[\w/#=&-]            # http://a.cn/?b=1
    | \bwww\.[\x21-\x7e]*[\w/#=&-]                      # www.a.cn/b
    | \]\([^()\s]*\)                                    # ](target) of a Markdown link
    | `[^`\n]+`                                         # `code`
    | \$[^$\n]{1,400}\$                                   # $x_1$
  | &\#?\w{1,31};                                     # &nbsp;
    | [:;=]'?-[()DPp](?!\w)                             # :-)
    | \([\^><*=;@~≧⊙TQo-][_.^▽ω﹏□o-]+[^()\s]{0,3}\)    # (^_^)
    """,
    re.VERBOSE | re.ASCII,
)
"""Parts of a line whose marks stay as they are."""

_CODE = re.compile(
    r"""
    # the line begins with
    ^\s*(?:
        \#include | import\s | from\s\S{1,80}\s+import       # from os import path
      | def\s | class\s | function\b                         # def f(x):
      | return\b | if\s*\( | else\b | for\s*\( | while\s*\(  # if (x > 0)
      | var\s | let\s | const\s                              # let a = 1
      | public\s | private\s | static\s                      # private int a
      | SELECT\s | INSERT\s                                  # SELECT a FROM b
      | // | /\* | \#! | <\? | @\w+                          # /* comment, <?php, @Override
      | \$\s                                                 # $ ls
    )
    # or it has
    | [A-Za-z_][\w.]{0,60}\(["'\w]                           # print("a
    | [{};]\s*$                                              # }
    | (?<!:)//\s                                             # // comment
    | \w\s=\s[^;]{1,200};                                    # a = 1;
    | ["'\w]\s*(?:=>|==|!=|:=|\+=|&&|\|\|)\s*["'\w]          # a == b
    | </?\w{1,20}[^>]{0,200}>                                # <div class="a">
    """,
    re.VERBOSE | re.ASCII,
)

_MIN_LATIN = 3
"""Minimum number of Latin letters in a line that is code or foreign."""


def is_foreign(line: str) -> bool:
    """Whether a line is code, or foreign text that quotes some Chinese.

    >>> is_foreign('print("你好")'), is_foreign("苹果(Apple)发布新品")
    (True, False)
    """
    words = PROTECTED.sub("", line) if "/" in line else line
    latin = len(LETTER.findall(words))
    if latin < _MIN_LATIN:
        return False
    chinese = len(CHINESE.findall(line))
    return latin > 4 * chinese or (2 * latin > chinese and bool(_CODE.search(line)))
