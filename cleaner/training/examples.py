"""Labelled documents: JSON Lines, one document a line.

A record has:

* for a page: `html_b64` (its bytes in base64) or `html`, and `gold`, the text of its article;
* for a text: `text` and `gold`; or its `lines`, and `gold` or `labels` (for each line, 1 to keep it or
  0 to leave it out);
* `site`, or else `id`: whatever documents of one origin have in common, such as site or author;
* if wanted, `optional`, lines that may be kept or left out, and `weight`, how much the document
  counts (1).

Records with a true `gold_suspect` are skipped.
"""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.document import Block, Document
from cleaner.stages.select.inline import split_inline
from cleaner.stages.select.model.align import align
from cleaner.text.characters import folded_letters

Record = dict[str, Any]

UNSEEN = frozenset(("textarea", "option", "button"))
"""Elements whose text readers do not take for the article, though a copy of it may stand there."""
_MIN_MATCHED = 0.5
"""Minimum share of a block's letters in the gold text for it to be kept."""
_PARAGRAPH = 25
"""Length above which a block to keep is a paragraph rather than a heading, characters."""
_SHORTENED_TEXTS = 0.25
"""Share of texts that are shortened; few, since the data hold most texts as several tools extracted them."""


@dataclass
class Example:
    """A document to learn from.

    - `keep`: for each block whether it belongs to the article;
    - `site`: what documents of one origin have in common; folds are made by it;
    - `gold`: the text of the article; empty if the blocks were labelled one by one;
    - `weight`: how much the document counts;
    - `free`: texts, as `folded_letters`, of blocks that may be kept or left out.
    """

    blocks: list[Block]
    keep: NDArray[np.bool_]
    title: str
    site: str
    gold: str = ""
    weight: float = 1.0
    free: frozenset[str] = frozenset()

    @property
    def has_markup(self) -> bool:
        """Whether any block comes from an element of a page."""
        return any(block.tag for block in self.blocks)

    def part(self, positions: list[int], weight: float) -> Example:
        """The document with some of its blocks only."""
        blocks = [self.blocks[position] for position in positions]
        return replace(self, blocks=blocks, keep=self.keep[positions], weight=weight)


def read(path: Path) -> Iterator[Record]:
    """The records of a `.jsonl` or `.jsonl.gz` file, without the suspect ones."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if not record.get("gold_suspect"):
                yield record


def example(record: Record) -> Example:
    """The labelled document of a record, as it is when `select` gets it.

    Raises `KeyError` for a record without `site` and `id`.
    """
    from cleaner.stages.simplify import simplify

    gold = simplify(record.get("gold", ""))
    if "lines" in record:
        title, blocks, labels = "", _blocks_of_lines(record["lines"]), _labels_of_lines(record)
    else:
        document = _parsed(record)
        title, labels = document.title, record.get("labels")
        blocks = list(chain.from_iterable(map(split_inline, document.blocks)))
    if labels is None:
        labels = _aligned(blocks, gold)
    return Example(
        blocks,
        np.array(labels, bool),
        simplify(title),
        str(record.get("site") or record["id"]),
        gold,
        float(record.get("weight", 1)),
        frozenset(folded_letters(simplify(line)) for line in record.get("optional", ())),
    )


def _blocks_of_lines(lines: list[str]) -> list[Block]:
    from cleaner.stages.simplify import simplify

    return [Block(simplify(line.strip())) for line in lines if line.strip()]


def _labels_of_lines(record: Record) -> list[bool] | None:
    """The labels of the lines that are not blank, if they have labels."""
    labels = record.get("labels")
    if labels is None:
        return None
    return [bool(label) for label, line in zip(labels, record["lines"], strict=True) if line.strip()]


def _parsed(record: Record) -> Document:
    """The page or text of a record after the stages in front of `select`."""
    from cleaner.pipeline import Pipeline

    stages = {stage.name: stage for stage in Pipeline.default().stages}
    if "html_b64" in record:
        document = stages["decode"](Document(data=base64.b64decode(record["html_b64"])))
    elif "text" in record:
        document = Document(text=record["text"])
    else:
        document = Document(text=record.get("html", ""))
    for name in ("repair", "parse", "simplify"):
        document = stages[name](document)
    return document


def _aligned(blocks: list[Block], gold: str) -> list[bool]:
    """For each block whether the gold text holds it."""
    seen = ["" if block.tag in UNSEEN else block.text for block in blocks]
    return [share >= _MIN_MATCHED for share in align(seen, gold)]


def variants(example: Example, chance: random.Random) -> Iterator[Example]:
    """Variants of a document that are rare in the data but not in the world, with less weight.

    They are: pages, and some texts, with a short article; pages without ids and classes; texts that are
    clean already.
    """
    page = example.has_markup
    kept: list[int] = np.flatnonzero(example.keep).tolist()
    paragraphs = [position for position in kept if len(example.blocks[position].text) > _PARAGRAPH]
    if len(paragraphs) > 3 and (page or chance.random() < _SHORTENED_TEXTS):
        yield _shortened(example, paragraphs, chance)
    if page:
        plain = [block.replace(names="", tag=_generic(block.tag)) for block in example.blocks]
        yield replace(example, blocks=plain, weight=example.weight / 2)
    elif kept:
        yield example.part(kept, example.weight / 4)


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
