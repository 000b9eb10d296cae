"""Word lists that several modules use: `words/NAME.txt`, words separated by white space, `#` comments."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a list, in the order of the file.

    >>> words("surnames")[:3]
    ('王', '李', '张張')
    """
    text = resources.files("cleaner.text").joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(word for line in lines for word in line.split())
