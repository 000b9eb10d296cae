"""Train a model, and cross-validate it by site.

The built-in model for texts also learned from 1,490 invented documents by eighteen authors
(`fixtures/texts.jsonl.gz`). The 443 documents of six other authors (`fixtures/unseen.jsonl.gz`) stay out
of training; `tests/test_unseen.py` measures them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.stages.select.model.block_features import Array
from cleaner.stages.select.model.context_features import Elements
from cleaner.stages.select.model.model import Model
from cleaner.stages.select.model.stacking import measures
from cleaner.training.corpus import FOLDS, Corpus, Rows, by_document, out_of_fold
from cleaner.training.examples import Example, variants
from cleaner.training.fit import fit_forest, fit_ngrams, fit_stacked


def train(examples: Sequence[Example], *, page: bool) -> tuple[Model, Array]:
    """A model, and the probabilities of all blocks of the examples, in one row.

    The probabilities are those of models that have not seen the block's site. Every fold needs at least
    one site.
    """
    chance = random.Random(5)  # noqa: S311
    added = chain.from_iterable(variants(example, chance) for example in examples)
    corpus = Corpus([*examples, *added], page)
    is_original = corpus.document < len(examples)
    weights = corpus.weights()
    tables = [fit_ngrams(corpus, is_original & (corpus.fold != fold)) for fold in range(FOLDS)]
    features = corpus.features(tables)

    def predict(learned: Rows, asked: Rows) -> Array:
        forest = fit_forest(features[learned], corpus.keep[learned], weights[learned], page=page)
        return forest.predict(features[asked])

    probabilities = out_of_fold(corpus.fold, predict)[is_original]
    stacked = None
    if page:
        rows = _measures(examples, probabilities)
        keep, weight, fold = corpus.keep[is_original], weights[is_original], corpus.fold[is_original]
        stacked = fit_stacked(rows, keep, weight)

        def predict_stacked(learned: Rows, asked: Rows) -> Array:
            return fit_stacked(rows[learned], keep[learned], weight[learned]).of(rows[asked])

        probabilities = out_of_fold(fold, predict_stacked)
    table = fit_ngrams(corpus, is_original)
    forest = fit_forest(features, corpus.keep, weights, page=page)
    return Model(table, forest, page, stacked), probabilities


def _measures(examples: Sequence[Example], probabilities: Array) -> Array:
    """What the stacked regression measures of each block, given the answers of the forest."""
    pairs = by_document(examples, probabilities)
    return np.concatenate([measures(Elements(example.blocks), part) for example, part in pairs])


def save(model: Model, path: Path) -> None:
    """Write a model as a `.npz` file that `Model.load` reads; n-gram weights become 8-bit integers."""
    scale = float(np.abs(model.table).max()) / 127
    arrays: dict[str, Any] = {
        "table": np.round(model.table / scale).astype(np.int8),
        "scale": np.float32(scale),
        "page": np.bool_(model.page),
    }
    if model.second:
        arrays["second"] = model.second.weights
    np.savez_compressed(path, allow_pickle=False, **arrays, **model.forest.pack())
