"""Comparisons between documents: recurring lines and duplicates."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from helpers import run


@pytest.fixture
def site(tmp_path: Path) -> Path:
    pages = tmp_path / "site"
    pages.mkdir()
    chance = random.Random(7)
    for number in range(8):
        body = ["".join(chr(0x4E00 + chance.randrange(2000)) for _ in range(60)) + "。" for _ in range(4)]
        lines = [f"第{number}篇的标题", *body, "春天网祝您每天都有好心情。"]
        (pages / f"{number}.txt").write_text("\n".join(lines), encoding="utf-8")
    (pages / "8.txt").write_bytes((pages / "3.txt").read_bytes())
    near = (pages / "4.txt").read_text(encoding="utf-8").replace("。", "！", 1)
    (pages / "9.txt").write_text(near, encoding="utf-8")
    return pages


def test_lines_that_recur_are_left_out(site: Path, tmp_path: Path) -> None:
    run(site, tmp_path / "plain")
    run(site, tmp_path / "out", learn_boilerplate=True)
    for number in range(10):
        plain = (tmp_path / "plain" / f"{number}.txt").read_text(encoding="utf-8")
        learned = (tmp_path / "out" / f"{number}.txt").read_text(encoding="utf-8")
        assert learned == plain.replace("春天网祝您每天都有好心情。\n", "")


def test_duplicates_are_marked_and_kept(site: Path, tmp_path: Path) -> None:
    run(site, tmp_path / "all.jsonl", mark_duplicates=True)
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    rows = {row["id"]: row for row in map(json.loads, lines)}
    assert len(rows) == 10
    marked = {name: row["duplicate_of"] for name, row in rows.items() if "duplicate_of" in row}
    assert marked == {"8.txt": "3.txt", "9.txt": "4.txt"}
    listed = (tmp_path / "all.jsonl.run" / "duplicates.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["likeness"] == 1 for line in listed] == [True, False]


def test_a_resumed_run_knows_what_was_learned(site: Path, tmp_path: Path) -> None:
    run(site, tmp_path / "out", learn_boilerplate=True)
    assert run(site, tmp_path / "out", learn_boilerplate=True, resume=True).earlier == 10


def test_a_document_of_nothing_but_boilerplate_stays(site: Path, tmp_path: Path) -> None:
    (site / "only.txt").write_text("春天网祝您每天都有好心情。", encoding="utf-8")
    run(site, tmp_path / "out", learn_boilerplate=True)
    assert (tmp_path / "out" / "only.txt").read_text(encoding="utf-8") == "春天网祝您每天都有好心情。\n"
