"""The probability that each block belongs to the article, and the threshold that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from cleaner.document import Block, ConfigError
from cleaner.stages.select.model import block_features, context_features
from cleaner.stages.select.model.block_features import Array
from cleaner.stages.select.model.context_features import Elements
from cleaner.stages.select.model.forest import Forest
from cleaner.stages.select.model.stacking import Stacked

WEIGHTS = Path(__file__).parent


def evidence(elements: Elements, title: str, table: Array, *, page: bool) -> list[Array]:
    """All that is measured of a document, its blocks and the elements around them: columns, side by side.

    `table` gives the words a voice. Of pages the elements tell more than what single lines are a cue for,
    which is left out there.
    """
    blocks = elements.blocks
    text = block_features.text_features(blocks)
    said = block_features.ngram_score(blocks, table)[:, None]
    length = np.expm1(text[:, 0])
    sentences = text[:, 1] > 0
    about = context_features.topic_features(blocks, (length >= 30) & sentences)
    run = context_features.main_run(length, (length >= 25) & (sentences | (text[:, 4] > 0)))
    parts = [text, said, about, context_features.shifted(about[:, :1], (-2, -1, 1, 2))]
    parts += [run, context_features.position_features(blocks, title, length)]
    seen = [text[:, :4], said]
    far = [text[:, :2], text[:, 3:4], said]
    if page:
        markup = block_features.markup_features(blocks)
        link = markup[:, 0]
        seen.append(markup[:, :1])
        far += [markup[:, :1], np.log1p(length * (1 - link) * text[:, 3])[:, None]]
        parts += [markup, context_features.twin_features(blocks, np.stack([text[:, 0], link, text[:, 3]], 1))]
        parts.append(context_features.containers(elements, length, link, text[:, 3]))
    else:
        cues = block_features.cue_features(blocks)
        strong = cues[:, :-1].max(1, keepdims=True)
        parts.append(cues)
        seen.append(strong)
        far.append(strong)
    parts.append(context_features.shifted(np.concatenate(seen, 1), (-3, -2, -1, 1, 2, 3)))
    parts.append(context_features.windows(np.concatenate(far, 1), (2, 5, 12, 30)))
    return parts


@dataclass(frozen=True)
class Model:
    """A table of words, which gives them a voice, a forest, and for pages a second look."""

    table: Array
    forest: Forest
    page: bool
    second: Stacked | None = None

    @classmethod
    def unpack(cls, packed: bytes) -> Model:
        """The model in the bytes of a `.npz` file that `python -m cleaner.training` wrote.

        Raises `ConfigError` if they hold none.
        """
        try:
            with np.load(BytesIO(packed), allow_pickle=False) as data:
                table = data["table"].astype(np.float32) * np.float32(data["scale"])
                second = Stacked(data["second"]) if "second" in data else None
                return cls(table, Forest.unpack(data), bool(data["page"]), second)
        except (ValueError, KeyError, TypeError, AttributeError, OSError, EOFError, BadZipFile) as error:
            raise ConfigError("these are no weights that python -m cleaner.training wrote") from error

    def probabilities(self, blocks: Sequence[Block], title: str = "") -> Array:
        """For each block the probability that it is part of the article."""
        elements = Elements(blocks)
        first = self.forest.predict(*evidence(elements, title, self.table, page=self.page))
        return self.second.predict(elements, first) if self.second else first


unpacked = lru_cache(maxsize=4)(Model.unpack)
"""Models by their bytes, so that each is read once and the same bytes always give the same model."""


@cache
def built_in(*, page: bool) -> bytes:
    """The weights that ship with the package, for pages or for texts."""
    return (WEIGHTS / ("page.npz" if page else "text.npz")).read_bytes()


def keep_probabilities(
    blocks: Sequence[Block], title: str = "", *, page: bool = False, weights: bytes = b""
) -> list[float]:
    """For every block the probability that it belongs to the article.

    `weights` are the bytes of a model of one's own, in place of the built-in one.
    """
    if not blocks:
        return []
    model = unpacked(weights or built_in(page=page))
    result: list[float] = model.probabilities(blocks, title).tolist()
    return result


def best_f1_threshold(probabilities: Sequence[float], lengths: Sequence[int]) -> float:
    """The probability from which on keeping a block raises the expected F1 of the document.

    It is half the best F1 to be expected (Lipton, Elkan & Narayanaswamy 2014), and low where all is doubtful.

    >>> lengths = [100, 100, 100]
    >>> best_f1_threshold([0.9, 0.9, 0.1], lengths) > best_f1_threshold([0.3, 0.2, 0.1], lengths)
    True
    """
    p, length = np.asarray(probabilities, np.float64), np.asarray(lengths, np.float64)
    order = np.argsort(-p, kind="stable")
    right = (p * length)[order]
    f1 = 2 * np.cumsum(right) / (np.cumsum(length[order]) + right.sum() + 1e-9)
    return float(f1.max(initial=0.0)) / 2
