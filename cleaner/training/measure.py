"""Clean each document with the models that have not seen its site, and score the text."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cleaner.document import Document
from cleaner.pipeline import Pipeline
from cleaner.stages.decode import decode
from cleaner.stages.select import Select
from cleaner.text.characters import folded_letters
from cleaner.training.folds import FOLDS, FoldOfSite, weights_of
from cleaner.training.records import Record
from cleaner.training.scores import Score, folded, page_score, score, titles

_WORKERS = 2
"""Processes that clean documents."""


@dataclass(frozen=True)
class Measured:
    """How a document came out.

    - `title`: whether the title is right; None if the document is not known to have one;
    - `other`: the score of trafilatura, of a page.
    """

    record: Record
    score: Score
    title: bool | None
    other: Score | None = None


def measure(
    records: Sequence[Record], fold_of_site: FoldOfSite, folder: Path, *, compare: bool = False
) -> Iterator[Measured]:
    """How each document comes out of the pipeline with the weights of its fold.

    `folder` is that of the weights of the folds. `compare` scores what trafilatura makes of pages, too. A
    document that fails counts as one that came out empty, and is named on stderr.
    """
    markups = {record.id: _simplified(_text(record)) for record in records if record.is_page}
    for fold in range(FOLDS):
        of_fold = [record for record in records if fold_of_site[record.site] == fold]
        for record, got in zip(of_fold, _cleaned(of_fold, weights_of(folder, fold)), strict=True):
            measured = _measured(record, got, markups.get(record.page_id, ""))
            yield replace(measured, other=_other(record, markups)) if compare and record.is_page else measured


def _cleaned(records: Sequence[Record], weights: Path) -> Iterator[str]:
    """The text that the pipeline with these weights makes of each document."""
    select = Select(weights=str(weights))
    stages = Pipeline.default().stages
    pipeline = Pipeline(tuple(select if stage.name == select.name else stage for stage in stages))
    sources = (Document.of(record.content) for record in records)
    for record, result in zip(records, pipeline.map(sources, _WORKERS), strict=True):
        if result.status == "failed":
            print(f"{record.id}: {result.error}", file=sys.stderr)
        yield result.document.text if result.status == "ok" else ""


def _measured(record: Record, got: str, markup: str) -> Measured:
    if record.form in ("page", "lines"):
        return _measured_page(record, got, markup)
    title = _first(got, folded) == _first(record.gold, folded) if record.titled else None
    return Measured(record, score(got, record.gold, record.optional), title)


def _measured_page(record: Record, got: str, markup: str) -> Measured:
    """The gold of a page keeps its script and ours is Simplified, so both are simplified to compare."""
    got, gold = _required(record, got), _required(record, record.gold)
    wanted = _first(gold, folded_letters)
    known = record.is_page and wanted in titles(markup)
    title = _first(got, folded_letters) == wanted if known else None
    return Measured(record, page_score(got, gold, markup), title)


def _other(record: Record, markups: Mapping[str, str]) -> Score:
    import trafilatura

    got = trafilatura.extract(_text(record)) or ""
    return _measured_page(record, got, markups[record.id]).score


def _required(record: Record, text: str) -> str:
    """The lines of a text in Simplified Chinese, without those that are optional."""
    free = {folded_letters(_simplified(line)) for line in record.optional}
    return "\n".join(line for line in _simplified(text).splitlines() if folded_letters(line) not in free)


def _first(text: str, fold: Callable[[str], str]) -> str:
    """The first line of a text, folded to compare it."""
    return fold(text.partition("\n")[0])


def _text(page: Record) -> str:
    return page.content if isinstance(page.content, str) else decode(page.content)


def _simplified(text: str) -> str:
    return _converter()(text)


@cache
def _converter() -> Callable[[str], str]:
    """OpenCC alone: what our own rules decide otherwise must not be forgiven by converting the gold so."""
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert
