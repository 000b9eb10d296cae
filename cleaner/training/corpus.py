"""All training documents of one model together, in folds by site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from cleaner.stages.select.model.block_features import Array
from cleaner.stages.select.model.context_features import Elements
from cleaner.stages.select.model.model import evidence
from cleaner.text.characters import folded_letters
from cleaner.training.examples import Example
from cleaner.training.folds import FOLDS, FoldOfSite

_MAX_LENGTH = 400
"""Length from which a block counts no more, characters."""
_MIN_ARTICLE = 50
"""Minimum length of an article as a divisor, characters; blocks of shorter ones would weigh too much."""

Rows = NDArray[np.bool_]
"""For each block whether it is chosen."""


@dataclass
class Corpus:
    """Training documents and their variants with their blocks in one row.

    The arrays have a value for each of `blocks`: `document` (the number of its document), `keep` (1 if it
    belongs to the article), `length` (in characters), `fold` (the same for all documents of a site),
    `is_original` (whether its document is no variant). The blocks of variants come last.
    """

    originals: list[Example]
    variants: list[Example]
    fold_of_site: FoldOfSite

    def __post_init__(self) -> None:
        self.examples = [*self.originals, *self.variants]
        sizes = [len(example.blocks) for example in self.examples]
        self.document = np.repeat(np.arange(len(sizes)), sizes)
        self.is_original = self.document < len(self.originals)
        self.keep = np.concatenate([example.keep for example in self.examples]).astype(np.float32)
        self.blocks = list(chain.from_iterable(example.blocks for example in self.examples))
        self.length = np.array([len(block.text) for block in self.blocks], np.float32)
        self._folds = np.array([self.fold_of_site[example.site] for example in self.examples])
        self.fold = self._folds[self.document]

    def learned(self) -> list[Rows]:
        """The blocks to learn from: for each fold all outside it, and last all blocks."""
        return [*(self.fold != fold for fold in range(FOLDS)), np.ones(len(self.fold), bool)]

    def weights(self) -> Array:
        """How much each block counts; 1 on average.

        By its length relative to its article, as in the F1 of the document, and by the weight of the
        document; 0 for a block that may be kept or left out.
        """
        kept = np.bincount(self.document, self.length * self.keep, minlength=len(self.examples))
        weight = np.array([example.weight for example in self.examples])[self.document]
        for position, number in enumerate(self.document.tolist()):
            free = self.examples[number].free
            if free and folded_letters(self.blocks[position].text) in free:
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
            columns = evidence(elements, example.title, tables[fold], page=example.page)
            rows.append(np.concatenate(columns, 1))
        return np.concatenate(rows)


def by_document(examples: Sequence[Example], values: Array) -> Iterator[tuple[Example, Array]]:
    """Pair each document with its part of `values`, which has a value for each block of all documents."""
    start = 0
    for example in examples:
        end = start + len(example.blocks)
        yield example, values[start:end]
        start = end
