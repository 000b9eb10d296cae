"""All training documents together, in folds by site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from cleaner.stages.select.model.block_features import Array
from cleaner.stages.select.model.context_features import Elements
from cleaner.stages.select.model.model import evidence
from cleaner.text.characters import folded_letters
from cleaner.training.examples import Example

FOLDS = 5
"""Parts of the sites for cross-validation."""
_MAX_LENGTH = 400
"""Length from which a block counts no more, characters."""
_MIN_ARTICLE = 50
"""Minimum length of an article as a divisor, characters; blocks of shorter ones would weigh too much."""

Rows = NDArray[np.bool_]
"""For each block whether it is chosen."""


@dataclass
class Corpus:
    """Training documents with their blocks in one row.

    The arrays have a value for each of `blocks`: `document` (the number of its document), `keep` (1 if it
    belongs to the article), `length` (in characters), `fold` (the same for all documents of a site).
    """

    examples: list[Example]
    page: bool

    def __post_init__(self) -> None:
        sizes = [len(example.blocks) for example in self.examples]
        self.document = np.repeat(np.arange(len(sizes)), sizes)
        self.keep = np.concatenate([example.keep for example in self.examples]).astype(np.float32)
        self.blocks = list(chain.from_iterable(example.blocks for example in self.examples))
        self.length = np.array([len(block.text) for block in self.blocks], np.float32)
        folds = _fold_by_site(self.examples)
        self._folds = np.array([folds[example.site] for example in self.examples])
        self.fold = self._folds[self.document]

    def weights(self) -> Array:
        """How much each block counts; 1 on average.

        By its length relative to its article, as in the F1 of the document, and by the weight of the
        document; 0 for a block that may be kept or left out.
        """
        kept = np.bincount(self.document, self.length * self.keep, minlength=len(self.examples))
        weight = np.array([example.weight for example in self.examples])[self.document]
        for position, block in enumerate(self.blocks):
            if folded_letters(block.text) in self.examples[self.document[position]].free:
                weight[position] = 0
        relative = np.minimum(self.length, _MAX_LENGTH) / np.maximum(_MIN_ARTICLE, kept[self.document])
        weight = weight * relative**0.7
        return np.asarray(weight / weight.mean(), np.float32)

    def features(self, tables: Sequence[Array]) -> Array:
        """The features of all blocks, one row each.

        `tables` are the n-gram weights of each fold, learned without the sites in it.
        """
        rows: list[Array] = []
        for example, fold in zip(self.examples, self._folds, strict=True):
            elements = Elements(example.blocks)
            rows.append(evidence(elements, example.title, tables[fold], page=self.page))
        return np.concatenate(rows)


def _fold_by_site(examples: list[Example]) -> dict[str, int]:
    sites = sorted({example.site for example in examples})
    order = np.random.default_rng(0).permutation(len(sites))
    return dict(zip(sites, order % FOLDS, strict=True))


def out_of_fold(fold: NDArray[np.int64], predict: Callable[[Rows, Rows], Array]) -> Array:
    """Probabilities of all rows by models that have not seen the row's site.

    `fold` is the fold of each row; `predict` takes the rows to learn from and the rows to predict.
    """
    probabilities = np.zeros(len(fold), np.float32)
    for number in range(FOLDS):
        held_out = fold == number
        probabilities[held_out] = predict(~held_out, held_out)
    return probabilities


def by_document(examples: Sequence[Example], values: Array) -> Iterator[tuple[Example, Array]]:
    """Pair each document with its part of `values`, which has a value for each block of all documents."""
    start = 0
    for example in examples:
        end = start + len(example.blocks)
        yield example, values[start:end]
        start = end
