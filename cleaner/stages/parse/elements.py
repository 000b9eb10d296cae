"""Sets of HTML elements, written as their names in a row."""

from __future__ import annotations


def elements(names: str) -> frozenset[str]:
    """The elements with these names.

    >>> "ol" in elements("ul ol menu dir")
    True
    """
    return frozenset(names.split())
