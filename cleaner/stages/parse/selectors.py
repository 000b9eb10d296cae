"""Which blocks of a page stand in the elements that a CSS selector finds."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from cleaner.stages.parse.blocks import Walk, parse


class _Numbered(Walk):
    """The walk that makes the blocks, taking down which element has which number in their paths."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[int, int] = {}

    def enter(self, tag: str, node: LexborNode) -> None:
        super().enter(tag, node)
        self.numbers[node.mem_id] = self.ids


def elements_inside(text: str, selector: str) -> frozenset[int]:
    """The numbers, as in `Block.path`, of the block-level elements of a page that a selector finds.

    Raises `ValueError` for a selector that cannot be read.
    """
    tree = parse(text)
    try:
        found = tree.css(selector)
    except Exception as error:
        raise ValueError(f"not a CSS selector: {selector}") from error
    walk = _Numbered()
    root = tree.body or tree.root
    if found and root is not None:
        walk.run(root)
    return frozenset(walk.numbers[node.mem_id] for node in found if node.mem_id in walk.numbers)
