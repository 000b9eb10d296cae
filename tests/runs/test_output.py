"""Outputs: trees, files of records, quarantine, run.json."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from helpers import GUARD, POISONED, SIMPLE, results, run


def test_a_folder_becomes_a_mirrored_tree(folder: Path, tmp_path: Path) -> None:
    counts = run(folder, tmp_path / "out")
    assert (counts.inputs, counts.ok, counts.empty, counts.failed) == (5, 3, 1, 1)
    got = results(tmp_path / "out")
    failures = got.pop("out/quarantine/failures.jsonl")
    assert got == {
        "out/a.txt": "这是a.html的正文，写得很好。\n".encode(),
        "out/sub/a.txt": "这是sub/a.html的正文，写得很好。\n".encode(),
        "out/sub/b.txt": "这是sub/b.html的正文，写得很好。\n".encode(),
        "out/empty.txt": b"",
        "out/quarantine/junk.png": (folder / "junk.png").read_bytes(),
    }
    failure = json.loads(failures)
    assert (failure["id"], failure["stage"], failure["file"]) == ("junk.png", "decode", "junk.png")
    assert "PNG" in failure["error"]


def test_no_two_inputs_write_one_output(tmp_path: Path) -> None:
    pages = tmp_path / "in"
    (pages / "x.txt").mkdir(parents=True)
    names = ("x.htm", "x.html", "X.HTML", "x~2.html", "x.txt/y.html", "quarantine.html")
    for name in names:
        (pages / name).write_text(f"这里写的是{name}。", encoding="utf-8")
    run(pages, tmp_path / "out")
    texts = sorted(data.decode().strip() for data in results(tmp_path / "out").values())
    assert texts == sorted(f"这里写的是{name}。" for name in names)


def test_an_input_named_twice_is_done_once(folder: Path, tmp_path: Path) -> None:
    counts = run((folder, folder / "a.html", folder), tmp_path / "out")
    assert counts.inputs == 5


@pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz", "all.parquet"])
def test_records(records: Path, tmp_path: Path, name: str) -> None:
    if name.endswith("parquet"):
        parquet = pytest.importorskip("pyarrow.parquet", reason="the parquet extra is not installed")
    run(records, tmp_path / name)
    if name.endswith("parquet"):
        rows = parquet.read_table(tmp_path / name).to_pylist()
    else:
        read = gzip.decompress if name.endswith("gz") else bytes
        rows = [json.loads(line) for line in read((tmp_path / name).read_bytes()).splitlines()]
    assert [row["id"] for row in rows] == [f"d{n}" for n in range(300)]
    first = rows[0]
    assert (first["text"], first["status"], first["n"]) == ("第0篇文章的正文。", "ok", 0)
    assert first["fingerprint"] == SIMPLE.fingerprint
    assert {"title", "metadata", "charset", "script", "damage"} <= set(first)


def test_each_container_gets_a_file_of_records(records: Path, tmp_path: Path) -> None:
    (tmp_path / "docs.jsonl.gz").write_bytes(gzip.compress(records.read_bytes()))
    (tmp_path / "page.html").write_text("这是一页。", encoding="utf-8")
    run((records, tmp_path / "docs.jsonl.gz", tmp_path / "page.html"), tmp_path / "out", "jsonl")
    counts = {name: data.count(b"\n") for name, data in results(tmp_path / "out").items()}
    assert counts == {"out/docs.jsonl": 300, "out/docs~2.jsonl": 300, "out/documents.jsonl": 1}


def test_records_that_fail_go_to_quarantine_with_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "docs.jsonl"
    path.write_text(
        '{"text": "EXCEPTION", "id": "x"}\n{"text": "好", "id": "y"}\nnot json\n', encoding="utf-8"
    )
    counts = run(path, tmp_path / "all.jsonl", pipeline=POISONED)
    assert (counts.inputs, counts.ok, counts.failed) == (3, 1, 2)
    home = tmp_path / "all.jsonl.run" / "quarantine"
    first, second = map(json.loads, (home / "failures.jsonl").read_text(encoding="utf-8").splitlines())
    assert (first["id"], first["stage"]) == ("x", "poison")
    assert first["error"].startswith("ValueError: poisoned (poison.py, line ")
    assert (home / first["file"]).read_bytes() == b"EXCEPTION"
    assert "line 3" in second["error"]
    assert (home / second["file"]).read_bytes() == b"not json"


def test_markdown_keeps_the_structure(tmp_path: Path) -> None:
    page = "<html><body><h2>小标题在此</h2><ul><li>第一条内容。</li><li>第二条内容。</li></ul></body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    run(tmp_path / "a.html", tmp_path / "out", "md")
    text = (tmp_path / "out" / "a.md").read_text(encoding="utf-8")
    assert "- 第一条内容。\n- 第二条内容。" in text


def test_run_json_accounts_for_the_run(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "out")
    account = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert account["state"] == "finished"
    assert account["counts"]["inputs"] == 5
    assert account["fingerprint"] == SIMPLE.fingerprint


@pytest.mark.slow
def test_a_second_run_gives_the_same_bytes(folder: Path, records: Path, tmp_path: Path) -> None:
    for output, form in (("tree", "txt"), ("all.jsonl.gz", None)):
        run((folder, records), tmp_path / "one" / output, form)
        run((folder, records), tmp_path / "two" / output, form, engine="pool", workers=2, guard=GUARD)
        one, two = (results(tmp_path / number / output) for number in ("one", "two"))
        assert one == two
