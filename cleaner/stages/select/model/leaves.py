# cython: boundscheck=False, wraparound=False
"""The leaves that rows reach in oblivious trees, added up: a loop for the C compiler.

Without one, `Forest` does the same with numpy, in the same order: the sums are the same, bit by bit.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

Numbers = NDArray[Any]


def add_leaves(
    columns: Numbers, feature: Numbers, border: Numbers, leaf: Numbers, at: Numbers, odds: Numbers
) -> None:
    """Add the leaf of each row in every tree to its `odds`.

    `columns` has a row for every feature; `feature`, `border` and `leaf` are those of `Forest`; `at` is
    room for the number of the leaf of each row. Raises `IndexError` for a feature that there is not.
    """
    rows = columns.shape[1]
    for tree in range(leaf.shape[0]):
        for row in range(rows):
            at[row] = 0
        for level in range(feature.shape[0]):
            asked = feature[level, tree]
            if not 0 <= asked < columns.shape[0]:
                raise IndexError(f"there is no feature {asked}")
            least = border[level, tree]
            for row in range(rows):  # without a branch, so that the compiler takes several rows at a time
                at[row] |= (columns[asked, row] > least) << level
        for row in range(rows):
            odds[row] += leaf[tree, at[row]]
