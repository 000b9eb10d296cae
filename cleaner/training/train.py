"""Trains the labeller: `python -m cleaner.training DATA -o WEIGHTS.npz` (extra `train`).

DATA is JSON Lines (`.gz` or not), one document a line, as `cleaner.training.examples` describes them:
all of them pages, or all of them texts. Figures and the inner judgements are always those for sites that
were not trained on. The weights are named in the configuration: `[select] weights = "WEIGHTS.npz"`.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.stages.select.model import block_features
from cleaner.stages.select.model.block_features import Array
from cleaner.stages.select.model.context_features import Elements
from cleaner.stages.select.model.forest import Forest
from cleaner.stages.select.model.model import Model, best_f1_threshold, evidence
from cleaner.stages.select.model.stacking import Stacked, measures
from cleaner.text.characters import folded_letters
from cleaner.training import examples
from cleaner.training.examples import Example, copies, example, read

FOLDS = 5
TREES = {
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
ROUNDS = {True: {"iterations": 250, "learning_rate": 0.08}, False: {"iterations": 300, "learning_rate": 0.08}}
"""Trees for pages (True), which wait for them, and for texts, of which few are judged."""


@dataclass
class Corpus:
    """All documents, their blocks in one row."""

    examples: list[Example]
    page: bool

    def __post_init__(self) -> None:
        sizes = [len(e.blocks) for e in self.examples]
        self.owner = np.repeat(np.arange(len(sizes)), sizes)
        self.offsets = np.concatenate([[0], np.cumsum(sizes)])
        self.y = np.concatenate([e.keep for e in self.examples]).astype(np.float32)
        self.length = np.array([len(b.text) for e in self.examples for b in e.blocks], np.float32)
        sites = sorted({e.site for e in self.examples})
        order = np.random.default_rng(0).permutation(len(sites))
        fold = dict(zip(sites, order % FOLDS, strict=True))
        self.fold = np.array([fold[e.site] for e in self.examples])[self.owner]

    def weights(self) -> Array:
        """What a block counts: by its length, within what its document keeps, as the score does."""
        kept = np.bincount(self.owner, self.length * self.y, minlength=len(self.examples))
        weight = np.array([e.weight for e in self.examples])[self.owner]
        weight[[folded_letters(b.text) in e.free for e in self.examples for b in e.blocks]] = 0
        relative = np.minimum(self.length, 400) / np.maximum(50, kept[self.owner])
        w = weight * relative**0.7
        return np.asarray(w / w.mean(), np.float32)

    def split(self, values: Array) -> list[Array]:
        return np.split(values, self.offsets[1:-1])

    def columns(self, table: Sequence[Array]) -> Array:
        """Evidence of all documents, the words' voice from the table of the fold of each."""
        rows = []
        for k, e in enumerate(self.examples):
            fold = self.fold[self.offsets[k]] if e.blocks else 0
            rows.append(evidence(Elements(e.blocks), e.title, table[fold], page=self.page))
        return np.concatenate(rows)


def fit_voice(corpus: Corpus, rows: NDArray[np.bool_]) -> Array:
    """What each n-gram says for the article: logistic regression by stochastic gradient descent."""
    from scipy.sparse import csr_matrix, diags  # type: ignore[import-untyped]
    from sklearn.linear_model import SGDClassifier

    chosen = np.flatnonzero(rows)
    blocks = [b for e in corpus.examples for b in e.blocks]
    owners, buckets = block_features.ngrams([blocks[i] for i in chosen])
    shape = (len(chosen), block_features.NGRAM_BUCKETS)
    grams = csr_matrix((np.ones(len(owners), np.float32), (owners, buckets)), shape)
    grams = diags(1 / np.sqrt(np.maximum(1, np.asarray(grams.sum(1)).ravel()))) @ grams
    weights = np.sqrt(np.minimum(corpus.length, 100)) / np.bincount(corpus.owner)[corpus.owner]
    weights = (weights / weights.mean())[chosen]
    model = SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=6, tol=None, random_state=0)
    model.fit(grams, corpus.y[chosen], sample_weight=weights)
    return np.asarray(model.coef_[0], np.float32)


def fit_forest(columns: Array, y: Array, weights: Array, *, page: bool) -> Forest:
    """A forest learned from a sample: a block that weighs little is drawn seldom, and weighs more then."""
    from catboost import CatBoostClassifier

    chance = np.clip(weights / np.quantile(weights, 0.75), 0.05, 1)
    drawn = np.random.default_rng(0).random(len(y)) < chance
    model = CatBoostClassifier(**TREES, **ROUNDS[page])
    model.fit(columns[drawn], y[drawn], sample_weight=(weights / chance)[drawn])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        return _forest(json.loads(path.read_text(encoding="utf-8")))


def fit_second(seen: Array, y: Array, weights: Array) -> Stacked:
    """Logistic regression on the measures; their scales go into the weights."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = seen.mean(0), seen.std(0) + 1e-6
    model = LogisticRegression(C=0.01, max_iter=300)
    model.fit((seen - mean) / scale, y, sample_weight=weights)
    slopes = model.coef_[0] / scale
    return Stacked(np.append(slopes, model.intercept_ - slopes @ mean).astype(np.float32))


def _forest(model: dict[str, Any]) -> Forest:
    """CatBoost's own description of a model as arrays; a shallow tree never answers yes further down."""
    trees = model["oblivious_trees"]
    scale, (bias,) = model["scale_and_bias"]
    depth = max(len(tree["splits"]) for tree in trees)
    feature = np.zeros((depth, len(trees)), np.int16)
    border = np.full((depth, len(trees)), np.inf, np.float32)
    leaf = np.zeros((len(trees), 1 << depth), np.float32)
    for i, tree in enumerate(trees):
        for level, question in enumerate(tree["splits"]):
            feature[level, i] = question["float_feature_index"]
            border[level, i] = question["border"]
        leaf[i, : len(tree["leaf_values"])] = tree["leaf_values"]
    return Forest(feature, border, (leaf * scale + bias / len(trees)).astype(np.float16).astype(np.float32))


def train(examples: Sequence[Example], *, page: bool) -> tuple[Model, Array]:
    """The model, and what models that did not know the site say of every block of the examples."""
    chance = random.Random(5)  # noqa: S311
    corpus = Corpus([*examples, *(c for e in examples for c in copies(e, chance))], page)
    originals = corpus.owner < len(examples)
    w = corpus.weights()
    voices = [fit_voice(corpus, originals & (corpus.fold != k)) for k in range(FOLDS)]
    columns = corpus.columns(voices)
    p = np.zeros(len(corpus.y), np.float32)
    for k in range(FOLDS):
        out = corpus.fold == k
        p[out] = fit_forest(columns[~out], corpus.y[~out], w[~out], page=page).predict(columns[out])
    known = p[originals]
    second = None
    if page:
        sizes = np.cumsum([len(e.blocks) for e in examples])[:-1]
        seen = [
            measures(Elements(e.blocks), q) for e, q in zip(examples, np.split(known, sizes), strict=True)
        ]
        rows, y, weights = np.concatenate(seen), corpus.y[originals], w[originals]
        second = fit_second(rows, y, weights)
        for k in range(FOLDS):
            out = corpus.fold[originals] == k
            known[out] = fit_second(rows[~out], y[~out], weights[~out]).of(rows[out])
    return Model(
        fit_voice(corpus, originals), fit_forest(columns, corpus.y, w, page=page), page, second
    ), known


def save(model: Model, path: Path) -> None:
    scale = float(np.abs(model.table).max()) / 127
    table = np.round(model.table / scale).astype(np.int8)
    arrays: dict[str, Any] = {"table": table, "scale": np.float32(scale), "page": np.bool_(model.page)}
    if model.second:
        arrays["second"] = model.second.weights
    np.savez_compressed(path, allow_pickle=False, **arrays, **model.forest.pack())


def f1(got: str, gold: str) -> float:
    """F1 over multisets of character 5-grams of letters and digits."""
    a, b = (
        Counter(t[i : i + 5] for i in range(max(1, len(t) - 4)))
        for t in (folded_letters(got), folded_letters(gold))
    )
    both = sum((a & b).values())
    return 2 * both / (sum(a.values()) + sum(b.values()))


def figures(examples: Sequence[Example], p: Array) -> str:
    """Mean F1 of the kept text, and the shares of very good and of failed documents."""
    scores, start = [], 0
    for e in examples:
        q = p[start : start + len(e.blocks)]
        start += len(e.blocks)
        limit = best_f1_threshold(q.tolist(), [len(b.text) for b in e.blocks])
        texts = dict.fromkeys(b.text for b, x in zip(e.blocks, q, strict=True) if x >= limit)
        gold = e.gold or "\n".join(b.text for b, keep in zip(e.blocks, e.keep, strict=True) if keep)
        scores.append(f1("\n".join(texts), gold))
    s = np.array(scores)
    return f"F1 {s.mean():.4f}   F1>=.95: {(s >= 0.95).mean():.3f}   F1<.5: {(s < 0.5).mean():.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=f"{__doc__}\n{examples.__doc__}", formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    learned = [e for path in options.data for record in read(path) if (e := example(record)).blocks]
    page = sum(any(b.tag for b in e.blocks) for e in learned) * 2 > len(learned)  # texts may hold markup
    model, p = train(learned, page=page)
    save(model, options.output)
    print(f"{len(learned)} documents of {len({e.site for e in learned})} sites, {FOLDS} folds by site")
    print(figures(learned, p))
