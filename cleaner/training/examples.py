"""Documents to learn from: labelled records to blocks that are to be kept or not.

A record is

* a page: `html_b64` (its bytes in base64) or `html`, and `gold`, the text of its article;
* a text: `text`, or its `lines`, and `gold`, or `labels` (1 to keep, 0 to leave out) of the lines;
* `site` (anything that documents of one hand have in common) or else `id`;
* where wanted, `optional`, lines that are free either way, and `weight`, what the document counts.

One with a true `gold_suspect` is passed over.
"""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.document import Block, Document
from cleaner.stages.select.inline import split_inline
from cleaner.stages.select.model.align import align
from cleaner.text.characters import folded_letters

UNSEEN = frozenset(("textarea", "option", "button"))
"""Elements whose text readers do not take for the article, though a copy of it may stand there."""


@dataclass
class Example:
    """One document to learn from: its blocks, which of them to keep, and how much it weighs."""

    blocks: list[Block]
    keep: NDArray[np.bool_]
    title: str
    site: str
    gold: str = ""
    weight: float = 1.0
    free: frozenset[str] = frozenset()


def read(path: Path) -> Iterator[dict[str, Any]]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from (r for line in lines if not (r := json.loads(line)).get("gold_suspect"))


def example(record: dict[str, Any]) -> Example:
    """The document as the stages before the selection leave it, with labels."""
    from cleaner.pipeline import Pipeline
    from cleaner.stages.simplify import simplify

    stages = {stage.name: stage for stage in Pipeline.default().stages}
    site = str(record.get("site") or record["id"])
    gold = simplify(record.get("gold", ""))
    title, labels = "", record.get("labels")
    if "lines" in record:
        blocks = [Block(simplify(text)) for line in record["lines"] if (text := line.strip())]
        if labels is not None:
            labels = [bool(y) for y, line in zip(labels, record["lines"], strict=True) if line.strip()]
    else:
        document = Document(text=record.get("text", record.get("html", "")))
        if "html_b64" in record:
            document = stages["decode"](Document(data=base64.b64decode(record["html_b64"])))
        for name in ("repair", "parse", "simplify"):
            document = stages[name](document)
        title = document.title
        blocks = [part for block in document.blocks for part in split_inline(block)]
    if labels is None:
        texts = ["" if b.tag in UNSEEN else b.text for b in blocks]
        labels = [share >= 0.5 for share in align(texts, gold)]
    free = frozenset(folded_letters(simplify(line)) for line in record.get("optional", ()))
    weight = float(record.get("weight", 1))
    return Example(blocks, np.array(labels, bool), simplify(title), site, gold, weight, free)


def copies(e: Example, chance: random.Random) -> Iterator[Example]:
    """Documents that might have been: the same with a short article; a page without ids and classes;
    a text that is clean already."""
    page = any(b.tag for b in e.blocks)
    body = [i for i in np.flatnonzero(e.keep) if len(e.blocks[i].text) > 25]
    if len(body) > 3 and (page or chance.random() < 0.25):  # texts come from several tools already
        count = chance.choice((1, 1, 2, 3))
        start = chance.choice((0, 0, chance.randrange(len(body) - count)))
        stay = set(body[start : start + count])
        kept = [i for i in range(len(e.blocks)) if not e.keep[i] or i in stay or i < body[0]]
        yield replace(e, blocks=[e.blocks[i] for i in kept], keep=e.keep[kept], weight=e.weight / 2)
    if page:
        plain = [b.replace(names="", tag=_plain(b.tag)) for b in e.blocks]
        yield replace(e, blocks=plain, weight=e.weight / 2)
    elif e.keep.any():
        clean = [b for b, keep in zip(e.blocks, e.keep, strict=True) if keep]
        yield replace(e, blocks=clean, keep=np.ones(len(clean), bool), weight=e.weight / 4)


def _plain(tag: str) -> str:
    return "div" if tag == "p" else tag
