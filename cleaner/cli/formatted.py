"""Markdown on the terminal, also Chinese: lines break between any two characters, and nothing is cut off.

rich breaks lines at spaces only. Where a Chinese line may break, it is given a space without width, which
is taken out of what it prints.
"""

from __future__ import annotations

from typing import Any, ClassVar
from unicodedata import east_asian_width

from rich.console import Console
from rich.markdown import Markdown, TableDataElement

BREAK = "\x1f"
"""White space to Python and rich, but of no width; no document of ours has it."""
OPENING = "（《〈“‘「『【["
"""Characters that no line ends with."""
CLOSING = "，。、：；！？）》〉”’」』】]…,.:;!?)%"
"""Characters that no line begins with."""


def print_formatted(text: str, widest: int) -> None:
    """Print Markdown, formatted, on a terminal; lines take `widest` columns at most."""
    console = Console()
    page = _Page(text, hyperlinks=False)
    for token in page.parsed:
        _let_break(token.children or [])
    with console.capture() as capture:
        console.print(page, width=min(console.width, widest))
    console.file.write(capture.get().replace(BREAK, ""))


class _Cell(TableDataElement):
    """A cell of a table whose long words are folded, and not cut off."""

    def __init__(self, justify: Any) -> None:
        super().__init__(justify)
        self.content.overflow = "fold"


class _Page(Markdown):
    elements: ClassVar = {**Markdown.elements, "td_open": _Cell, "th_open": _Cell}


def _let_break(tokens: list[Any]) -> None:
    """Put breaks into the texts of a paragraph, and join its lines: a line break is no space in Chinese."""
    last = ""
    for number, token in enumerate(tokens):
        if token.type == "softbreak":
            following = next((other.content for other in tokens[number + 1 :] if other.content), "")
            if _is_seamless(last, following[:1]):
                token.type, token.content = "text", BREAK
            else:
                last = " "
        elif token.type in ("text", "code_inline") and token.content:
            token.content, last = breakable(token.content, last), token.content[-1]


def breakable(text: str, last: str = "") -> str:
    r"""The text with a `BREAK` wherever a line may break within Chinese; `last` is the character before it.

    >>> breakable("用`a b`，好（吗）").replace(BREAK, "|")
    '用|`a b`，|好|（吗）'
    """
    broken = []
    for character in text:
        if _may_break(last, character):
            broken.append(BREAK)
        broken.append(character)
        last = character
    return "".join(broken)


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters, one of which is Chinese."""
    if not before or before in OPENING or after in CLOSING or " " in (before, after):
        return False
    return _is_wide(before) or _is_wide(after)


def _is_seamless(before: str, after: str) -> bool:
    """Whether two lines are joined without a space: both Chinese, or one a Chinese punctuation mark."""
    if _is_wide(before) and _is_wide(after):
        return True
    return any(_is_wide(sign) and sign in OPENING + CLOSING for sign in (before, after))


def _is_wide(character: str) -> bool:
    return bool(character) and east_asian_width(character) in "WF"
