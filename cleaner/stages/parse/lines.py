"""A run of text to its lines, with white space as a browser lays it out."""

from __future__ import annotations

import re

_CJK = (
    "\u2e80-\u303f"  # radicals, punctuation
    "\u3040-\u30ff"  # kana
    "\u3400-\u9fff"  # Han
    "\uf900-\ufaff"  # compatibility Han
    "\uff00-\uffef"  # full-width and half-width forms
    "“”‘’…—"
)
"""Characters that take no space between them, for use inside the brackets of a pattern."""
_WRAP = re.compile(rf"(?<=[{_CJK}])[ \t\r\f]*\n\s*(?=[{_CJK}])")
"""A line break of the source between two CJK characters; a browser would show a space there."""
_SPACE = re.compile(r"[\t\r\n\f\xa0][ \t\r\n\f\xa0]*| [ \t\r\n\f\xa0]+")
"""White space other than a single space."""
_INDENT = re.compile(r"\n[ \t\r\xa0]*\u3000\u3000")
"""A line break before the indentation of a paragraph, so that it was meant as one."""


def preformatted_lines(text: str) -> list[str]:
    r"""Lines of text whose line breaks count, without blank ones.

    >>> preformatted_lines("if a:\n    b\n\n\u3000c ")
    ['if a:', '    b', 'c']
    """
    lines = [line.lstrip("\u3000\xa0").rstrip() for line in text.split("\n")]
    return [line for line in lines if line]


def flowing_lines(text: str) -> list[str]:
    r"""Lines of text in which white space is folded: usually one, none for blank text.

    Only a line break before an indented paragraph counts.

    >>> flowing_lines(" 中国\n  人民 and\nso on\n\u3000\u3000第二段 ")
    ['中国人民 and so on', '第二段']
    """
    text = text.strip()
    if text.isprintable() and "  " not in text:
        return [text] if text else []
    if "\n" not in text:
        return [_SPACE.sub(" ", text)]
    if "\u3000\u3000" in text:
        text = _INDENT.sub("\0", text)
    lines = [_SPACE.sub(" ", line).strip() for line in _WRAP.sub("", text).split("\0")]
    return [line for line in lines if line]
