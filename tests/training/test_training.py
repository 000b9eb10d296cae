"""Training: weights that the selector loads."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from helpers import ARTICLE_PAGE, PARAGRAPHS

from cleaner.stages.parse.blocks import blocks, parse
from cleaner.stages.select.model.model import Model, keep_probabilities

pytestmark = pytest.mark.slow


def test_training_writes_weights_that_load(tmp_path: Path) -> None:
    pytest.importorskip("catboost", reason="training needs the extra `train`")
    pytest.importorskip("sklearn", reason="training needs the extra `train`")
    from cleaner.training import train
    from cleaner.training.examples import example, read
    from cleaner.training.scores import figures

    data = tmp_path / "data.jsonl"
    gold = "\n".join(["青石镇柿子熟了", *PARAGRAPHS])
    rows = [{"html": ARTICLE_PAGE, "gold": gold, "site": f"site{i}"} for i in range(10)]
    data.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    learned = [example(record) for record in read(data)]
    model, p = train.train(learned, page=True)
    train.save(model, tmp_path / "own.npz")
    packed = (tmp_path / "own.npz").read_bytes()
    again = Model.unpack(packed)
    found = blocks(parse(ARTICLE_PAGE))
    assert again.page
    assert np.allclose(again.probabilities(found), keep_probabilities(found, page=True, weights=packed))
    assert figures(learned, p).startswith("F1 ")
