"""The pipeline: immutable values, results in order, failures as results."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from helpers import NEWS

import cleaner
from cleaner import Block, Document, Pipeline, Role
from cleaner.config import Config
from cleaner.pipeline import deciding_files


@dataclass(frozen=True)
class Shout:
    name: ClassVar[str] = "shout"

    def __call__(self, document: Document) -> Document:
        return document.replace(text=document.text + "!")


@dataclass(frozen=True)
class Broken:
    name: ClassVar[str] = "broken"

    def __call__(self, document: Document) -> Document:
        raise ZeroDivisionError("no luck")


def test_documents_and_blocks_cannot_be_changed() -> None:
    for record, field in ((Document("好"), "text"), (Block("好"), "role")):
        with pytest.raises(AttributeError):
            setattr(record, field, "坏")


def test_a_pipeline_is_a_plain_loop_over_callables() -> None:
    assert Pipeline((Shout(), Shout()))("好").text == "好!!"


def test_a_stage_that_raises_fails_the_document_and_is_named() -> None:
    result = Pipeline((Shout(), Broken())).run("好")
    assert (result.status, result.stage, result.error) == ("failed", "broken", "no luck")
    assert result.document.text == "好!"


def test_calling_a_pipeline_raises_what_a_stage_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        Pipeline((Broken(),))("好")


def test_map_gives_one_result_per_input_in_order() -> None:
    sources = [NEWS, "", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", NEWS]
    results = list(Pipeline.default().map(sources))
    assert [result.status for result in results] == ["ok", "empty", "failed", "ok"]
    assert "PNG" in results[2].error
    assert results[0] == results[3]


def test_batch_keeps_rows_and_columns() -> None:
    table = Pipeline.default().batch({"id": [1, 2], "text": [NEWS, ""]})
    assert table["id"] == [1, 2]
    assert table["status"] == ["ok", "empty"]
    assert table["title"][0] == "大会胜利闭幕"
    assert table["text"][0].splitlines()[0] == "大会胜利闭幕"


def test_pipelines_pickle() -> None:
    pipeline = Pipeline.default()
    copy = pickle.loads(pickle.dumps(pipeline))
    assert copy == pipeline
    assert copy.fingerprint == pipeline.fingerprint


def test_the_fingerprint_covers_what_decides_about_the_output() -> None:
    package = Path(cleaner.__file__).parent
    covered = {str(path.relative_to(package)) for path in deciding_files()}
    assert {
        "document.py",
        "io/markdown/inline.py",
        "text/characters.tsv",
        "stages/select/cues/cues.txt",
    } <= covered
    assert {"stages/select/model/page.npz", "stages/decode/__init__.py"} <= covered
    assert not [name for name in covered if name.startswith(("cli/", "views/", "engines/"))]


def test_the_fingerprint_follows_the_options() -> None:
    assert Pipeline.default().fingerprint != Pipeline((Shout(),)).fingerprint


def test_explain_tells_what_every_stage_changed() -> None:
    result = cleaner.explain(NEWS)
    assert result.status == "ok"
    assert {"simplify", "select"} <= {change.stage for change in result.trace}
    dropped = [block for block in result.document.blocks if block.role is Role.METADATA]
    assert [block.text for block in dropped] == ["来源：某某日报"]


def test_explain_does_not_raise_for_bytes_that_are_no_text() -> None:
    assert cleaner.explain(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj").status == "failed"


@pytest.mark.parametrize(
    "source",
    [
        "",
        " \n\t",
        "\x00\x00",
        "\ud800",
        "<" * 5000,
        "<div>" * 20_000 + "文",
        "&#x110000;&#0;",
        "好" * 300_000,
    ],
    ids=["empty", "blank", "nul", "surrogate", "brackets", "deep", "references", "one long line"],
)
def test_bad_input_is_normal(source: str) -> None:
    assert cleaner.explain(source).status in ("ok", "empty")


BUILT_IN = Path(cleaner.__file__).parent / "stages/select/model"


def test_weights_are_read_when_the_stage_is_made(tmp_path: Path) -> None:
    shutil.copy(BUILT_IN / "page.npz", tmp_path)
    pipeline = Pipeline(Config().with_options([f"select.weights={tmp_path}"]).build())
    page = f"<html><body><p>{'江边的集市散了，人们收起摊子。' * 9}</p></body></html>"
    before = pipeline.fingerprint, pipeline(page).text
    (tmp_path / "page.npz").unlink()
    assert (pipeline.fingerprint, pipeline(page).text) == before


def test_other_weights_are_another_pipeline(tmp_path: Path) -> None:
    prints = set()
    for name in ("page.npz", "text.npz"):
        (tmp_path / name).mkdir()
        shutil.copy(BUILT_IN / name, tmp_path / name)
        prints.add(Pipeline(Config().with_options([f"select.weights={tmp_path / name}"]).build()).fingerprint)
    assert len(prints) == 2
