"""Runs: engines agree, counts add up, interrupted runs can be resumed."""

from __future__ import annotations

import errno
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers import GUARD, POISONED, SIMPLE, results, run
from poison import KINDS, Poison

from cleaner.engines import Guard
from cleaner.pipeline import Pipeline
from cleaner.runs import execute as jobs
from cleaner.runs.account import Counts
from cleaner.runs.destination import Destination
from cleaner.runs.execute import Aborted, execute
from cleaner.runs.job import Job
from cleaner.runs.ledger import Ledger


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["pool", "ray"])
def test_engines_write_the_same_bytes_around_poison(tmp_path: Path, engine: Any) -> None:
    if engine == "ray":
        pytest.importorskip("ray", reason="the ray extra is not installed")
    path = tmp_path / "docs.jsonl"
    texts = [KINDS[n // 20] if n % 20 == 7 and n // 20 < len(KINDS) else f"text {n}" for n in range(200)]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    for name in ("serial", engine):
        counts = run(
            path, tmp_path / name / "all.jsonl", pipeline=POISONED, engine=name, guard=GUARD, workers=2
        )
        assert (counts.inputs, counts.ok, counts.failed) == (200, 200 - len(KINDS), len(KINDS))
    one, two = (results(tmp_path / name / "all.jsonl") for name in ("serial", engine))
    assert one == two


def test_a_full_disk_aborts_and_can_be_resumed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cleaner.runs import output

    written = 0

    def full(path: Path, data: bytes) -> None:
        nonlocal written
        written += 1
        if written == 3:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        original(path, data)

    original = output.write
    monkeypatch.setattr(output, "write", full)
    with pytest.raises(Aborted, match=r"No space left on device.*--resume"):
        run(folder, tmp_path / "out")
    account = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert account["state"] == "interrupted"
    monkeypatch.undo()
    run(folder, tmp_path / "out", resume=True)
    run(folder, tmp_path / "whole" / "out")
    assert results(tmp_path / "out") == results(tmp_path / "whole" / "out")


@pytest.mark.slow
def test_an_interrupt_stops_cleanly(records: Path, tmp_path: Path) -> None:
    def interrupt(item: object, result: object) -> None:
        nonlocal seen
        seen += 1
        if seen == 100:
            raise KeyboardInterrupt

    seen = 0
    with pytest.raises(Aborted, match="interrupted"):
        run(records, tmp_path / "all.jsonl", engine="pool", guard=GUARD, observe=interrupt)
    assert not (tmp_path / "all.jsonl").exists()
    counts = run(records, tmp_path / "all.jsonl", resume=True)
    assert counts.earlier >= 99
    assert (tmp_path / "all.jsonl").read_bytes().count(b"\n") == 300


def test_a_run_says_from_its_start_what_goes_in(folder: Path, tmp_path: Path) -> None:
    """A killed run can then be resumed without naming its inputs."""
    told = []

    def look(item: object, result: object) -> None:
        told.append(json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8")))

    run(folder, tmp_path / "out", observe=look)
    assert told[0]["state"] == "running"
    assert told[0]["inputs"] == [str(folder)]


def test_two_runs_into_one_place(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "out")
    with (
        Ledger(tmp_path / "out" / "ledger.sqlite"),
        pytest.raises(Aborted, match="locked"),
    ):
        run(folder, tmp_path / "out", resume=True)


def test_a_place_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(jobs.CleanerError, match="file"):
        run(folder, tmp_path / "file" / "out")


def test_an_empty_folder_is_a_failed_input(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    counts = run(tmp_path / "in", tmp_path / "out")
    assert (counts.inputs, counts.failed) == (1, 1)


def test_counts_add_up(folder: Path, records: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    watch: Callable[[Counts, object], None] = lambda counts, meter: seen.append(  # noqa: E731
        (counts.inputs, counts.ok + counts.empty + counts.failed)
    )
    job = Job(
        (str(folder), str(records)),
        SIMPLE,
        Destination.of(str(tmp_path / "out")),
        engine="serial",
        guard=Guard(),
    )
    counts = execute(job, watch)
    assert counts.inputs == 305
    assert seen == [(number, number) for number in range(1, 306)]


@pytest.mark.slow
def test_documents_are_not_kept(tmp_path: Path) -> None:
    """Memory is bounded: the run is larger than the limit."""
    path = tmp_path / "docs.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for number in range(3000):
            stream.write(json.dumps({"text": f"{number} " + "字" * 3000}) + "\n")
    tracemalloc.start()
    run(path, tmp_path / "all.jsonl", pipeline=Pipeline((Poison(),)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000
