"""Records as the model sees them: blocks of pages and lines of texts, with what is to be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from cleaner.document import Block, Document, by_line
from cleaner.pipeline import Pipeline
from cleaner.registry import Stage
from cleaner.stages.select.inline import split_inline, without_litter
from cleaner.stages.select.judge import joined_lines
from cleaner.stages.select.model.align import align
from cleaner.stages.simplify import simplify
from cleaner.text.characters import folded_letters
from cleaner.training.records import WEIGHTS, Record

UNSEEN = frozenset(("textarea", "option", "button"))
"""Elements whose text readers do not take for the article, though a copy of it may stand there."""
_MIN_MATCHED = 0.5
"""Minimum share of a block's letters in the gold text for it to be kept."""
_PROCESSES = 2
"""Processes that parse documents."""


@dataclass
class Example:
    """A document to learn from.

    - `keep`: for each block whether it belongs to the article;
    - `title`: what the head of a page tells; empty for a text;
    - `site`: what documents of one origin have in common; folds are made by it;
    - `page`: whether it is a page, not a text;
    - `weight`: how much the document counts;
    - `free`: texts, as `folded_letters`, of blocks that may be kept or left out.
    """

    blocks: list[Block]
    keep: NDArray[np.bool_]
    title: str
    site: str
    page: bool
    weight: float = 1.0
    free: frozenset[str] = frozenset()

    def part(self, positions: list[int], weight: float) -> Example:
        """The document with some of its blocks only."""
        blocks = [self.blocks[position] for position in positions]
        return replace(self, blocks=blocks, keep=self.keep[positions], weight=weight)


def examples(records: Sequence[Record]) -> list[Example]:
    """The labelled documents of records, without those that hold nothing."""
    from joblib import Parallel, delayed

    made: list[Example] = Parallel(_PROCESSES)(delayed(example)(record) for record in records)
    return [one for one in made if one.blocks]


def example(record: Record) -> Example:
    """The labelled document of a record, as it is when `select` judges it."""
    document = parsed(record.content)
    blocks = list(chain.from_iterable(map(split_inline, document.blocks)))
    keep = _labels(record, document, blocks)
    if not record.is_page:
        blocks, keep = _joined(blocks, keep)
    return Example(
        blocks,
        np.array(keep, bool),
        simplify(document.title) if record.is_page else "",
        record.site,
        record.is_page,
        record.weight * WEIGHTS[record.form],
        frozenset(folded_letters(simplify(line)) for line in record.optional),
    )


def parsed(content: bytes | str) -> Document:
    """A page or text after the stages in front of `select`."""
    document = Document.of(content)
    for name in ("decode", "repair", "parse", "simplify"):
        document = _stages()[name](document)
    return document


@cache
def _stages() -> dict[str, Stage]:
    return {stage.name: stage for stage in Pipeline.default().stages}


def _labels(record: Record, document: Document, blocks: Sequence[Block]) -> list[bool]:
    """For each block whether it is to be kept: by the labels of its lines, or else by the gold text."""
    gold = simplify(record.gold)
    labels = _labels_of_blocks(record, document)
    if labels is None:
        seen = ["" if block.tag in UNSEEN else block.text for block in blocks]
        return [share >= _MIN_MATCHED for share in align(seen, gold)]
    wanted = folded_letters(gold)
    return [
        label and (not block.glue or folded_letters(block.text) in wanted)
        for label, block in zip(labels, blocks, strict=True)
    ]


def _labels_of_blocks(record: Record, document: Document) -> list[bool] | None:
    """For each part of a block whether half of the block's lines are to be kept.

    None without labels, or if the document no longer has the lines that were labelled.
    """
    if record.labels is None or document.metadata.get("kind") != "plain":
        return None
    counts = [sum(not line.isspace() and line != "" for line in b.text.split("\n")) for b in document.blocks]
    if sum(counts) != len(record.labels):
        return None
    labels: list[bool] = []
    start = 0
    for block, count in zip(document.blocks, counts, strict=True):
        kept = sum(record.labels[start : start + count])
        labels += [count > 0 and kept * 2 >= count] * len(split_inline(block))
        start += count
    return labels


def _joined(blocks: Sequence[Block], keep: Sequence[bool]) -> tuple[list[Block], list[bool]]:
    """The lines of a text as they are judged: joined, without litter and what was cut out of them."""
    blocks = without_litter(blocks)
    lines = list(by_line(blocks))
    return joined_lines(blocks, lines), [any(keep[position] for position in line) for line in lines]
