"""How likely each block belongs to the article, judged with its neighbours in view."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document import Block


def keep_probabilities(blocks: Sequence[Block], title: str = "", *, page: bool = False) -> list[float]:
    """For every block the probability that it belongs to the article."""
    ends = ("。", "！", "？", "”", "!", "?", ".", "…", "：")
    return [
        0.9
        if len(b.text) > 12 and b.link_density < 0.5 and (b.text.endswith(ends) or len(b.text) > 60)
        else 0.2
        for b in blocks
    ]
