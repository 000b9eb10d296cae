"""Fixtures: expected outputs, and properties that hold for all of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from helpers import FIXTURES, cases, documents, expected

import cleaner
from cleaner.pipeline import Pipeline

HEALTHY = [case for case in documents() if not case.marks]
CASES = [
    pytest.param(verb, *case.values, id=case.id, marks=case.marks)
    for verb in ("decode", "repair", "simplify", "clean")
    for case in cases(verb)
]
ALL = [pytest.param(*case.values, id=case.id) for case in documents()]


@pytest.mark.parametrize("path", documents())
def test_document_becomes_its_expected_text(path: Path) -> None:
    assert cleaner.clean(path.read_bytes()) == expected(path)


@pytest.mark.parametrize("path", HEALTHY)
def test_cleaning_twice_changes_nothing(path: Path) -> None:
    once = cleaner.clean(path.read_bytes())
    assert cleaner.clean(once) == once


@pytest.mark.parametrize("path", HEALTHY)
def test_no_text_of_a_block_is_lost(path: Path) -> None:
    """`select` may split and reject blocks, but drops no text."""
    stages = [stage for stage in Pipeline.default().stages if stage.name not in ("simplify", "layout")]
    until = next(number for number, stage in enumerate(stages) if stage.name == "parse") + 1
    before = Pipeline(tuple(stages[:until]))(path.read_bytes())
    after = Pipeline(tuple(stages[until:]))(before)
    assert _letters(after.blocks) == _letters(before.blocks)


def _letters(blocks: tuple[cleaner.Block, ...]) -> Counter[str]:
    return Counter("".join("".join(block.text.split()) for block in blocks))


@pytest.mark.parametrize("path", ALL)
def test_every_rejected_block_tells_why(path: Path) -> None:
    result = cleaner.explain(path.read_bytes())
    assert result.status in ("ok", "empty"), result.error
    assert all(block.kept or block.reason for block in result.document.blocks)
    assert result.status == "ok" or result.document.metadata["reason"]


@pytest.mark.parametrize(("verb", "source", "wanted"), CASES)
def test_a_string_becomes_what_is_expected(verb: str, source: str | bytes, wanted: str) -> None:
    assert getattr(cleaner, verb)(source) == wanted


@pytest.mark.parametrize(("source", "wanted"), cases("repair") + cases("simplify"))
def test_verbs_are_idempotent(source: str, wanted: str) -> None:
    for verb in (cleaner.repair, cleaner.simplify):
        assert verb(verb(source)) == verb(source)


def test_every_fixture_is_complete() -> None:
    names = {
        folder: {path.stem for path in (FIXTURES / folder).iterdir()}
        for folder in ("documents", "expected", "why")
    }
    assert names["documents"] == names["expected"] == names["why"]
