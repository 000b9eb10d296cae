"""Scores: the same as those of the measurement beside the checkout."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from documents import GOLD, TITLE
from helpers import ARTICLE_PAGE, PARAGRAPHS
from hypothesis import given
from hypothesis import strategies as st

from cleaner.training.scores import compare, folded, page_score, score, titles

MARKUPS = [
    "",
    ARTICLE_PAGE,
    "<TITLE>柿子 &amp; 梨_山城 - 新闻</TITLE><h1>柿子<b>熟</b>了 | 山城</h1>",
    '<meta property="og:title" content="环山公路通车 · 山城网">'
    "<h1>一二三四</h1><h1>二二三四</h1><h1>三二三四</h1><h1>四二三四</h1>",
]
PAIRS = [
    ("", ""),
    ("", GOLD),
    (GOLD, GOLD),
    (f"首页\n{GOLD}\n版权所有", GOLD),
    ("\n".join(PARAGRAPHS), GOLD),
    (f"{TITLE}\n\n{PARAGRAPHS[0]}", "\n".join(PARAGRAPHS[:2])),
    ("“好”，他说：「走」", '"好",他说:"走"'),
    ("一二", "三四"),
    ("ＡＢ①", "ab1"),
]
LINES = st.text(alphabet="青石镇柿子熟了aA1 　，,。“”「」‘'\"：:（(\n\x0b\x85é\u0301", max_size=60)


@pytest.fixture(scope="module")
def bench(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "bench" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("got", "gold"), PAIRS)
@pytest.mark.parametrize("optional", [(), ("版权所有", "", PARAGRAPHS[0])])
def test_texts_score_the_same(bench: ModuleType, got: str, gold: str, optional: tuple[str, ...]) -> None:
    ours, theirs = score(got, gold, optional), bench.score(got, gold, optional)
    assert (ours.precision, ours.recall, ours.f1, ours.exact) == tuple(theirs.values())


@pytest.mark.parametrize(("got", "gold"), PAIRS)
@pytest.mark.parametrize("markup", MARKUPS)
def test_pages_score_the_same(bench: ModuleType, got: str, gold: str, markup: str) -> None:
    ours, theirs = page_score(got, gold, markup), bench.page_score(got, gold, markup)
    assert (ours.precision, ours.recall, ours.f1, ours.exact) == tuple(theirs.values())
    assert titles(markup) == bench.titles(markup)


@given(LINES, LINES)
def test_any_lines_score_the_same(bench: ModuleType, got: str, gold: str) -> None:
    assert folded(got) == bench.norm(got)
    assert score(got, gold).f1 == bench.score(got, gold)["f"]
    assert page_score(got, gold, ARTICLE_PAGE).f1 == bench.page_score(got, gold, ARTICLE_PAGE)["f"]


def test_what_does_not_count_and_what_does() -> None:
    assert score("他说：「好」。", '他说:"好"。').exact
    assert not score("他说好。", "他说：好。").exact
    assert score(f"{GOLD}\n图一", GOLD, ["图一"]).exact
    assert page_score("\n".join(PARAGRAPHS), GOLD, ARTICLE_PAGE).exact
    assert not page_score("\n".join(PARAGRAPHS), GOLD, "").exact
    assert page_score("\n".join(PARAGRAPHS[:2]), GOLD, ARTICLE_PAGE).precision == 1


def test_nothing_is_right_only_where_nothing_is_wanted() -> None:
    assert compare("", "").f1 == 1
    assert compare("", "柿子").f1 == compare("柿子", "").f1 == compare("柿子", "公路").f1 == 0
