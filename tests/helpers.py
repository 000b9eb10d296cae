"""Shared by tests: data, stages, runs, the command line, measurements."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import pty
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest
from hypothesis import strategies as st
from poison import Poison, Slow

from cleaner.document import Block, Document, Result, Role
from cleaner.engines import Guard
from cleaner.io.items import Item, Reading
from cleaner.io.sources import read_all
from cleaner.pipeline import Pipeline
from cleaner.runs.account import Counts
from cleaner.runs.destination import Destination
from cleaner.runs.execute import execute
from cleaner.runs.job import Job
from cleaner.stages.decode import Decode
from cleaner.stages.layout import Layout
from cleaner.stages.parse import Parse

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
SHARED = ROOT.parent / "shared"


def documents() -> list[Any]:
    """Paths of all document fixtures, as parameters."""
    return [
        pytest.param(path, id=path.stem, marks=_marks(_why(path)))
        for path in sorted((FIXTURES / "documents").iterdir())
    ]


def expected(path: Path) -> str:
    return (FIXTURES / "expected" / f"{path.stem}.txt").read_text(encoding="utf-8").rstrip("\n")


def cases(verb: str) -> list[Any]:
    """Input and expected output of a verb's cases, as parameters."""
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
    """Why a fixture is there; empty if that is missing, which a test of its own tells."""
    why = FIXTURES / "why" / f"{path.stem}.txt"
    return why.read_text(encoding="utf-8").strip() if why.exists() else ""


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
    """Lines to blocks; lines that begin with `-` are rejected."""

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
    """Elements, attribute names and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str | None] = []
        self.count: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]


def result(number: int = 0, source: str = SOURCE) -> Result:
    traced = PIPELINE.run(Document(source, id=f"folder/{number:04}.txt"), trace=True)
    return replace(traced, seconds=number / 1000)


def failed(number: int = 0, error: str = "no luck") -> Result:
    return Result(Document("", id=f"bad/{number}"), "failed", (), error, "select")


NEWS = "大會勝利閉幕\n來源：某某日報\n十二月二十七日上午，大會圓滿完成各項議程，勝利閉幕。代表們認真履職。"
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
ARTICLE_PAGE = f"""<html><head><title>青石镇柿子熟了_山城新闻网</title></head><body>
<div class="nav"><ul>{MENU}</ul></div>
<div class="main"><h1>青石镇柿子熟了</h1><div class="info">2015-10-21 09:12 来源：山城新闻网 作者：李禾</div>
<div class="content">{"".join(f"<p>　　{p}</p>" for p in PARAGRAPHS)}</div>
<div class="related"><h3>相关新闻</h3><ul>{RELATED}</ul></div></div>
<div class="footer"><p>关于我们 | 联系我们 | 版权声明</p>
<p>Copyright © 2015 山城新闻网 All Rights Reserved</p></div>
</body></html>"""
MARKS = st.lists(
    st.sampled_from(
        [*"中文好,:;!?()。、，（）“”《 aB1%`&;./\"'", "http://a.cn/?x=1", "\n", "](", ":)", "１Ａ", "ｶﾞ"]
    ),
    max_size=40,
).map("".join)
"""Lines of Chinese and ASCII marks, links and wide letters."""


@dataclass(frozen=True)
class Redact:
    """A stage with options, as another package would write it."""

    words: tuple[str, ...] = ()
    mark: Literal["*", "_"] = "*"
    times: int = 1

    name: ClassVar[str] = "redact"

    def __call__(self, document: Document) -> Document:
        text = document.text
        for word in self.words:
            text = text.replace(word, self.mark * self.times)
        return document.replace(text=text)


def shout(document: Document) -> Document:
    """A stage that is a plain function."""
    return document.replace(text=document.text + "!")


REDACT = "helpers:Redact"
COMMAND = [sys.executable, "-m", "cleaner"]
TEXT = "今天上午，全市教育工作会议在市政府礼堂召开。\n市长出席会议并讲话，强调要办好人民满意的教育。\n"


WITH_TESTS = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), *sys.path])}
"""Environment of a process that finds the stages of the tests."""


def run_cleaner(
    *arguments: object,
    stdin: bytes = b"",
    cwd: Path | None = None,
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=environment, timeout=120)


def on_terminal(*arguments: object, cwd: Path | None = None) -> str:
    """What the command shows on a terminal of 80 columns."""
    reader, writer = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    shown = b""
    command = [*COMMAND, *map(str, arguments)]
    with subprocess.Popen(command, stdout=writer, stderr=writer, env=environment, cwd=cwd):
        os.close(writer)
        with contextlib.suppress(OSError):  # the process has closed its end
            while chunk := os.read(reader, 65536):
                shown += chunk
    os.close(reader)
    return shown.decode()


def items(*inputs: object, reading: Reading | None = None, **options: object) -> list[Item]:
    """All items read from the inputs."""
    return list(read_all([str(name) for name in inputs], reading or Reading(), **options))  # type: ignore[arg-type]


SIMPLE = Pipeline((Decode(), Parse(), Layout()))
POISONED = Pipeline((Decode(), Poison()))
SLOW = Pipeline((Decode(), Slow(0.01), Parse(), Layout()))
GUARD = Guard(timeout=2, memory=500)
BOOKKEEPING = {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "run.json"}


def run(inputs: Any, output: Path, form: Any = None, pipeline: Pipeline = SIMPLE, **how: Any) -> Counts:
    inputs = inputs if isinstance(inputs, tuple) else (inputs,)
    how = {"engine": "serial", "guard": None} | how
    return execute(Job(tuple(map(str, inputs)), pipeline, Destination.of(str(output), form), **how))


def files(*folders: Path) -> dict[str, bytes]:
    """Files written by a run, except its own bookkeeping."""
    return {
        str(path.relative_to(folder.parent)): path.read_bytes()
        for folder in folders
        for path in sorted([folder, *folder.rglob("*")] if folder.exists() else [])
        if path.is_file() and path.name not in BOOKKEEPING
    }


def tree(folder: Path) -> dict[str, bytes | str]:
    """Everything below a folder: the content of files, the targets of links."""
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def results(path: Path) -> dict[str, bytes]:
    return files(path, path.with_name(f"{path.name}.run"))


@dataclass
class Client:
    """Sends requests to a server of ours."""

    port: int

    def __call__(
        self, method: str = "GET", path: str = "/", body: bytes | None = None, **headers: str
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=given)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response.status, text

    def page(self, *ask: Any, **headers: str) -> tuple[int, str]:
        return self(*ask, Accept="text/html", **headers)

    def json(self, *ask: Any, **headers: str) -> Any:
        return json.loads(self(*ask, Accept="application/json", **headers)[1])


Start = Callable[[Any], Client]
"""Starts a server for a `Service`."""
