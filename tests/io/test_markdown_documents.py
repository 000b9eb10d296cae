"""Whole documents as Markdown: a reader of Markdown finds the same lines, in order and in form."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from functools import reduce
from pathlib import Path
from typing import NamedTuple

import pytest
from helpers import documents
from markdown_reader import MATH_READER, Read, read

import cleaner
from cleaner.document import Block, Role, by_line
from cleaner.io.markdown import blocks_as_markdown
from cleaner.pipeline import Pipeline
from cleaner.text.spacing import join

EVERYTHING = Pipeline((cleaner.Decode(), cleaner.Parse(), cleaner.Layout(links=True, images=True)))
"""No block is left out."""
FENCES = re.compile(r"\A *(?:`{3,}|~{3,}) *|\n *(?:`{3,}|~{3,}) *\Z")
HEADING = re.compile("h[1-6]")


class Line(NamedTuple):
    """A line of a document: `title`, `heading`, `row`, `code` or `text`.

    - `level`: of a heading, below the highest; of any other line, the number of quotations around it;
    - `marker`: `-` or the number of the item that it begins;
    - `content`: its text, for code with the language.
    """

    kind: str
    level: int
    marker: str
    content: str


def whole_lines(blocks: Iterable[Block]) -> list[tuple[Block, str]]:
    """For each line its first block, and its text."""
    blocks = list(blocks)
    return [(blocks[line[0]], reduce(join, [blocks[at].text for at in line])) for line in by_line(blocks)]


def lines_of_blocks(blocks: Iterable[Block]) -> Iterator[Line]:
    """The lines of a page as its blocks have them."""
    lines = whole_lines(blocks)
    headings = [block.tag for block, _ in lines if HEADING.match(block.tag) and block.role is not Role.TITLE]
    highest = min(headings, default="h1")
    path = None
    for block, text in lines:
        quotes = block.form.quotes or int(block.tag == "blockquote")
        marker = "" if block.tag == "dt" else block.form.marker
        if block.tag in ("li", "dd") and not block.form.level and block.path != path:
            marker = "-"
        path = block.path
        if block.role is Role.TITLE:
            yield Line("title", 0, "", text.strip())
        elif HEADING.match(block.tag):
            yield Line("heading", min(4, int(block.tag[1]) - int(highest[1])), marker, text.strip())
        elif block.tag == "tr":
            cells = [cell.strip() for cell in text.split("\t")]
            yield Line("row", quotes, "", "\t".join(cells).rstrip("\t"))
        elif block.tag == "pre" and "fenced" in block.marks:
            yield Line("code", quotes, marker, FENCES.sub("", text))
        elif block.tag == "pre":
            yield Line("code", quotes, marker, f"{block.form.language}\n{text}")
        else:
            yield Line("text", quotes, marker, text.strip())


def lines_as_read(found: Iterable[Read]) -> Iterator[Line]:
    """The lines that a reader of Markdown has found."""
    for block in found:
        if block.tag == "h1":
            yield Line("title", 0, "", block.inline.text)
        elif HEADING.match(block.tag):
            yield Line("heading", int(block.tag[1]) - 2, block.marker, block.inline.text)
        elif block.tag == "table":
            for row in block.cells:
                cells = "\t".join(cell.text for cell in row)
                yield Line("row", block.quotes, "", cells.rstrip("\t"))
        elif block.tag == "pre":
            yield Line("code", block.quotes, block.marker, f"{block.language}\n{block.text}")
        elif block.inline.text or block.marker or not block.inline.images:  # or it is an image apart
            first, *others = block.inline.text.split("\n")
            yield Line(block.tag.replace("p", "text"), block.quotes, block.marker, first)
            yield from (Line("text", block.quotes, "", other) for other in others)


def assert_read_as_they_are(blocks: Iterable[Block]) -> None:
    blocks = list(blocks)
    found = read(blocks_as_markdown(blocks), MATH_READER)
    assert list(lines_as_read(found)) == list(lines_of_blocks(blocks))


def assert_written_as_they_are(blocks: Iterable[Block]) -> None:
    """Lines of plain text are those of the Markdown, but for the mark of a title and for empty lines."""
    blocks = list(blocks)
    written = [line for line in blocks_as_markdown(blocks).split("\n") if line]
    assert written == [
        f"# {text}" if block.role is Role.TITLE and not text.startswith("#") else text
        for block, text in whole_lines(blocks)
    ]


def everything(data: bytes) -> list[Block]:
    """All blocks of a page, as if they were its article."""
    return [block for block in EVERYTHING(data).blocks if block.tag]


@pytest.mark.parametrize("path", [pytest.param(*case.values, id=case.id) for case in documents()])
def test_fixtures(path: Path) -> None:
    blocks = Pipeline.default()(path.read_bytes()).blocks
    assert_read_as_they_are(block for block in blocks if block.tag)
    assert_written_as_they_are(block for block in blocks if not block.tag)
    assert_read_as_they_are(everything(path.read_bytes()))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pages.jsonl.gz", "pages_en.jsonl.gz", "web.jsonl.gz"])
def test_development_pages(name: str, shared: Path) -> None:
    default = Pipeline.default()
    with gzip.open(shared / "dev" / name, "rt", encoding="utf-8") as file:
        for line in file:
            data = base64.b64decode(json.loads(line)["html_b64"])
            assert_read_as_they_are(everything(data))
            assert_read_as_they_are(block for block in default(data).blocks if block.tag)


@pytest.mark.parametrize(
    ("page", "written"),
    [
        ("<p><img src=1.jpg>图为石桥</p><p>老桥。</p>", "![](1.jpg)\n\n图为石桥\n\n老桥。"),
        (
            "<p>老桥。</p><img src=1.jpg><img src=2.jpg><p>新桥。</p>",
            "老桥。\n\n![](1.jpg)![](2.jpg)\n\n新桥。",
        ),
        ("<p>老桥<img src=1.jpg>和新桥。</p>", "老桥![](1.jpg)和新桥。"),
        ("<ul><li><img src=1.jpg>老桥</ul>", "- ![](1.jpg)老桥"),
        ("<base href='/news/'><p>见<a href=a.html>此处</a>。</p>", "见[此处](/news/a.html)。"),
        ("<base href='https://a.cn/x/'><p>见<a href=../b>此处</a>。</p>", "见[此处](https://a.cn/b)。"),
    ],
)
def test_images_and_addresses(page: str, written: str) -> None:
    document = EVERYTHING(f"<html><body>{page}</body></html>")
    assert cleaner.markdown(document) == written
