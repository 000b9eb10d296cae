"""Differences between documents: texts and blocks."""

from __future__ import annotations

import pytest
from timing import assert_linear

from cleaner import Block, Document, Role
from cleaner.differences import differences
from cleaner.trace import compare, overlaps


@pytest.mark.timeout(60)
@pytest.mark.parametrize("other", ["一", "二", "一二"])
def test_very_long_texts_take_linear_time(other: str) -> None:
    assert_linear(lambda texts: list(differences(*texts)), lambda size: ("一" * size, other * (size - 1)))


def test_very_long_texts_that_have_nothing_in_common() -> None:
    size = 1_000_000
    assert list(differences("一" * size, "二" * (size - 1))) == [(0, size, 0, size - 1)]
    assert list(differences("一" * size, "一" * (size - 1))) == [(size - 1, size, size - 1, size - 1)]


def test_lists_of_lines_are_aligned_too() -> None:
    before = [f"第{number}行" for number in range(2000)]
    after = [*before[:500], *before[503:1500], "新", *before[1500:]]
    assert list(differences(before, after)) == [(500, 503, 500, 500), (1500, 1500, 1497, 1498)]


def test_places_follow_blocks_that_are_split_and_joined() -> None:
    old = (Block("甲"), Block("乙 丙"), Block("丁"))
    assert overlaps(old, tuple(map(Block, "甲乙丙丁"))) == [(0, 1), (1, 3), (3, 4)]
    assert overlaps(old, (Block("甲乙丙"), Block("丁"))) == [(0, 1), (0, 1), (1, 2)]
    assert overlaps(old, (Block("甲"), Block("丁"))) == [(0, 1), None, (1, 2)]
    assert overlaps((), old) == []


def test_a_block_of_several_lines_is_compared_line_by_line() -> None:
    code = Block("if a:\n\n    b()", tag="pre")
    before = Document("", blocks=(Block("甲,"), code, Block("乙", Role.RELATED), Block("丙,")))
    after = before.replace(text="甲，\nif a:\n    b()\n丙，")
    changes = [(change.before, change.after, change.place) for change in compare("layout", before, after)]
    assert changes == [("甲,", "甲，", (0, 1)), ("丙,", "丙，", (3, 4))]


def test_a_block_that_comes_back_is_told() -> None:
    before = Document("好", blocks=(Block("好", Role.RELATED, "a list"),))
    after = before.replace(blocks=(Block("好", Role.BODY, "kept by a rule"),))
    (change,) = compare("rules", before, after)
    assert (change.before, change.after, change.kind) == ("", "好", "body: kept by a rule")
