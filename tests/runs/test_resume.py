"""Resuming runs that were killed, changed or partly failed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import POISONED, SLOW, results, run

from cleaner.document import ConfigError
from cleaner.io.items import Reading
from cleaner.pipeline import Pipeline
from cleaner.runs.destination import OccupiedError
from cleaner.views.report import Report


def test_a_place_that_is_taken_is_refused(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "out")
    with pytest.raises(OccupiedError, match="--resume"):
        run(folder, tmp_path / "out")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    with pytest.raises(OccupiedError, match="no earlier run"):
        run(folder, tmp_path / "mine", resume=True)


def test_overwrite_clears_the_earlier_run_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(folder, out)
    (out / "mine.dat").write_text("mine")
    (folder / "junk.png").unlink()
    (folder / "a.html").rename(folder / "renamed.html")
    run(folder, out, overwrite=True)
    assert sorted(results(out)) == [
        "out/empty.txt", "out/mine.dat", "out/renamed.txt", "out/sub/a.txt", "out/sub/b.txt"
    ]  # fmt: skip


def test_resume_does_what_is_not_done(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(folder, out)
    (folder / "a.html").write_text("这是改过的一页。", encoding="utf-8")
    (folder / "new.html").write_text("这是新的一页。", encoding="utf-8")
    (out / "sub" / "b.txt").unlink()
    counts = run(folder, out, resume=True)
    assert (counts.inputs, counts.earlier) == (6, 3)
    assert (out / "a.txt").read_text(encoding="utf-8") == "这是改过的一页。\n"
    assert (out / "sub" / "b.txt").exists()


def test_resume_does_again_what_another_pipeline_did(records: Path, tmp_path: Path) -> None:
    run(records, tmp_path / "all.jsonl")
    counts = run(records, tmp_path / "all.jsonl", pipeline=POISONED, resume=True)
    assert counts.earlier == 0
    run(records, tmp_path / "fresh" / "all.jsonl", pipeline=POISONED)
    assert (tmp_path / "all.jsonl").read_bytes() == (tmp_path / "fresh" / "all.jsonl").read_bytes()


def test_resume_needs_the_same_format(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "out")
    with pytest.raises(ConfigError, match="--format txt"):
        run(folder, tmp_path / "out", "md", resume=True)


def test_new_records_in_the_middle_come_out_in_the_middle(records: Path, tmp_path: Path) -> None:
    run((records,), tmp_path / "all.jsonl")
    lines = records.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.insert(100, '{"id": "new", "text": "这是新来的。"}\n')
    records.write_text("".join(lines), encoding="utf-8")
    run((records,), tmp_path / "all.jsonl", resume=True)
    run((records,), tmp_path / "fresh" / "all.jsonl")
    assert (tmp_path / "all.jsonl").read_bytes() == (tmp_path / "fresh" / "all.jsonl").read_bytes()


def test_retry_failed_runs_just_those(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    run(folder, out)
    cleaned: list[str] = []
    observe = lambda item, result: cleaned.append(item.path)  # noqa: E731
    assert run(folder, out, retry_failed=True, observe=observe).failed == 1
    assert cleaned == ["junk.png"]
    (folder / "junk.png").write_text("现在是文字了。", encoding="utf-8")
    (folder / "never-run.html").write_text("这一页没有运行过。", encoding="utf-8")
    counts = run(folder, out, retry_failed=True)
    assert (counts.ok, counts.empty, counts.failed) == (4, 1, 0)
    assert not (out / "quarantine").exists()
    assert (out / "junk.png.txt").exists()
    assert not (out / "never-run.txt").exists()


@pytest.mark.slow
@pytest.mark.parametrize("output", ["all.jsonl.gz", "tree"])
def test_a_killed_run_is_taken_up_without_loss(records: Path, tmp_path: Path, output: str) -> None:
    """Kill a run three times at random moments, with and without its workers."""
    script = tmp_path / "program.py"
    script.write_text(KILLED_RUN, encoding="utf-8")
    place = tmp_path / "cut" / output
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    chance = random.Random(output)
    for attempt in range(3):
        documents, delay = chance.randrange(20, 50), chance.random() * 0.05
        command = [sys.executable, script, records, place, str(attempt), str(documents), str(delay)]
        killed = subprocess.run(command, env=environment, start_new_session=True, timeout=60)
        assert killed.returncode == -signal.SIGKILL
    counts = run(records, place, pipeline=SLOW, resume=True)
    assert 0 < counts.earlier < counts.inputs == 300
    run(records, tmp_path / "whole" / output, pipeline=SLOW)
    assert results(place) == results(tmp_path / "whole" / output)


KILLED_RUN = """
import os, signal, sys, threading
from pathlib import Path
from cleaner.runs import ledger
from helpers import GUARD, SLOW, run

seen = 0

def observe(item, result):
    global seen
    seen += 1
    if seen == int(documents):
        kill = os.killpg if int(attempt) % 2 else os.kill
        threading.Timer(float(delay), kill, (os.getpid(), signal.SIGKILL)).start()

if __name__ == "__main__":
    records, output, attempt, documents, delay = sys.argv[1:]
    ledger.COMMIT_SECONDS = 0.05
    again = {"resume": True} if int(attempt) else {}
    run(
        records, Path(output), pipeline=SLOW, engine="pool", workers=2, guard=GUARD, observe=observe, **again
    )
"""


def test_resume_says_what_an_earlier_run_did_otherwise(
    records: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline = Pipeline.default()
    run(records, tmp_path / "out", "jsonl", pipeline=pipeline)
    run(records, tmp_path / "out", "jsonl", pipeline=pipeline, resume=True)
    assert not caplog.messages
    untitled = pipeline.with_options(**{"layout.title": False})
    run(records, tmp_path / "out", "jsonl", pipeline=untitled, resume=True)
    assert caplog.messages == [
        "layout.title was true and is false: what an earlier run did otherwise is done again"
    ]
    caplog.clear()
    run(records, tmp_path / "out", "jsonl", pipeline=untitled, resume=True, reading=Reading(id_field="n"))
    assert '--id-field was "id" and is "n"' in caplog.text


@pytest.mark.parametrize("told", ["", "[]", "{}", '{"settings": 3}'])
def test_resume_without_a_legible_account_goes_on(records: Path, tmp_path: Path, told: str) -> None:
    run(records, tmp_path / "out", "jsonl")
    (tmp_path / "out" / "run.json").write_text(told)
    assert run(records, tmp_path / "out", "jsonl", resume=True).earlier == 300


def test_a_report_covers_what_an_earlier_run_did(folder: Path, tmp_path: Path) -> None:
    def reported(out: Path, **how: object) -> dict:
        report = Report()
        run(
            folder, out, pipeline=Pipeline.default(), **how,
            observe=lambda item, result: report.add(result, item.size),
            recall=lambda item, result, known: report.recall(known, result, item.size),
        )  # fmt: skip
        return {name: value for name, value in report.as_dict().items() if name not in ("slowest", "seconds")}

    (tmp_path / "later.html").write_text("<p>这是后来的一页，写得很好。</p>", encoding="utf-8")
    first = reported(tmp_path / "out")
    assert first["documents"] == {"ok": 3, "empty": 1, "failed": 1}
    assert reported(tmp_path / "out", resume=True) == first
    (tmp_path / "later.html").rename(folder / "later.html")
    (folder / "a.html").write_text("<p>这是改过的一页，写得很好。</p>", encoding="utf-8")
    assert reported(tmp_path / "out", resume=True) == reported(tmp_path / "whole")
    run(folder, tmp_path / "out", pipeline=Pipeline.default(), resume=True)
    assert reported(tmp_path / "out", resume=True) == reported(tmp_path / "whole", overwrite=True)


def test_learned_boilerplate_is_no_other_stage(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    how = {"pipeline": Pipeline.default(), "learn_boilerplate": True}
    run(folder, tmp_path / "out", **how)
    run(folder, tmp_path / "out", **how, resume=True)
    assert "did otherwise" not in caplog.text
