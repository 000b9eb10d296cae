"""Gradient-boosted oblivious trees as plain arrays.

One forest of oblivious trees is as good as the two forests of ordinary trees that it replaced, and
twenty times as fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.compiled import COMPILED
from cleaner.stages.select.model.block_features import Array
from cleaner.stages.select.model.leaves import add_leaves

_ROWS = 2048
"""Longer documents are judged in parts, so that the work on a part stays in the cache."""


@dataclass(frozen=True)
class Forest:
    """Oblivious trees (those of CatBoost), of eight levels at most.

    All nodes of a level ask the same question, so the answers of a tree are the binary digits of the number
    of its leaf.

    `feature` and `border`, level by tree, are the questions (`columns[feature] > border`), `leaf`,
    tree by number, the values that are added up to the log odds.
    """

    feature: NDArray[np.int16]
    border: Array
    leaf: Array

    def predict(self, *columns: Array) -> Array:
        """The probability for every row of the columns, which stand side by side."""
        odds = np.zeros(len(columns[0]))
        count = sum(some.shape[1] for some in columns)
        for start in range(0, len(odds), _ROWS):
            parts = [some[start : start + _ROWS].T for some in columns]
            by_feature = np.empty((count, parts[0].shape[1]), np.float32)
            odds[start : start + _ROWS] = self._odds(np.concatenate(parts, out=by_feature))
        return np.asarray(1 / (1 + np.exp(-odds)), np.float32)

    def _odds(self, by_feature: Array) -> NDArray[np.float64]:
        """The log odds for every column of the features."""
        rows = by_feature.shape[1]
        if COMPILED:
            odds = np.zeros(rows)
            add_leaves(by_feature, self.feature, self.border, self.leaf, np.zeros(rows, np.int32), odds)
            return odds
        trees, leaves = self.leaf.shape
        at = np.zeros((trees, rows), np.uint8)
        for level, (feature, border) in enumerate(zip(self.feature, self.border, strict=True)):
            at |= (by_feature[feature] > border[:, None]).view(np.uint8) << np.uint8(level)
        first = np.arange(trees)[:, None] * leaves
        return np.asarray(self.leaf.ravel()[first + at].sum(0, dtype=np.float64))

    def pack(self) -> dict[str, NDArray[Any]]:
        """The arrays, for `numpy.savez`."""
        return {"feature": self.feature, "border": self.border, "leaf": self.leaf.astype(np.float16)}

    @classmethod
    def unpack(cls, data: Mapping[str, Any]) -> Forest:
        """The forest of these arrays; raises `ValueError` if they do not fit together."""
        feature = np.ascontiguousarray(data["feature"], np.int16)
        border, leaf = (np.ascontiguousarray(data[name], np.float32) for name in ("border", "leaf"))
        levels, trees = feature.shape
        if border.shape != feature.shape or leaf.shape != (trees, 1 << levels):
            raise ValueError("the arrays of the forest do not fit together")
        return cls(feature, border, leaf)
