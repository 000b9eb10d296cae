"""Lists of a page: the marker of each item, and which lists are units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cleaner.document import Block

_MAX_ITEM_BLOCKS = 4
"""Maximum blocks an item of a list has on average; longer ones are posts or articles, not items."""
_MAX_ITEM = 400
"""Maximum length of an item on average, characters."""
_MAX_NUMBER = 999_999_999
"""Maximum number of an item, as CommonMark allows."""


class OpenList:
    """A list that the walk is inside.

    - `start`: the number of the block that comes first in it;
    - `unit`: the number of its element.
    """

    __slots__ = ("_marker", "_next", "_ordered", "items", "start", "unit")

    def __init__(self, start: int, unit: int, *, ordered: bool = False, first: int = 1) -> None:
        self.start = start
        self.unit = unit
        self.items = 0
        self._ordered = ordered
        self._next = first
        self._marker = ""

    @classmethod
    def of(cls, tag: str, attributes: Mapping[str, str | None], start: int, unit: int) -> OpenList:
        """The list of a `ul`, `ol`, `menu` or `dir` element."""
        first = _number(attributes.get("start")) if attributes else None
        return cls(start, unit, ordered=tag == "ol", first=1 if first is None else first)

    def start_item(self, attributes: Mapping[str, str | None]) -> None:
        """Begin the next item; its number follows from the one before, or from its attributes."""
        self.items += 1
        if not self._ordered:
            self._marker = "-"
            return
        own = _number(attributes.get("value")) if attributes else None
        number = self._next if own is None else own
        self._marker = f"{number}."
        self._next = number + 1

    def take_marker(self) -> str:
        """The marker of the current item the first time, empty after that."""
        marker, self._marker = self._marker, ""
        return marker

    def as_unit(self, blocks: Sequence[Block]) -> Sequence[Block]:
        """The blocks of the list as one unit, if its items are short; posts in a list are none."""
        length = sum(len(block.text) for block in blocks)
        most = max(1, self.items)
        if len(blocks) > _MAX_ITEM_BLOCKS * most or length > _MAX_ITEM * most:
            return blocks
        return [block if block.unit else block.replace(unit=self.unit) for block in blocks]


def _number(value: str | None) -> int | None:
    text = (value or "").strip()
    return min(int(text), _MAX_NUMBER) if text.isdecimal() else None
