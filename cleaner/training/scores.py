"""Scores of the text that a model keeps against the gold text: F1 and shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import compress

import numpy as np

from cleaner.stages.select.model.block_features import Array
from cleaner.stages.select.model.model import best_f1_threshold
from cleaner.text.characters import folded_letters
from cleaner.training.corpus import by_document
from cleaner.training.examples import Example

_GRAM = 5
"""Length of the n-grams that are compared, letters."""


def f1(got: str, gold: str) -> float:
    """F1 over multisets of character 5-grams of letters and digits.

    >>> f1("江边的春天来了。", "江边的春天,来了"), f1("春天", "秋天")
    (1.0, 0.0)
    """
    got_grams, gold_grams = _grams(got), _grams(gold)
    both = (got_grams & gold_grams).total()
    return 2 * both / (got_grams.total() + gold_grams.total())


def _grams(text: str) -> Counter[str]:
    folded = folded_letters(text)
    count = max(1, len(folded) - _GRAM + 1)
    return Counter(folded[start : start + _GRAM] for start in range(count))


def figures(examples: Sequence[Example], probabilities: Array) -> str:
    """Mean F1 of the kept text, and the shares of very good and of failed documents.

    `probabilities` are those of the blocks of all examples, in one row.
    """
    pairs = by_document(examples, probabilities)
    scores = np.array([_score(example, part) for example, part in pairs])
    good, failed = (scores >= 0.95).mean(), (scores < 0.5).mean()
    return f"F1 {scores.mean():.4f}   F1>=.95: {good:.3f}   F1<.5: {failed:.3f}"


def _score(example: Example, probabilities: Array) -> float:
    """F1 of a document with the threshold that `select` would choose for it."""
    texts = [block.text for block in example.blocks]
    threshold = best_f1_threshold(probabilities.tolist(), [len(text) for text in texts])
    kept = dict.fromkeys(compress(texts, probabilities >= threshold))
    gold = example.gold or "\n".join(compress(texts, example.keep))
    return f1("\n".join(kept), gold)
