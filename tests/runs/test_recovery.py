"""Damage to ledgers and outputs is found, and a run that is resumed gives the same bytes."""

from __future__ import annotations

import json
import pickle
import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from helpers import SIMPLE, results, run, tree

from cleaner.document import ConfigError
from cleaner.io.rows import packed, unpacked
from cleaner.pipeline import Pipeline
from cleaner.runs.execute import Aborted
from cleaner.runs.ledger import Ledger
from cleaner.stages.rules import Rules

OUTPUTS = pytest.mark.parametrize("output", ["tree", "all.jsonl", "all.parquet"])


def home(output: Path) -> Path:
    return output.with_name(f"{output.name}.run") if output.suffix else output


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    """Alter a few bytes in the last part, where rows are."""
    data = bytearray(path.read_bytes())
    chance = random.Random(3)
    for _ in range(40):
        data[chance.randrange(len(data) // 2, len(data))] ^= 0x55
    path.write_bytes(data)


def zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def other_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE documents (a)")
    base.close()


@OUTPUTS
@pytest.mark.parametrize("damage", [cut, flip, zeros, other_database, lambda path: path.write_text("rubble")])
def test_a_damaged_ledger(
    damage: Callable[[Path], None], output: str, folder: Path, records: Path, tmp_path: Path
) -> None:
    out = tmp_path / "one" / output
    run((folder, records), out)
    before = results(out)
    damage(home(out) / "ledger.sqlite")
    with pytest.raises(ConfigError, match="--resume makes it anew"):
        run((folder, records), out, overwrite=True)
    untouched = tree(out.parent)
    try:
        assert run((folder, records), out, resume=True).earlier == 0
    except ConfigError:
        assert tree(out.parent) == untouched
        shutil.rmtree(out.parent)
        run((folder, records), out)
    after = results(out)
    after.pop(f"{home(out).name}/ledger.sqlite.damaged", None)
    assert after == before
    assert run((folder, records), out, resume=True).earlier == 305
    run((folder, records), out, overwrite=True)
    assert results(out) == before


def test_a_value_that_was_altered(records: Path, tmp_path: Path) -> None:
    """SQLite itself would not notice."""
    out = tmp_path / "all.jsonl"
    run(records, out)
    before = results(out)
    with sqlite3.connect(home(out) / "ledger.sqlite") as base:
        base.execute("UPDATE documents SET record = replace(record, '篇', '只') WHERE key = 'docs.jsonl/7'")
    base.close()
    out.unlink()
    run(records, out, resume=True)
    assert results(out).items() >= before.items()


def test_a_ledger_that_is_damaged_during_the_run(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(ledger: Ledger, *_: object) -> None:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT  # type: ignore[misc]
        raise error

    out = tmp_path / "all.jsonl"
    monkeypatch.setattr(Ledger, "finish", damaged)
    with pytest.raises(Aborted, match="--resume"):
        run(records, out)
    monkeypatch.undo()
    assert run(records, out, resume=True).ok == 300


@pytest.mark.parametrize("output", ["all.jsonl", "all.jsonl.gz", "all.parquet", "tree"])
@pytest.mark.parametrize("damage", [cut, flip, zeros, Path.unlink])
def test_a_damaged_output_is_made_again(
    damage: Callable[[Path], None], output: str, folder: Path, records: Path, tmp_path: Path
) -> None:
    out = tmp_path / output
    run((folder, records), out)
    before = results(out)
    damage(out if out.suffix else out / "docs.jsonl" / "d7.txt")
    damage(home(out) / "quarantine" / "in" / "junk.png")
    run((folder, records), out, resume=True)
    assert results(out) == before


def test_nothing_is_unpickled_from_the_folder_of_a_run(tmp_path: Path, records: Path) -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return Path.touch, (tmp_path / "executed",)

    out = tmp_path / "all.parquet"
    run(records, out)
    with sqlite3.connect(home(out) / "ledger.sqlite") as base:
        base.execute("UPDATE documents SET record = ?, row_checksum = NULL", (pickle.dumps(Evil()),))
    base.close()
    out.unlink()
    with pytest.raises(Aborted):
        run(records, out, resume=True)
    assert not (tmp_path / "executed").exists()


def test_rows_keep_the_types_of_columns() -> None:
    row = {
        "text": "好\ud800", "n": 1, "big": -(1 << 70), "x": 0.5, "yes": True, "none": None, "raw": b"\xff",
        "day": date(2020, 1, 2), "at": datetime(2020, 1, 2, 3, 4, 5, 6), "much": Decimal("1.10"),
        "utc": datetime(2020, 1, 2, tzinfo=UTC),
    }  # fmt: skip
    assert unpacked(packed(row)) == row | {"text": "好?"}
    assert unpacked(packed({"deep": {"a": [1]}})) == {"deep": '{"a":[1]}'}


def test_a_ledger_cannot_lead_out_of_the_output(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(folder, out)
    (tmp_path / "mine.txt").write_text("mine")
    with sqlite3.connect(out / "ledger.sqlite") as base:
        base.execute(
            "INSERT INTO claims VALUES ('../mine.txt', 'x', NULL), (?, 'y', NULL)",
            (str(tmp_path / "mine.txt"),),
        )
        base.execute("UPDATE documents SET output = '../mine.txt', row_checksum = NULL WHERE key = 'a.html'")
    base.close()
    (folder / "a.html").unlink()
    run(folder, out, resume=True)
    run(folder, out, overwrite=True)
    assert (tmp_path / "mine.txt").read_text() == "mine"


@OUTPUTS
def test_what_is_gone_from_the_inputs_goes(output: str, folder: Path, records: Path, tmp_path: Path) -> None:
    out = tmp_path / "one" / output
    run((folder, records), out)
    (folder / "junk.png").unlink()
    (folder / "sub" / "a.html").unlink()
    lines = records.read_text(encoding="utf-8").splitlines(keepends=True)
    records.write_text("".join(lines[:100]), encoding="utf-8")
    run((folder, records), out, resume=True)
    run((folder, records), tmp_path / "fresh" / output)
    assert results(out) == results(tmp_path / "fresh" / output)
    assert not (home(out) / "quarantine").exists()


def test_what_another_run_added_stays(folder: Path, records: Path, tmp_path: Path) -> None:
    """Inputs that are not named this time are not gone."""
    out = tmp_path / "out"
    run(folder, out)
    run(records, out, resume=True)
    assert (out / "a.txt").exists()
    assert (out / "quarantine" / "junk.png").exists()


def test_what_could_not_be_read_this_time_is_not_gone(records: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.jsonl"
    run(records, out)
    whole = records.read_bytes()
    container = records.with_suffix(".jsonl.gz")
    import gzip

    records.unlink()
    container.write_bytes(gzip.compress(whole))
    out = tmp_path / "again.jsonl"
    run(container, out)
    before = out.read_bytes()
    container.write_bytes(gzip.compress(whole)[:1500])
    counts = run(container, out, resume=True)
    assert counts.failed == 1
    assert out.read_bytes() == before
    container.write_bytes(gzip.compress(whole))
    counts = run(container, out, retry_failed=True)
    assert (counts.ok, counts.failed) == (300, 0)
    assert not (home(out) / "quarantine").exists()


def test_what_lay_behind_a_cut_is_done_by_a_retry(records: Path, tmp_path: Path) -> None:
    import gzip

    packed_lines = gzip.compress(records.read_bytes())
    container = tmp_path / "cut.jsonl.gz"
    container.write_bytes(packed_lines[:1500])
    out = tmp_path / "all.jsonl"
    counts = run(container, out)
    assert (counts.failed, counts.ok > 50) == (1, True)
    container.write_bytes(packed_lines)
    counts = run(container, out, retry_failed=True)
    assert (counts.ok, counts.failed) == (300, 0)
    assert len(out.read_bytes().splitlines()) == 300
    assert not (home(out) / "quarantine").exists()


def test_surrogates_anywhere(tmp_path: Path) -> None:
    name = "\udcff\udcfe.txt"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text("正文。", encoding="utf-8")
    (tmp_path / "in" / "d.jsonl").write_text(
        '{"text": "好", "id": "\\ud800", "\\udc00": 1, "url": "http://\\udc00/"}\n'
        '{"text": 5, "id": "\\udc00"}\n{"text": "EXCEPTION \\ud800", "id": "x"}\n'
    )

    def complain(document: Any) -> Any:
        raise ValueError(f"no \ud800 {document.text}")

    for output in ("tree", "all.jsonl", "all.parquet"):
        counts = run(tmp_path / "in", tmp_path / output)
        assert (counts.inputs, counts.failed) == (4, 1)
        counts = run(tmp_path / "in", tmp_path / "failed" / output, pipeline=Pipeline((complain,)))
        assert counts.failed == 4
    counts = run((tmp_path / "in" / name,), tmp_path / "single")
    assert json.loads((tmp_path / "single" / "run.json").read_text())["inputs"] == [
        str(tmp_path / "in" / name)
    ]


def test_an_exception_of_the_parent_aborts(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    out = tmp_path / "all.jsonl"
    for place in ("settle", "publish", "list_failures"):
        monkeypatch.setattr(f"cleaner.runs.output.Output.{place}", fault)
        with pytest.raises(Aborted, match=r"ZeroDivisionError: a fault; .* --resume"):
            run(records, out, overwrite=out.with_name("all.jsonl.run").exists())
        monkeypatch.undo()
        account = json.loads((home(out) / "run.json").read_text(encoding="utf-8"))
        assert account["state"] == "interrupted"
        assert run(records, out, resume=True).ok == 300


def test_ids_keep_their_type_and_name_the_texts(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    ids: list[Any] = [7, "七/八", "../x", 7.5, None, 1 << 70, "7"]
    path.write_text("".join(json.dumps({"text": f"第{i}篇正文。", "id": i}) + "\n" for i in ids))
    run(path, tmp_path / "tree")
    assert sorted(str(p.relative_to(tmp_path / "tree")) for p in (tmp_path / "tree").rglob("*.txt")) == [
        "d.jsonl/1180591620717411303424.txt", "d.jsonl/5.txt", "d.jsonl/7.5.txt", "d.jsonl/7.txt",
        "d.jsonl/7~2.txt", "d.jsonl/x.txt", "d.jsonl/七/八.txt",
    ]  # fmt: skip
    run(path, tmp_path / "all.jsonl", mark_duplicates=True)
    rows = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [
        7,
        "七/八",
        "../x",
        7.5,
        "d.jsonl/5",
        "1180591620717411303424",
        "7",
    ]
    assert (rows[6]["duplicate_of"], rows[6]["likeness"]) == (7, 1.0)
    assert "likeness" not in rows[0]


def test_ids_of_tables_keep_their_type(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the parquet extra is not installed")
    path = tmp_path / "d.jsonl"
    for ids, kind in (([1, 2], "int64"), (["a", "b"], "string"), ([1, "b"], "string")):
        path.write_text("".join(json.dumps({"text": f"第{i}篇正文。", "id": i}) + "\n" for i in ids))
        run(path, tmp_path / "all.parquet", overwrite=(tmp_path / "all.parquet").exists())
        assert str(parquet.read_schema(tmp_path / "all.parquet").field("id").type) == kind


def test_no_documents_give_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_bytes(b"")
    for name in ("all.jsonl", "all.jsonl.gz", "all.jsonl.zst", "all.parquet"):
        run(tmp_path / "none.jsonl", tmp_path / name)
        assert (tmp_path / name).exists()
        assert run(tmp_path / name, tmp_path / "again" / name).inputs == 0, name
    assert (tmp_path / "all.jsonl.zst").stat().st_size > 0


def test_a_pipeline_that_changed_keeps_no_stale_files(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(folder, out)
    run(folder, out, pipeline=Pipeline((*SIMPLE.stages, Rules(drop=("re:正文",)))), resume=True)
    assert not list(out.rglob("*~2.txt"))
