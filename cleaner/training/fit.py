"""Fit the three parts of a model: n-grams, forest, stacked regression.

Nothing that is learned depends on the number of processes, or on the order in which a library for linear
algebra adds up: the same data give the same weights, bit by bit.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.document import Block
from cleaner.stages.select.model.block_features import NGRAM_BUCKETS, Array, ngrams
from cleaner.stages.select.model.forest import Forest
from cleaner.stages.select.model.stacking import Stacked
from cleaner.training.corpus import Corpus, Rows

_TREES = {
    "depth": 6,
    "l2_leaf_reg": 5,
    "rsm": 0.25,
    "border_count": 32,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.8,
    "random_seed": 1,
    "thread_count": 1,
    "verbose": False,
    "allow_writing_files": False,
}
"""Parameters of CatBoost."""
_PAGE_ROUNDS = {"iterations": 250, "learning_rate": 0.08}
_TEXT_ROUNDS = {"iterations": 600, "learning_rate": 0.05}
"""More trees than for pages: texts have fewer blocks to judge, so time matters less."""
_MAX_NGRAM_LENGTH = 100
"""Length from which a block counts no more for the n-grams, characters."""
_MIN_CHANCE = 0.05
"""Minimum chance of a block to be in the sample that a forest learns from."""
_PROCESSES = 2
"""Processes that fit n-grams and forests; each takes up to 1 GB."""


def fit_ngrams(corpus: Corpus, choices: Sequence[Rows]) -> list[Array]:
    """The weight of each n-gram bucket, learned from the original blocks of each choice.

    Logistic regression by stochastic gradient descent. A positive weight is evidence for the article.
    """
    from joblib import Parallel, delayed

    originals = int(corpus.is_original.sum())
    counts = _scaled_counts([example.blocks for example in corpus.originals])
    blocks_of_document = np.bincount(corpus.document)[corpus.document]
    weights = np.sqrt(np.minimum(corpus.length, _MAX_NGRAM_LENGTH)) / blocks_of_document
    weights = weights / weights.mean()
    tasks = (
        delayed(_fit_table)(counts, corpus.keep[:originals], weights[:originals], rows[:originals])
        for rows in choices
    )
    tables: list[Array] = Parallel(_PROCESSES)(tasks)
    return tables


def _scaled_counts(documents: Sequence[Sequence[Block]]) -> Any:
    """How often each n-gram occurs in each block, over the root of the number of its n-grams."""
    from scipy.sparse import csr_matrix, diags, vstack  # type: ignore[import-untyped]

    parts: list[Any] = []
    for blocks in documents:  # one by one, since n-grams reach from one block to the next
        owners, buckets = ngrams(blocks)
        ones = np.ones(len(owners), np.float32)
        parts.append(csr_matrix((ones, (owners, buckets)), (len(blocks), NGRAM_BUCKETS)))
    counts = vstack(parts, format="csr")
    totals = np.asarray(counts.sum(1)).ravel()
    return diags(1 / np.sqrt(np.maximum(1, totals))) @ counts


def _fit_table(counts: Any, keep: Array, weights: Array, rows: Rows) -> Array:
    from sklearn.linear_model import SGDClassifier

    model = SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=6, tol=None, random_state=0)
    model.fit(counts[rows], keep[rows], sample_weight=weights[rows])
    return np.asarray(model.coef_[0], np.float32)


def fit_forests(
    features: Array, keep: Array, weights: Array, choices: Sequence[Rows], *, page: bool
) -> list[Forest]:
    """A forest learned from each choice of blocks."""
    from joblib import Parallel, delayed

    tasks = (delayed(_fit_forest)(features, keep, weights, rows, page) for rows in choices)
    forests: list[Forest] = Parallel(_PROCESSES)(tasks)
    return forests


def _fit_forest(features: Array, keep: Array, weights: Array, rows: Rows, page: bool) -> Forest:
    """A forest learned from a sample of the chosen blocks.

    A block of little weight is drawn rarely, and then weighs more to make up for it.
    """
    from catboost import CatBoostClassifier

    weights = weights[rows]
    chance = np.clip(weights / np.quantile(weights, 0.75), _MIN_CHANCE, 1)
    drawn = np.random.default_rng(0).random(len(chance)) < chance
    sample = np.flatnonzero(rows)[drawn]
    model = CatBoostClassifier(**_TREES, **(_PAGE_ROUNDS if page else _TEXT_ROUNDS))
    model.fit(features[sample], keep[sample], sample_weight=(weights / chance)[drawn])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        return _forest(json.loads(path.read_text(encoding="utf-8")))


def _forest(model: dict[str, Any]) -> Forest:
    """A model in CatBoost's JSON as arrays of the same depth.

    The levels that a shallow tree lacks have an infinite border, so its rows never go beyond its own
    leaves. The bias is spread over the trees.
    """
    trees = model["oblivious_trees"]
    scale, (bias,) = model["scale_and_bias"]
    depth = max(len(tree["splits"]) for tree in trees)
    feature = np.zeros((depth, len(trees)), np.int16)
    border = np.full((depth, len(trees)), np.inf, np.float32)
    leaf = np.zeros((len(trees), 1 << depth), np.float32)
    for number, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            feature[level, number] = split["float_feature_index"]
            border[level, number] = split["border"]
        leaf[number, : len(tree["leaf_values"])] = tree["leaf_values"]
    values = (leaf * scale + bias / len(trees)).astype(np.float16)  # as they are stored
    return Forest(feature, border, values.astype(np.float32))


def fit_stacked(measures: Array, keep: Array, weights: Array) -> Stacked:
    """Logistic regression over the measures of blocks; their scales go into its weights.

    The solver adds up in an order that depends on the machine. It converges until that shows no more in
    the single precision of the weights.
    """
    from sklearn.linear_model import LogisticRegression

    mean = measures.mean(0, dtype=np.float64)
    scale = measures.std(0, dtype=np.float64) + 1e-6
    model = LogisticRegression(C=0.01, solver="newton-cholesky", tol=1e-9)
    model.fit((measures - mean) / scale, keep, sample_weight=weights.astype(np.float64))
    slopes = model.coef_[0] / scale
    bias = model.intercept_ - (slopes * mean).sum()
    return Stacked(np.append(slopes, bias).astype(np.float32))
