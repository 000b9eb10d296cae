"""Code between backticks that do not occur in it."""

from __future__ import annotations

import re

from cleaner.document import Block

_BACKTICKS = re.compile("`+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LANGUAGE = re.compile(r"[\w+#.-]+")
"""The name of a language that can stand behind a fence."""


def fence(code: str, shortest: int = 1) -> str:
    """Backticks that can stand around code: more than it has anywhere in a row.

    >>> fence("a `b` c"), fence("x = 1", shortest=3)
    ('``', '```')
    """
    return "`" * max(shortest, 1 + max(map(len, _BACKTICKS.findall(code)), default=0))


def code_block(block: Block) -> list[str]:
    r"""The lines of a code block between fences; one that has its own fence keeps it, and it is closed.

    >>> code_block(Block("x = 1", tag="pre"))
    ['```', 'x = 1', '```']
    >>> code_block(Block("~~~ sh\nls", tag="pre", marks=frozenset(["fenced"])))
    ['~~~ sh', 'ls', '~~~']
    """
    lines = block.text.split("\n")
    own = _FENCE.match(lines[0]) if "fenced" in block.marks else None
    if own is None:
        marks = fence(block.text, shortest=3)
        language = block.form.language
        return [marks + (language if _LANGUAGE.fullmatch(language) else ""), *lines, marks]
    return lines if _closes(own[1], lines[1:]) else [*lines, own[1]]


def _closes(marks: str, lines: list[str]) -> bool:
    """Whether the last line ends what these marks began."""
    match = _FENCE.match(lines[-1]) if lines else None
    return match is not None and match[1].startswith(marks) and not lines[-1][match.end() :].strip()
