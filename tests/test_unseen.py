"""Texts by authors from whom the model has not learned.

`fixtures/unseen.jsonl.gz` holds 443 invented texts by six authors who saw the conventions and the
development texts, but not the code. Rules were corrected on them. They stay out of training, so the figures
estimate what the model reaches on texts by others. The floors only rise; whoever trains on these texts must
have others written first.
"""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from helpers import FIXTURES

import cleaner
from cleaner.text.characters import folded_letters
from cleaner.training.scores import compare

pytestmark = pytest.mark.slow

F1, EXACT = 0.991, 0.85


def records() -> Iterator[dict[str, Any]]:
    with gzip.open(FIXTURES / "unseen.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def compared(text: str, optional: list[str]) -> str:
    """Lines without the optional ones, white space and differences of width."""
    free = {folded(line) for line in optional}
    return "\n".join(line for line in map(folded, text.split("\n")) if line not in free)


def folded(line: str) -> str:
    return "".join(unicodedata.normalize("NFKC", line).split())


@pytest.fixture(scope="module")
def cleaned() -> list[tuple[dict[str, Any], str]]:
    """Records, each with its cleaned text."""
    return [(record, cleaner.clean(record["text"])) for record in records()]


@pytest.fixture(scope="module")
def pairs(cleaned: list[tuple[dict[str, Any], str]]) -> list[tuple[str, str]]:
    """Cleaned and expected text of each record, in comparable form."""
    return [(compared(got, r["optional"]), compared(r["gold"], r["optional"])) for r, got in cleaned]


def test_f1_does_not_fall(pairs: list[tuple[str, str]]) -> None:
    scores = [compare(folded_letters(got), folded_letters(gold)) for got, gold in pairs]
    assert sum(score.f1 for score in scores) / len(scores) >= F1


def test_share_of_exact_texts_does_not_fall(pairs: list[tuple[str, str]]) -> None:
    assert sum(got == gold for got, gold in pairs) / len(pairs) >= EXACT


def test_cleaning_twice_changes_nothing(cleaned: list[tuple[dict[str, Any], str]]) -> None:
    once = [got for _, got in cleaned]
    assert [cleaner.clean(text) for text in once] == once
