"""Gradient-boosted trees as plain arrays, evaluated with numpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.selection.features import Array

_ROWS = 4096
"""Documents longer than this are judged in parts: the work per block stays in the cache."""


@dataclass(frozen=True)
class Forest:
    """Trees side by side: node `i` of all trees asks whether `feature[i] <= threshold[i]` and goes on
    at `left[i]`, or else at the node after it; a leaf goes on at itself and has a `value`. `roots`
    are the first nodes, `depth` is how many questions the deepest tree asks."""

    feature: NDArray[np.int16]
    threshold: Array
    left: NDArray[np.int32]
    value: Array
    roots: NDArray[np.int32]
    depth: int

    def predict(self, columns: Array) -> Array:
        """The probability for every row."""
        parts = [self._predict(columns[i : i + _ROWS]) for i in range(0, len(columns), _ROWS)]
        return np.concatenate(parts)

    def _predict(self, columns: Array) -> Array:
        n, width = columns.shape
        flat = np.ascontiguousarray(columns).ravel()
        base = (np.arange(n, dtype=np.int32) * width)[:, None]
        at = np.repeat(self.roots[None, :], n, 0)
        for _ in range(self.depth):
            goes_right = flat[base + self.feature[at]] > self.threshold[at]
            at = self.left[at] + goes_right
        margin = self.value[at].sum(1, dtype=np.float64)
        return np.asarray(1 / (1 + np.exp(-margin)), np.float32)

    def pack(self, name: str) -> dict[str, Any]:
        """The arrays, for `numpy.savez`."""
        arrays = {field: getattr(self, field) for field in self.__dataclass_fields__}
        return {f"{name}_{field}": np.asarray(value) for field, value in arrays.items()}

    @classmethod
    def unpack(cls, data: Mapping[str, Any], name: str) -> Forest:
        arrays = {field: data[f"{name}_{field}"] for field in cls.__dataclass_fields__}
        return cls(**{**arrays, "depth": int(arrays["depth"])})
