"""What several tests share: where data lies, fixtures as parameters, a pipeline that shows everything."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

import pytest

from cleaner.document import Block, Document, Result, Role
from cleaner.pipeline import Pipeline

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
SHARED = ROOT.parent / "shared"


def documents() -> list[Any]:
    """Every document fixture as a parameter (input path), a known failure marked as such."""
    return [
        pytest.param(path, id=path.stem, marks=_marks(_why(path)))
        for path in sorted((FIXTURES / "documents").iterdir())
    ]


def expected(path: Path) -> str:
    return (FIXTURES / "expected" / f"{path.stem}.txt").read_text(encoding="utf-8").rstrip("\n")


def cases(verb: str) -> list[Any]:
    """The string cases of a verb (input, expected) as parameters."""
    found = []
    for path in sorted((FIXTURES / "cases").glob(f"{verb}-*.json")):
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            source = bytes.fromhex(case["input_hex"]) if "input_hex" in case else case["input"]
            why = f"KNOWN FAILURE: {case['why']}" if case.get("known_failure") else case["why"]
            found.append(
                pytest.param(source, case["expected"], id=f"{path.stem}-{number}", marks=_marks(why))
            )
    return found


def _why(path: Path) -> str:
    return (FIXTURES / "why" / f"{path.stem}.txt").read_text(encoding="utf-8").strip()


def _marks(why: str) -> list[pytest.MarkDecorator]:
    failure = why.startswith("KNOWN FAILURE:")
    return [pytest.mark.xfail(reason=why, strict=True)] if failure else []


HOSTILE = (
    '<script>window.pwned=1</script> <img src=x onerror="window.pwned=1"> "><svg onload=window.pwned=1> '
    "</title></textarea></style><script>window.pwned=1</script> javascript:window.pwned=1 {{ 7*7 }} {% raw %}"
)


@dataclass(frozen=True)
class Mend:
    name: ClassVar[str] = "mend"

    def __call__(self, document: Document) -> Document:
        return document.replace(text=document.text.replace("苻", "符").replace("\u200b", "")).noting(
            charset="gb18030", charset_evidence="declared", damage={"????": 2}
        )


@dataclass(frozen=True)
class Cut:
    """Lines become blocks; one begins with `-`, another is split."""

    name: ClassVar[str] = "cut"

    def __call__(self, document: Document) -> Document:
        blocks = []
        for line in document.text.split("\n"):
            if line.startswith("-"):
                blocks.append(Block(line, role=Role.NAVIGATION, reason="it begins with a dash"))
            elif line:
                blocks.append(Block(line, tag="p"))
        return document.replace(blocks=tuple(blocks))


@dataclass(frozen=True)
class Simple:
    name: ClassVar[str] = "simple"

    def __call__(self, document: Document) -> Document:
        return document.replace(
            blocks=tuple(b.with_text(b.text.replace("會", "会")) for b in document.blocks)
        )


@dataclass(frozen=True)
class Choose:
    name: ClassVar[str] = "choose"

    def __call__(self, document: Document) -> Document:
        blocks: list[Block] = []
        for block in document.blocks:
            head, bar, tail = block.text.partition("|")
            blocks.append(block.with_text(head))
            if bar:
                blocks.append(block.with_text(tail).as_role(Role.METADATA, "behind a bar"))
        return document.replace(blocks=tuple(blocks), title=blocks[0].text if blocks else "")


@dataclass(frozen=True)
class Set:
    name: ClassVar[str] = "layout"

    def __call__(self, document: Document) -> Document:
        return document.replace(text="\n".join(b.text.replace(",", "，") for b in document.blocks if b.kept))


PIPELINE = Pipeline((Mend(), Cut(), Simple(), Choose(), Set()))
SOURCE = "中文字苻大會\n- 首頁\n他來了,會議結束。|来源:某報\n没有变化"


class Tags(HTMLParser):
    """The elements of a page, and the names of all attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.count: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count[tag] += 1
        self.attributes |= {name for name, _ in attrs}


def result(number: int = 0, source: str = SOURCE) -> Result:
    traced = PIPELINE.run(Document(source, id=f"folder/{number:04}.txt"), trace=True)
    return replace(traced, seconds=number / 1000)


def failed(number: int = 0, error: str = "no luck") -> Result:
    return Result(Document("", id=f"bad/{number}"), "failed", (), error, "select")
