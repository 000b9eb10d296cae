"""Writing: whole files and records."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.document import Document, Result
from cleaner.io.items import Item
from cleaner.io.sinks import json_line, record, replacing


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
