"""The learned selector on pages: what it says of invented ones, its arithmetic, its training."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import cleaner
from cleaner.document import Block
from cleaner.stages.parse.blocks import blocks, parse
from cleaner.stages.select.model import context_features
from cleaner.stages.select.model.align import align
from cleaner.stages.select.model.foreign import is_foreign
from cleaner.stages.select.model.forest import Forest
from cleaner.stages.select.model.model import WEIGHTS, Model, best_f1_threshold, keep_probabilities

PARAGRAPHS = [
    "入秋以来，青石镇的柿子红了满山。镇上的合作社一早就忙开了，分拣、装箱、贴单，一箱箱鲜果当天就能发往外地。",
    "“去年修通了环山路，车能直接开到果园门口。”合作社负责人老秦说，运费省了三成，果子的损耗也少了一半。",
    "据介绍，全镇今年挂果面积达到两千余亩，预计产量比上年增加一成。镇里还请来农技人员，教村民修剪和防冻。",
    "眼下，第二批订单已经排到下月中旬，村民们盼着天气一直晴好。",
]
MENU = "".join(
    f'<li><a href="/{name}">{name}</a></li>' for name in ("首页", "新闻", "财经", "体育", "娱乐", "房产")
)
RELATED = "".join(
    f'<li><a href="/a/{i}.html">{title}</a></li>'
    for i, title in enumerate(
        ("山村里的电商夫妻", "环山公路今日全线通车", "果农讲述：怎样防冻保果", "县里召开冬季农业会议")
    )
)
PAGE = f"""<html><head><title>青石镇柿子熟了_山城新闻网</title></head><body>
<div class="nav"><ul>{MENU}</ul></div>
<div class="main"><h1>青石镇柿子熟了</h1><div class="info">2015-10-21 09:12 来源：山城新闻网 作者：李禾</div>
<div class="content">{"".join(f"<p>　　{p}</p>" for p in PARAGRAPHS)}</div>
<div class="related"><h3>相关新闻</h3><ul>{RELATED}</ul></div></div>
<div class="footer"><p>关于我们 | 联系我们 | 版权声明</p>
<p>Copyright © 2015 山城新闻网 All Rights Reserved</p></div>
</body></html>"""


def test_article_out_of_a_page() -> None:
    assert cleaner.clean(PAGE).splitlines() == ["青石镇柿子熟了", *PARAGRAPHS]


def test_no_block_is_lost() -> None:
    result = cleaner.explain(PAGE)
    before = sorted(block.text for block in blocks(parse(PAGE)))
    assert sorted("".join(block.text for block in result.document.blocks)) == sorted("".join(before))


def test_probabilities_are_those_of_the_same_blocks_again() -> None:
    found = blocks(parse(PAGE))
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
    assert not is_foreign(blocks(parse(PAGE)))
    cleaned = cleaner.clean(page)
    assert all(s in cleaned for s in sentences)
    assert "Home" not in cleaned


def test_training_writes_weights_that_load(tmp_path: Path) -> None:
    pytest.importorskip("catboost", reason="training needs the extra `train`")
    pytest.importorskip("sklearn", reason="training needs the extra `train`")
    from cleaner.training import train
    from cleaner.training.examples import example, read
    from cleaner.training.figures import figures

    data = tmp_path / "data.jsonl"
    gold = "\n".join(["青石镇柿子熟了", *PARAGRAPHS])
    rows = [{"html": PAGE, "gold": gold, "site": f"site{i}"} for i in range(10)]
    data.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    learned = [example(record) for record in read(data)]
    model, p = train.train(learned, page=True)
    train.save(model, tmp_path / "own.npz")
    packed = (tmp_path / "own.npz").read_bytes()
    again = Model.unpack(packed)
    found = blocks(parse(PAGE))
    assert again.page
    assert np.allclose(again.probabilities(found), keep_probabilities(found, page=True, weights=packed))
    assert figures(learned, p).startswith("F1 ")
