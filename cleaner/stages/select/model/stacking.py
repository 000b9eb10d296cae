"""Second look at a page: a logistic regression over what the forest says about all blocks.

Its features are few: a forest over the same, or over more, learns the sites. With it, and without the
cues of single lines, F1 on sites not learned from rose from 0.962 to 0.967, and the share of pages with
F1 of 0.95 or more from 0.84 to 0.87.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaner.stages.select.model.block_features import Array, numbered, side_by_side
from cleaner.stages.select.model.context_features import Elements, main_element, shifted, windows

_LEVELS = 3
_LEAST = 1e-4


def _log_odds(p: Array) -> NDArray[np.float64]:
    clipped = np.clip(np.asarray(p, np.float64), _LEAST, 1 - _LEAST)
    odds: NDArray[np.float64] = np.log(clipped / (1 - clipped))
    return odds


def measures(elements: Elements, p: Array) -> Array:
    """What the probabilities of all blocks say of each.

    That is those of the other blocks of its elements, of the same tag, ids and classes, and near it; where
    it stands in the article, and how much of it it is.
    """
    blocks = elements.blocks
    odds = _log_odds(p)
    length = np.fromiter((len(b.text) for b in blocks), np.float64, len(blocks))
    likely = length * p
    sure = length * (p > 0.5)
    sums = elements.sums(np.stack([length, likely, sure], 1))
    _, article, certain = np.maximum(1, sums[0])
    columns = [odds]
    for inside in sums[elements.inner[:, :_LEVELS].T]:
        columns.append((inside[:, 1] - likely) / np.maximum(1, inside[:, 0] - length))
        columns.append((inside[:, 2] - sure) / certain)
    kind, _ = numbered((b.tag, b.names, b.marks) for b in blocks)
    for mass in (length, np.ones(len(blocks))):
        total, kept = np.bincount(kind, mass)[kind] - mass, np.bincount(kind, mass * p)[kind] - mass * p
        columns.append(kept / np.maximum(1, total))
    columns += [np.cumsum(likely) / article, likely / article]
    homes = [main_element(sums[:, 1], share) for share in (0.5, 0.85)]
    columns += [elements.inside(element).astype(np.float64) for element in homes]
    near = shifted(odds[:, None].astype(np.float32), (-2, -1, 1, 2), fill=-9.21)  # as unlikely as any
    return np.concatenate([side_by_side(columns, len(blocks)), near, windows(p[:, None], (2, 5))], 1)


@dataclass(frozen=True)
class Stacked:
    """What each measure adds to the log odds; the last number is the bias."""

    weights: Array

    def predict(self, elements: Elements, p: Array) -> Array:
        """The probabilities of the blocks, given those of a first look at each."""
        return self.of(measures(elements, p))

    def of(self, seen: Array) -> Array:
        """The probabilities for these measures; added up without BLAS, which differs by machine."""
        odds = (seen * self.weights[:-1]).sum(1, dtype=np.float64) + self.weights[-1]
        return np.asarray(1 / (1 + np.exp(-odds)), np.float32)
