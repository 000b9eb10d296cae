"""The command: weights that the selector loads, figures of documents that they have not seen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from documents import page, text, write

from cleaner.config import Config
from cleaner.pipeline import Pipeline
from cleaner.training.__main__ import main

SITES = range(6)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("data")
    pages = write(folder / "pages.jsonl", map(page, SITES))
    texts = write(folder / "texts.jsonl", map(text, SITES))
    return [str(pages), str(texts)]


@pytest.mark.slow
def test_the_same_data_give_the_same_weights_and_figures(
    data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("catboost", reason="training needs the extra `train`")
    pytest.importorskip("sklearn", reason="training needs the extra `train`")
    one, two = tmp_path / "one", tmp_path / "two"
    figures = tmp_path / "figures.json"
    main([*data, "-o", str(one), "--figures", str(figures), "--compare"])
    told = capsys.readouterr().out
    main([*data, "-o", str(two), "--compare"])
    assert capsys.readouterr().out == told
    assert _contents(one) == _contents(two)

    assert "pages: 6 documents of 6 sites" in told
    assert "texts: 6 documents of 6 sites" in told
    known = json.loads(figures.read_text(encoding="utf-8"))
    assert known["pages"]["values"]["f"]["mean"] > 0.9
    assert known["pages"]["genres"].keys() == {"news"}
    assert "trafilatura" in known["pages"]["values"]
    assert "trafilatura" not in known["texts"]["values"]

    select = Pipeline(Config().with_options([f"select.weights={one}"]).build())
    assert select(page(0)["html"]).text == page(0)["gold"]

    main([*data, "-o", str(one), "--no-training", "--compare"])
    assert capsys.readouterr().out == told
    write(tmp_path / "new.jsonl", [page(99)])
    assert "site99" in _error([str(tmp_path / "new.jsonl"), "-o", str(one), "--no-training"], capsys)


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([], "pages or texts"),
        ([page(number) for number in range(4)], "pages of 4 sites"),
        ([page(0, id=str(number)) for number in range(9)], "pages of 1 sites"),
        ([*map(page, SITES), {"id": "1"}], "line 7"),
    ],
)
def test_too_few_documents_or_bad_ones_are_wrong_usage(
    rows: list[dict[str, str]], what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("catboost", reason="training needs the extra `train`")
    path = write(tmp_path / "data.jsonl", rows)
    assert what in _error([str(path), "-o", str(tmp_path / "out")], capsys)
    assert not (tmp_path / "out").exists()


def test_without_a_training_there_is_nothing_to_measure(
    data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "train first" in _error([*data, "-o", str(tmp_path), "--no-training"], capsys)


def test_a_missing_file_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nowhere.jsonl" in _error([str(tmp_path / "nowhere.jsonl"), "-o", str(tmp_path)], capsys)


def _error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The message of a call that ends with exit status 2."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    return capsys.readouterr().err


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
