"""Time grows no faster than the document."""

from __future__ import annotations

import pytest
from patterns import LIMIT, NESTED, QUICK, growth, seconds

from cleaner.pipeline import Pipeline
from cleaner.stages.select.model.align import align

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    """The pipeline with everything loaded."""
    import cleaner.preload  # noqa: F401

    return Pipeline.default()


@pytest.mark.parametrize("name", QUICK)
def test_the_time_doubles_with_the_size(name: str, pipeline: Pipeline) -> None:
    times, size = growth(name, pipeline)
    assert times < LIMIT, (times, size)


def test_nested_elements(pipeline: Pipeline) -> None:
    """Four times the levels: 4 times the time if it is linear, 16 times if it is quadratic."""
    few, many = (seconds(pipeline, NESTED["nested elements"](levels)) for levels in (10_000, 40_000))
    assert many < 8 * few


def test_nested_tables(pipeline: Pipeline) -> None:
    times, size = growth("nested tables", pipeline)
    assert times < LIMIT, (times, size)


def test_an_alignment_counts_what_gold_holds() -> None:
    """Pieces of a long block are compared one by one, and together they are the whole."""
    words = [f"word{number}x{number * 7919 % 1000}" for number in range(3000)]
    block = " ".join(words)
    assert align([block], block) == [1.0]
    half = " ".join(words[:1500])
    assert 0.4 < align([block], half)[0] < 0.6
    other = " ".join(f"other{number}" for number in range(3000))
    assert align([block, other], block)[0] == 1.0
    assert align([other], block)[0] < 0.5
    rows = [" ".join(words[start : start + 9]) for start in range(0, 3000, 9)]
    assert align(rows, "\n".join(rows)) == [1.0] * len(rows)
