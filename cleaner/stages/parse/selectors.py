"""Which elements of a page a CSS selector finds."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from cleaner.stages.parse.blocks import Walk
from cleaner.stages.parse.tree import parse


class _NumberedWalk(Walk):
    """The walk that makes the blocks; it also records the number of each element."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[int, int] = {}  # address of a node to its number

    def enter(self, tag: str, node: LexborNode) -> None:
        super().enter(tag, node)
        self.numbers[node.mem_id] = self.last_number


def elements_inside(text: str, selector: str) -> frozenset[int]:
    """Numbers, as in `Block.path`, of the block-level elements that a selector finds in a page.

    Raises `ValueError` if the selector cannot be read.

    >>> elements_inside("<div><p>甲</p></div><p class='ad'>乙</p>", "p.ad")
    frozenset({3})
    """
    tree = parse(text)
    try:
        found = tree.css(selector)
    except Exception as error:
        raise ValueError(f"not a CSS selector: {selector}") from error
    walk = _NumberedWalk()
    root = tree.body or tree.root
    if found and root is not None:
        walk.run(root)
    return frozenset(walk.numbers[node.mem_id] for node in found if node.mem_id in walk.numbers)
