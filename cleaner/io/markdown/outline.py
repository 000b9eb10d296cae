"""Quotations and lists: what stands before each line of the blocks inside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

_MAX_DEPTH = 20
"""Maximum depth of lists and of quotations, levels; each adds to every line. Deeper ones count as this."""
_NUMBER = re.compile(r"(\d{1,9})[.)]$")


class Place(NamedTuple):
    """Where a block stands: the fields of that name in `Form`, and the number of its list, if known."""

    level: int = 0
    marker: str = ""
    quotes: int = 0
    unit: int = 0


ROOT = Place()


@dataclass(frozen=True, slots=True)
class _Container:
    """An open quotation or list item.

    - `first`, `rest`: what stands before its first line, and before the others;
    - `level`, `unit`: of an item, as in `Place`; 0 for a quotation;
    - `number`: of an item, -1 for a bullet.
    """

    first: str
    rest: str
    level: int = 0
    unit: int = 0
    number: int = -1

    @property
    def is_item(self) -> bool:
        return self.level > 0

    @property
    def delimiter(self) -> str:
        """The bullet, or what stands behind the number; the same for all items of a list."""
        return self.first[-2]


_QUOTATION = _Container("> ", "> ")


class Outline:
    """The lines written so far, and the containers that are open at their end."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._open: list[_Container] = []
        self._ends_item_text = False  # the last block was the first paragraph of an item

    def add(self, lines: Sequence[str], place: Place = ROOT, *, is_paragraph: bool = False) -> None:
        """Write the lines of a block.

        `is_paragraph` says that the block is text without marks of its own: an item may follow it
        without an empty line.
        """
        place = place._replace(level=min(place.level, _MAX_DEPTH), quotes=min(place.quotes, _MAX_DEPTH))
        kept = self._still_open(place)
        opened = self._opened(place, kept)
        if self.lines and not self._is_tight(kept, opened):
            self.lines.append(_margin(kept).rstrip())
        margin = _margin(kept) + "".join(container.first for container in opened)
        self._open = [*kept, *opened]
        for line in lines:
            self.lines.append(margin + line if line else margin.rstrip())
            margin = _margin(self._open)
        self._ends_item_text = is_paragraph and bool(opened) and opened[-1].is_item

    def _still_open(self, place: Place) -> list[_Container]:
        """The open containers that the next block is in too."""
        kept: list[_Container] = []
        quotes = place.quotes
        for container in self._open:
            if not (_holds(container, place) if container.is_item else quotes):
                break
            quotes -= not container.is_item
            kept.append(container)
        return kept

    def _opened(self, place: Place, kept: Sequence[_Container]) -> list[_Container]:
        """The containers that begin with the next block.

        Where a list and a quotation begin together, the quotation is around the list, unless the list
        began earlier.
        """
        quotations = [_QUOTATION] * (place.quotes - sum(not container.is_item for container in kept))
        if not place.marker:
            return quotations
        ended = self._open[len(kept)] if len(kept) < len(self._open) else None
        if ended is None or not ended.is_item:
            return [*quotations, _item(place)]
        if quotations and not ended.unit == place.unit != 0:
            return [*quotations, _item(place)]
        return [_item(place, ended), *quotations]

    def _is_tight(self, kept: Sequence[_Container], opened: Sequence[_Container]) -> bool:
        """Whether the next block begins an item that needs no empty line before it."""
        if not (self._ends_item_text and opened and opened[0].is_item):
            return False
        item = opened[0]
        if len(kept) == len(self._open):
            return item.number in (-1, 1)  # no other number can interrupt a paragraph
        ended = self._open[len(kept)]
        return ended.is_item and ended.delimiter == item.delimiter


def _margin(containers: Sequence[_Container]) -> str:
    return "".join(container.rest for container in containers)


def _holds(item: _Container, place: Place) -> bool:
    """Whether a block is in an item, or in an item of a list in it."""
    if item.level == place.level:
        return not place.marker and _is_one_list(item, place)
    return item.level < place.level


def _is_one_list(item: _Container, place: Place) -> bool:
    """Whether a block is of the list of an item at its level, as far as one knows."""
    known = item.unit and place.unit
    return item.level == place.level and (not known or item.unit == place.unit)


def _item(place: Place, before: _Container | None = None) -> _Container:
    """The item that a block begins; `before` is the item right before it.

    Another list gets another delimiter. So does a number that does not follow the one before it,
    because readers count the items of a list themselves.
    """
    match = _NUMBER.match(place.marker)
    number = int(match[1]) if match else -1
    delimiter, other = (".", ")") if match else ("-", "*")
    if before is not None and (before.number >= 0) == (number >= 0):
        counted = not match or number == before.number + 1
        if counted and _is_one_list(before, place):
            delimiter = before.delimiter
        elif before.delimiter == delimiter:
            delimiter = other
    first = f"{match[1]}{delimiter} " if match else f"{delimiter} "
    return _Container(first, " " * len(first), place.level, place.unit, number)
