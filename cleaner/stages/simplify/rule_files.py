"""Read the tables of conversion rules beside this module.

A row holds words separated by white space; `#` begins a comment line.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a table, without comments and empty lines.

    >>> next(rows("kept_words.txt"))[:2]
    ['毕昇', '张昇']
    """
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split()
