# cython: boundscheck=False, wraparound=False
"""The leaves that rows reach in oblivious trees, added up: a loop for the C compiler.

Without one, `Forest` does the same with numpy, in the same order: the sums are the same, bit by bit.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray


def add_leaves(
    columns: NDArray[Any], feature: NDArray[Any], border: NDArray[Any], leaf: NDArray[Any], odds: NDArray[Any]
) -> None:
    """Put the sum of the leaves of each row into `odds`; the other arrays are those of `Forest`."""
    for row in range(columns.shape[0]):
        total = 0.0
        for tree in range(leaf.shape[0]):
            number = 0
            for level in range(feature.shape[0]):
                if columns[row, feature[level, tree]] > border[level, tree]:
                    number |= 1 << level
            total += float(leaf[tree, number])
        odds[row] = total
