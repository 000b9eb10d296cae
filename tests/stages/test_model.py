"""The learned model: pages, features, forest, threshold."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import ARTICLE_PAGE, PARAGRAPHS

import cleaner
from cleaner.document import Block
from cleaner.stages.parse.blocks import blocks
from cleaner.stages.parse.tree import parse
from cleaner.stages.select.model import context_features
from cleaner.stages.select.model.align import align
from cleaner.stages.select.model.foreign import is_foreign
from cleaner.stages.select.model.forest import Forest
from cleaner.stages.select.model.leaves import add_leaves
from cleaner.stages.select.model.model import (
    WEIGHTS,
    best_f1_threshold,
    built_in,
    keep_probabilities,
    unpacked,
)


def test_article_out_of_a_page() -> None:
    assert cleaner.clean(ARTICLE_PAGE).splitlines() == ["青石镇柿子熟了", *PARAGRAPHS]


def test_no_block_is_lost() -> None:
    result = cleaner.explain(ARTICLE_PAGE)
    before = sorted(block.text for block in blocks(parse(ARTICLE_PAGE)))
    assert sorted("".join(block.text for block in result.document.blocks)) == sorted("".join(before))


def test_probabilities_are_those_of_the_same_blocks_again() -> None:
    found = blocks(parse(ARTICLE_PAGE))
    first = keep_probabilities(found, "青石镇柿子熟了", page=True)
    assert first == keep_probabilities(found, "青石镇柿子熟了", page=True)
    assert len(first) == len(found)
    assert all(0 <= p <= 1 for p in first)
    assert keep_probabilities([], page=True) == []


@pytest.mark.parametrize("page", [True, False])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_documents_of_few_blocks(page: bool, count: int) -> None:
    p = keep_probabilities([Block("第一段的文字不长。")] * count, page=page)
    assert np.isfinite(p).all()


def test_weights_are_small() -> None:
    for name in ("page", "text"):
        assert (WEIGHTS / f"{name}.npz").stat().st_size < 1_000_000


def test_cut_is_half_of_the_best_f1() -> None:
    assert best_f1_threshold([1.0, 1.0, 0.0], [10, 10, 10]) == pytest.approx(0.5)
    assert best_f1_threshold([0.2], [10]) == pytest.approx(0.2 / 1.2)
    assert best_f1_threshold([], []) == 0


def test_forest_walks_to_the_leaves() -> None:
    tree = Forest(
        feature=np.array([[0], [1]], np.int16),
        border=np.array([[0.5], [2.0]], np.float32),
        leaf=np.array([[5, 0, -5, -5]], np.float32),
    )
    p = tree.predict(np.array([[0, 0], [1, 0], [0, 3]], np.float32))
    assert p.tolist() == pytest.approx([0.9933, 0.5, 0.0067], abs=1e-4)
    assert np.array_equal(Forest.unpack(tree.pack()).leaf, tree.leaf)


def test_the_loop_for_the_compiler_adds_up_the_same() -> None:
    model = unpacked(built_in(page=True)).forest
    columns = np.random.default_rng(1).normal(0, 2, (3, 1 + model.feature.max())).astype(np.float32)
    by_feature = np.ascontiguousarray(columns.T)
    odds = np.zeros(len(columns))
    add_leaves(by_feature, model.feature, model.border, model.leaf, np.zeros(len(columns), np.int32), odds)
    assert np.array_equal(model.predict(columns), np.asarray(1 / (1 + np.exp(-odds)), np.float32))


def test_arrays_that_are_no_forest_are_told() -> None:
    packed = unpacked(built_in(page=True)).forest.pack()
    with pytest.raises(ValueError, match="fit together"):
        Forest.unpack(packed | {"leaf": packed["leaf"][:, :5]})
    strange = Forest.unpack(packed | {"feature": packed["feature"] + 1000})
    with pytest.raises(IndexError):
        strange.predict(np.zeros((2, 400), np.float32))


def test_elements_sum_what_they_hold() -> None:
    found = [Block("甲", path=(1, 2)), Block("乙", path=(1, 3)), Block("丙", path=(4,)), Block("丁")]
    elements = context_features.Elements(found)
    sums = elements.sums(np.array([[1], [2], [4], [8]], np.float32))
    assert sums[:, 0].tolist() == [15, 3, 1, 2, 4]
    assert elements.inner[:, 0].tolist() == [2, 3, 4, 0]
    assert elements.near(1)[:, 0].tolist() == [1, 1, 0, 0]


def test_labels_follow_the_gold_in_order() -> None:
    lines = ["首页", "青石镇柿子熟了", *PARAGRAPHS, "小标题", PARAGRAPHS[0][:9]]
    gold = "\n".join(["青石镇柿子熟了", *PARAGRAPHS])
    assert [share >= 0.5 for share in align(lines, gold)] == [
        False,
        True,
        True,
        True,
        True,
        True,
        False,
        False,
    ]


def test_pages_in_other_languages_are_handed_over() -> None:
    sentences = [
        f"The {n} report says that farmers in the valley sold more fruit than in any year before."
        for n in ("first", "second", "third", "fourth")
    ]
    page = "<html><body><div><a href='/'>Home</a></div><article><h1>Fruit in the valley</h1>"
    page += "".join(f"<p>{s} {s.replace('sold', 'grew')}</p>" for s in sentences) + "</article></body></html>"
    assert is_foreign(blocks(parse(page)))
    assert not is_foreign(blocks(parse(ARTICLE_PAGE)))
    cleaned = cleaner.clean(page)
    assert all(s in cleaned for s in sentences)
    assert "Home" not in cleaned


def test_code_does_not_tell_the_language_of_a_page() -> None:
    code = Block('for (int i = 0; i < count; i++) {\n    printf("%d\\n", values[i]);\n}\n' * 40, tag="pre")
    assert not is_foreign([code, Block("上面的程序依次输出数组里的每一个元素，从第一个开始。")])
    assert is_foreign([code, Block("The program above prints all elements of the array, one by one.")])
