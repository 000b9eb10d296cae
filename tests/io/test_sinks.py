"""Writing: safe names, whole files, records, Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.document import Block, ConfigError, Document, Result, Role
from cleaner.io.items import Item
from cleaner.io.markdown import markdown
from cleaner.io.names import safe_path
from cleaner.io.sinks import json_line, record, replacing
from cleaner.runs.destination import Destination


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("../../../etc/passwd", "etc/passwd"),
        ("C:\\Windows\\x", "C_/Windows/x"),
        ("a//b/./c", "a/b/c"),
        ("", "_"),
        ("..", "_"),
        ("con.txt", "_con.txt"),
        ("a\0b\n", "a_b_"),
        ("\udcff", "_"),
    ],
)
def test_names_stay_inside(path: str, safe: str) -> None:
    assert safe_path(path) == safe


def test_long_names_are_cut_and_stay_apart() -> None:
    one, two = safe_path("字" * 300 + "1"), safe_path("字" * 300 + "2")
    assert one != two
    assert len(one.encode()) <= 200


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "a.txt"
    with replacing(path) as stream:
        stream.write(b"old")
    with pytest.raises(TypeError), replacing(path) as stream:
        stream.write("no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_a_record_keeps_the_fields_of_its_input() -> None:
    item = Item(Document("x", id="7"), "a.jsonl/1", fields={"n": 1, "title": "theirs"})
    document = Document("text", title="ours", metadata={"charset": "utf-8", "author": "王五"})
    got = record(item, Result(document, "ok"), "f")
    assert got["id"] == "7"
    assert (got["title"], got["source_title"], got["n"]) == ("ours", "theirs", 1)
    assert (got["charset"], got["metadata"]) == ("utf-8", {"author": "王五"})


def test_any_value_can_be_a_line_of_json() -> None:
    line = json_line({"a": "\ud800", "b": 2**100, "c": {1: b"\xff"}, "d": float("nan")})
    assert line.decode().count("\n") == 1


def test_the_format_follows_the_name(tmp_path: Path) -> None:
    assert Destination.of(str(tmp_path / "a.parquet")).format == "parquet"
    assert Destination.of(str(tmp_path / "a")).format == "txt"
    assert Destination.of(str(tmp_path / "a.jsonl.gz")).home == tmp_path / "a.jsonl.gz.run"
    with pytest.raises(ConfigError):
        Destination.of(str(tmp_path / "a.parquet"), "jsonl")


def test_markdown() -> None:
    blocks = [
        Block("标题", Role.TITLE, tag="h1"),
        Block("首页", Role.NAVIGATION, tag="a"),
        Block("一、背景", tag="h2"),
        Block("正文到", tag="p"),
        Block("这里。", tag="p", glue=True),
        Block("第一", tag="li"),
        Block("第二", tag="li"),
        Block("引文", tag="blockquote"),
        Block("名\t值", tag="tr"),
        Block("甲|乙\t1", tag="tr"),
        Block("x = 1", tag="pre"),
        Block("y = 2", tag="pre"),
        Block("# 井号", tag="p"),
    ]
    assert markdown(blocks) == (
        "# 标题\n\n## 一、背景\n\n正文到这里。\n\n- 第一\n- 第二\n\n> 引文\n\n"
        "| 名 | 值 |\n| --- | --- |\n| 甲\\|乙 | 1 |\n\n```\nx = 1\ny = 2\n```\n\n\\# 井号"
    )
    assert not markdown(blocks, title=False).startswith("# ")
