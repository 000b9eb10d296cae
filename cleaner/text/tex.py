"""Formulas in TeX: whether text is one, and the forms that pages write around them."""

from __future__ import annotations

import re

from cleaner.text.words import words

_COMMAND = re.compile(rf"\\(?:{'|'.join(words('tex_commands'))})(?![A-Za-z])")
_PATH = re.compile(r"[A-Za-z]:\\|\\\\\w")
"""The start of a path of Windows, whose folders may be called like commands."""
_SCRIPTED = re.compile(r"[A-Za-z0-9)}\]]\s?[_^]\s?[A-Za-z0-9{(+\-\\*]")
"""A superscript or subscript: `x^2`."""
_RELATION = re.compile(r"[\w)}]\s*(?:[=<>+/]|-(?!\w*\\))\s*[\w({\\-]", re.ASCII)
"""Two terms with a sign between them: `a + b`."""
_TERM = re.compile(
    r"-?\d+(?:\.\d+)?"
    r"|(?:\d+\s?)?[A-Za-z]'?(?:\([A-Za-z0-9, ]{1,20}\))?(?:\s?,\s?[A-Za-z0-9]'?)*"
)
"""A number, a variable, several of them, or a function: `3.14`, `x, y`, `2f(x)`."""
_PATTERN = re.compile(r"[*+?][)\]?]|\.[*+]|\\[|wdsbWDSB](?![A-Za-z])|\[[^\]]*[\w]-[\w]")
"""Signs of a regular expression, whose groups are written like formulas in some dialects."""
_TEXT = re.compile(r"\\(?:text|mbox|mathrm|textrm|operatorname|tag)\s*\{[^{}]*\}")
_HAN = re.compile(r"[\u4e00-\u9fff]")

_MAX_LENGTH = 2_000
"""Maximum length of a formula between delimiters, characters."""
_DELIMITED = re.compile(
    rf"(?<!\\)(?:\\\(\s*(?P<inline>(?:(?!\\[()])[^$]){{1,{_MAX_LENGTH}}}?)\s*\\\)"
    rf"|\\\[\s*(?P<display>(?:(?!\\[\[\]])[^$]){{1,{_MAX_LENGTH}}}?)\s*\\\])"
)
r"""A formula as MathJax reads it: `\(…\)` in a line, `\[…\]` by itself."""

_COMMENT = re.compile(r"(?<!\\)%[^\n]*(?:\n|\Z)")
_DATA = re.compile(r"%?\s*<!\[CDATA\[|%?\s*\]\]>")
"""What guards a script of TeX from parsers of XML."""
_LOOKS = re.compile(
    r"\A(?:\\(?:dpi\s*\{\d+\}|(?:bg|fn)_\w+|inline|[lL]arge|LARGE|[hH]uge|small|tiny|normalsize"
    r"|displaystyle|textstyle|scriptstyle)(?![A-Za-z])\s*)+"
)
"""Commands at the start that tell the size or colour of a formula."""
_MAX_FRAMES = 3
"""Maximum number of delimiters and braces around each other that are taken off."""
_FRAMES = (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"))


def is_tex(text: str) -> bool:
    r"""Whether text that stands where a formula may stand is one.

    >>> is_tex(r"\frac{1}{2}"), is_tex("x_i = 3"), is_tex("n"), is_tex(r"f(x)")
    (True, True, True, True)
    >>> is_tex(r"C:\text\alpha.png"), is_tex("[a-z]*"), is_tex("无弹窗"), is_tex("-name x")
    (False, False, False, False)
    """
    text = text.strip()
    if not text or _PATH.match(text):
        return False
    if _HAN.search(_TEXT.sub("", text)):
        return has_tex(text)
    if _TERM.fullmatch(text) or has_tex(text):
        return True
    if _PATTERN.search(text):
        return False
    return bool(_SCRIPTED.search(text) or _RELATION.search(text))


def has_tex(text: str) -> bool:
    r"""Whether text has a command of TeX that formulas use.

    >>> has_tex(r"当 \alpha > 0 时"), has_tex(r"D:\alpha\beta"), has_tex(r"\n\t")
    (True, False, False)
    """
    return "\\" in text and not _PATH.match(text) and bool(_COMMAND.search(text))


def plain_tex(text: str) -> str:
    r"""A formula without its delimiters, comments and the commands that only tell its look, in one line.

    >>> plain_tex(r"{\displaystyle x^{2}}"), plain_tex("$$ a\n= b $$"), plain_tex(r"\dpi{120} \large x")
    ('x^{2}', 'a = b', 'x')
    """
    text = _COMMENT.sub("\n", _DATA.sub("", text))
    text = " ".join(text.split())
    for _ in range(_MAX_FRAMES):
        text = _unframed(text)
        text = _LOOKS.sub("", text, count=1)
    return text


def dollar_delimiters(text: str) -> str:
    r"""Write the formulas of running text as `$…$`, where MathJax reads `\(…\)` and `\[…\]`.

    What is no formula stays, such as escaped brackets in a pattern.

    >>> dollar_delimiters(r"当 \( x>0 \) 时，\[ \frac{1}{x} \]有意义")
    '当 $x>0$ 时，$\\frac{1}{x}$有意义'
    >>> dollar_delimiters(r"用 \(无弹窗\) 和 \([a-z]*\) 匹配")
    '用 \\(无弹窗\\) 和 \\([a-z]*\\) 匹配'
    """
    if "\\(" not in text and "\\[" not in text:
        return text
    return _DELIMITED.sub(_dollars, text)


def _dollars(match: re.Match[str]) -> str:
    tex = " ".join((match["inline"] or match["display"]).split())
    is_mark = match["display"] and _TERM.fullmatch(tex)  # \[1\] is a bracket that Markdown escapes
    return f"${tex}$" if is_tex(tex) and not is_mark else match[0]


def _unframed(text: str) -> str:
    """The text without delimiters or braces that enclose all of it."""
    for opening, closing in _FRAMES:
        inner = text[len(opening) : -len(closing)]
        if text.startswith(opening) and text.endswith(closing) and inner and opening not in inner:
            return inner.strip()
    if text.startswith("{") and _LOOKS.match(text[1:].lstrip()) and _is_enclosed(text):
        return text[1:-1].strip()
    return text


def _is_enclosed(text: str) -> bool:
    """Whether the brace at the start is closed by the last character."""
    depth = 0
    escaped = False
    for place, character in enumerate(text):
        if not escaped:
            depth += (character == "{") - (character == "}")
        escaped = character == "\\" and not escaped
        if depth == 0:
            return place == len(text) - 1
    return False
