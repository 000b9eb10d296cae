"""Structure: code, tables, lists, quotations, formulas and figures, as text and as Markdown.

`fixtures/structure` has an invented document for each construct, and seven whole pages of common
templates, with their text and their Markdown.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import ROOT
from markdown_it import MarkdownIt

import cleaner

FOLDER = ROOT / "fixtures" / "structure"
DOCUMENTS = sorted((FOLDER / "documents").iterdir())
TEMPLATES = ("cnblogs", "csdn", "div-soup", "github", "mediawiki", "plain-article", "wordpress")
FRAME_KEPT = {
    "github": "the list of files above a README is kept",
    "code-github-blob": "the name of an embedded file is kept",
}
"""Documents of which more than the article is kept: known failures."""
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def gold(kind: str, path: Path) -> str:
    suffix = {"markdown": ".md"}.get(kind, ".txt")
    return (FOLDER / kind / (path.stem + suffix)).read_text(encoding="utf-8").rstrip("\n")


def known_failures(paths: list[Path]) -> list[object]:
    """The documents as parameters, those of which the frame is kept marked as failing."""
    marked = []
    for path in paths:
        reason = FRAME_KEPT.get(path.stem)
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        marked.append(pytest.param(path, marks=marks, id=path.stem))
    return marked


@pytest.mark.parametrize("path", known_failures(DOCUMENTS))
def test_text(path: Path) -> None:
    assert cleaner.clean(path.read_bytes()) == gold("text", path)


@pytest.mark.parametrize("path", known_failures(DOCUMENTS))
def test_markdown_is_read_as_the_structure_of_the_document(path: Path) -> None:
    got = cleaner.markdown(cleaner.explain(path.read_bytes()).document)
    assert READER.render(got) == READER.render(gold("markdown", path))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_cleaning_twice_is_cleaning_once(path: Path) -> None:
    once = cleaner.clean(path.read_bytes())
    assert cleaner.clean(once) == once


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_keeps_every_construct(name: str) -> None:
    (path,) = (path for path in DOCUMENTS if path.stem == name)
    kept = cleaner.clean(path.read_bytes()).split("\n")
    wanted = gold("text", path).split("\n")
    rest = iter(kept)
    assert all(line in rest for line in wanted), "every line of the article, in order"
    assert any("\t" in line for line in wanted)
    assert any(line.startswith("    ") for line in wanted)
    assert any("$" in line for line in wanted)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_document_says_why_it_is_here(path: Path) -> None:
    assert gold("why", path)
