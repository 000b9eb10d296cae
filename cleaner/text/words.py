"""Word lists: `words/NAME.txt`, words separated by white space, `#` at the start of a comment line."""

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
    listed: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            listed += line.split()
    return tuple(listed)
