"""Which blocks of a page stay, from the probabilities of the learned model.

The parts of a line that something was cut out of stay or go together, and so do units.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document import Block
from cleaner.stages.select.roles import damp_asides
from cleaner.stages.select.units import keep_units

_LENIENT = 0.5
"""Of a page the passes after this one reject more: what is only doubtful goes on to them. On pages of sites
not learned from, F1 is 0.9654, 0.9660, 0.9665, 0.9658, 0.9647 for 0.3, 0.4, 0.5, 0.6, 0.75."""


def likely_page_blocks(blocks: Sequence[Block], title: str, weights: bytes) -> set[int]:
    """The numbers of the blocks of a page that stay."""
    from cleaner.stages.select.model.model import best_f1_threshold, keep_probabilities  # numpy is heavy

    p = damp_asides(blocks, keep_probabilities(blocks, title, page=True, weights=weights))
    p = _of_lines(blocks, p)
    least = best_f1_threshold(p, [len(block.text) for block in blocks]) * _LENIENT
    return keep_units(blocks, {i for i, q in enumerate(p) if q >= least})


def _of_lines(blocks: Sequence[Block], p: Sequence[float]) -> list[float]:
    """The probabilities with all parts of a line that something was cut out of as likely as the likeliest."""
    most = list(p)
    for i, block in enumerate(blocks):
        if block.glue:
            most[i] = max(most[i - 1], p[i] if block.kept else 0)
    for i in range(len(blocks) - 1, 0, -1):
        if blocks[i].glue:
            most[i - 1] = most[i]
    return most
