"""Variants of documents that are rare in the data but not in the world."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cleaner.training.examples import Example

_PARAGRAPH = 25
"""Length above which a block to keep is a paragraph rather than a heading, characters."""
_SHORTENED_TEXTS = 0.25
"""Share of texts that are shortened; few, since the data hold most texts as several tools extracted them."""


def variants(example: Example, chance: random.Random) -> Iterator[Example]:
    """Variants of a document, with less weight.

    They are: pages, and some texts, with a short article; pages without ids and classes; texts that are
    clean already.
    """
    kept: list[int] = np.flatnonzero(example.keep).tolist()
    paragraphs = [position for position in kept if len(example.blocks[position].text) > _PARAGRAPH]
    if len(paragraphs) > 3 and (example.page or chance.random() < _SHORTENED_TEXTS):
        yield _shortened(example, paragraphs, chance)
    if example.page:
        plain = [block.replace(names="", tag=_generic(block.tag)) for block in example.blocks]
        yield replace(example, blocks=plain, weight=example.weight / 2)
    elif kept:
        yield example.part(kept, example.weight / 2)


def _shortened(example: Example, paragraphs: list[int], chance: random.Random) -> Example:
    """The document with one to three paragraphs of its article, and all that is left out."""
    count = chance.choice((1, 1, 2, 3))
    start = chance.choice((0, 0, chance.randrange(len(paragraphs) - count)))
    stays = ~example.keep
    stays[: paragraphs[0]] = True
    stays[paragraphs[start : start + count]] = True
    return example.part(np.flatnonzero(stays).tolist(), example.weight / 2)


def _generic(tag: str) -> str:
    return "div" if tag == "p" else tag
