"""Train one model for pages or for texts, and for each fold one that has not seen the fold's sites."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.stages.select.model.block_features import Array
from cleaner.stages.select.model.context_features import Elements
from cleaner.stages.select.model.forest import Forest
from cleaner.stages.select.model.model import Model
from cleaner.stages.select.model.stacking import Stacked, measures
from cleaner.training.corpus import Corpus, by_document
from cleaner.training.examples import Example
from cleaner.training.fit import fit_forests, fit_ngrams, fit_stacked
from cleaner.training.folds import FOLDS, FoldOfSite
from cleaner.training.records import DataError
from cleaner.training.variants import variants


def train(examples: Sequence[Example], fold_of_site: FoldOfSite) -> list[Model]:
    """A model for each fold, learned from the sites outside it, and last one of all sites.

    The examples are all pages or all texts. Raises `DataError` if those outside some fold do not have both
    blocks to keep and blocks to leave out.
    """
    page = examples[0].page
    chance = random.Random(5)  # noqa: S311
    added = chain.from_iterable(variants(example, chance) for example in examples)
    corpus = Corpus(list(examples), list(added), fold_of_site)
    _check(corpus)
    learned = corpus.learned()
    tables = fit_ngrams(corpus, learned)
    features = corpus.features(tables[:FOLDS])
    weights = corpus.weights()
    forests = fit_forests(features, corpus.keep, weights, learned, page=page)
    second = _second(corpus, features, weights, forests)
    return [
        Model(table, forest, page, stacked)
        for table, forest, stacked in zip(tables, forests, second, strict=True)
    ]


def _check(corpus: Corpus) -> None:
    for rows in corpus.learned():
        keep = corpus.keep[rows & corpus.is_original]
        if keep.min(initial=1) == keep.max(initial=1) or not keep.any():
            raise DataError(
                "too few documents: those outside each fold need lines to keep and lines to leave out"
            )


def _second(corpus: Corpus, features: Array, weights: Array, forests: Sequence[Forest]) -> list[Stacked]:
    """What each model learns from the answers of forests that have not seen the site of the document."""
    chosen = corpus.is_original
    fold = corpus.fold[chosen]
    answers = np.zeros(len(fold), np.float32)
    for number in range(FOLDS):
        held_out = fold == number
        if held_out.any():
            answers[held_out] = forests[number].predict(features[chosen][held_out])
    pairs = by_document(corpus.originals, answers)
    rows = np.concatenate([measures(Elements(example.blocks), part) for example, part in pairs])
    keep, weight = corpus.keep[chosen], weights[chosen]
    return [fit_stacked(rows[of], keep[of], weight[of]) for of in (some[chosen] for some in corpus.learned())]


def save(model: Model, path: Path) -> None:
    """Write a model as a `.npz` file that `Model.unpack` reads; n-gram weights become 8-bit integers."""
    scale = float(np.abs(model.table).max()) / 127
    arrays: dict[str, Any] = {
        "table": np.round(model.table / scale).astype(np.int8),
        "scale": np.float32(scale),
        "page": np.bool_(model.page),
    }
    if model.second:
        arrays["second"] = model.second.weights
    np.savez_compressed(path, allow_pickle=False, **arrays, **model.forest.pack())
