"""Runs lose nothing: they add up, can be cut off and taken up again, and give the same bytes."""

from __future__ import annotations

import errno
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from poison import KINDS, Poison, Slow

from cleaner.document import ConfigError, Document
from cleaner.engines import Guard
from cleaner.pipeline import Pipeline
from cleaner.runs import execute as jobs
from cleaner.runs.account import Counts
from cleaner.runs.destination import Destination, OccupiedError
from cleaner.runs.execute import Aborted, execute
from cleaner.runs.job import Job
from cleaner.runs.ledger import Ledger
from cleaner.stages.decode import Decode
from cleaner.stages.layout import Layout
from cleaner.stages.parse import Parse

SIMPLE = Pipeline((Decode(), Parse(), Layout()))
POISONED = Pipeline((Decode(), Poison()))
GUARD = Guard(timeout=2, memory=500)
BOOKKEEPING = {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "run.json"}


def run(inputs: Any, output: Path, form: Any = None, pipeline: Pipeline = SIMPLE, **how: Any) -> Counts:
    inputs = inputs if isinstance(inputs, tuple) else (inputs,)
    how = {"engine": "serial", "guard": None} | how
    return execute(Job(tuple(map(str, inputs)), pipeline, Destination.of(str(output), form), **how))


def files(*folders: Path) -> dict[str, bytes]:
    """What a run has written, without what is only for itself."""
    return {
        str(path.relative_to(folder.parent)): path.read_bytes()
        for folder in folders
        for path in sorted([folder, *folder.rglob("*")] if folder.exists() else [])
        if path.is_file() and path.name not in BOOKKEEPING
    }


def results(path: Path) -> dict[str, bytes]:
    return files(path, path.with_name(f"{path.name}.run"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of pages, one of them empty and one of them no text."""
    pages = tmp_path / "in"
    for name in ("a.html", "sub/a.html", "sub/b.html"):
        (pages / name).parent.mkdir(parents=True, exist_ok=True)
        (pages / name).write_text(
            f"<html><body><p>这是{name}的正文，写得很好。</p></body></html>", encoding="utf-8"
        )
    (pages / "empty.txt").write_bytes(b"")
    (pages / "junk.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return pages


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "docs.jsonl"
    lines = [{"id": f"d{n}", "text": f"第{n}篇文章的正文。", "n": n} for n in range(300)]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


class TestOutput:
    def test_a_folder_becomes_a_mirrored_tree(self, folder: Path, tmp_path: Path) -> None:
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

    def test_no_two_inputs_write_one_output(self, tmp_path: Path) -> None:
        pages = tmp_path / "in"
        (pages / "x.txt").mkdir(parents=True)
        names = ("x.htm", "x.html", "X.HTML", "x~2.html", "x.txt/y.html", "quarantine.html")
        for name in names:
            (pages / name).write_text(f"这里写的是{name}。", encoding="utf-8")
        run(pages, tmp_path / "out")
        texts = sorted(data.decode().strip() for data in results(tmp_path / "out").values())
        assert texts == sorted(f"这里写的是{name}。" for name in names)

    def test_an_input_named_twice_is_done_once(self, folder: Path, tmp_path: Path) -> None:
        counts = run((folder, folder / "a.html", folder), tmp_path / "out")
        assert counts.inputs == 5

    @pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz", "all.parquet"])
    def test_records(self, records: Path, tmp_path: Path, name: str) -> None:
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

    def test_each_container_gets_a_file_of_records(self, records: Path, tmp_path: Path) -> None:
        (tmp_path / "docs.jsonl.gz").write_bytes(gzip.compress(records.read_bytes()))
        (tmp_path / "page.html").write_text("这是一页。", encoding="utf-8")
        run((records, tmp_path / "docs.jsonl.gz", tmp_path / "page.html"), tmp_path / "out", "jsonl")
        counts = {name: data.count(b"\n") for name, data in results(tmp_path / "out").items()}
        assert counts == {"out/docs.jsonl": 300, "out/docs~2.jsonl": 300, "out/documents.jsonl": 1}

    def test_records_that_fail_go_to_quarantine_with_their_bytes(self, tmp_path: Path) -> None:
        path = tmp_path / "docs.jsonl"
        path.write_text(
            '{"text": "EXCEPTION", "id": "x"}\n{"text": "好", "id": "y"}\nnot json\n', encoding="utf-8"
        )
        counts = run(path, tmp_path / "all.jsonl", pipeline=POISONED)
        assert (counts.inputs, counts.ok, counts.failed) == (3, 1, 2)
        home = tmp_path / "all.jsonl.run" / "quarantine"
        first, second = map(json.loads, (home / "failures.jsonl").read_text(encoding="utf-8").splitlines())
        assert (first["id"], first["stage"], first["error"]) == ("x", "poison", "poisoned")
        assert (home / first["file"]).read_bytes() == b"EXCEPTION"
        assert "line 3" in second["error"]
        assert (home / second["file"]).read_bytes() == b"not json"

    def test_markdown_keeps_the_structure(self, tmp_path: Path) -> None:
        page = (
            "<html><body><h2>小标题在此</h2><ul><li>第一条内容。</li><li>第二条内容。</li></ul></body></html>"
        )
        (tmp_path / "a.html").write_text(page, encoding="utf-8")
        run(tmp_path / "a.html", tmp_path / "out", "md")
        text = (tmp_path / "out" / "a.md").read_text(encoding="utf-8")
        assert "- 第一条内容。\n- 第二条内容。" in text

    def test_run_json_accounts_for_the_run(self, folder: Path, tmp_path: Path) -> None:
        run(folder, tmp_path / "out")
        account = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
        assert account["state"] == "finished"
        assert account["counts"]["inputs"] == 5
        assert account["fingerprint"] == SIMPLE.fingerprint

    def test_a_second_run_gives_the_same_bytes(self, folder: Path, records: Path, tmp_path: Path) -> None:
        for output, form in (("tree", "txt"), ("all.jsonl.gz", None)):
            run((folder, records), tmp_path / "one" / output, form)
            run((folder, records), tmp_path / "two" / output, form, engine="pool", workers=2, guard=GUARD)
            one, two = (results(tmp_path / number / output) for number in ("one", "two"))
            assert one == two


class TestEngines:
    @pytest.mark.parametrize("engine", ["pool", "ray"])
    def test_engines_write_the_same_bytes_around_poison(self, tmp_path: Path, engine: Any) -> None:
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


class TestResume:
    def test_a_place_that_is_taken_is_refused(self, folder: Path, tmp_path: Path) -> None:
        run(folder, tmp_path / "out")
        with pytest.raises(OccupiedError, match="--resume"):
            run(folder, tmp_path / "out")
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "thesis.txt").write_text("mine")
        with pytest.raises(OccupiedError, match="no earlier run"):
            run(folder, tmp_path / "mine", resume=True)

    def test_overwrite_clears_the_earlier_run_and_nothing_else(self, folder: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        run(folder, out)
        (out / "mine.dat").write_text("mine")
        (folder / "junk.png").unlink()
        (folder / "a.html").rename(folder / "renamed.html")
        run(folder, out, overwrite=True)
        assert sorted(results(out)) == [
            "out/empty.txt", "out/mine.dat", "out/renamed.txt", "out/sub/a.txt", "out/sub/b.txt"
        ]  # fmt: skip

    def test_resume_does_what_is_not_done(self, folder: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        run(folder, out)
        (folder / "a.html").write_text("这是改过的一页。", encoding="utf-8")
        (folder / "new.html").write_text("这是新的一页。", encoding="utf-8")
        (out / "sub" / "b.txt").unlink()
        counts = run(folder, out, resume=True)
        assert (counts.inputs, counts.earlier) == (6, 3)
        assert (out / "a.txt").read_text(encoding="utf-8") == "这是改过的一页。\n"
        assert (out / "sub" / "b.txt").exists()

    def test_resume_does_again_what_another_pipeline_did(self, records: Path, tmp_path: Path) -> None:
        run(records, tmp_path / "all.jsonl")
        counts = run(records, tmp_path / "all.jsonl", pipeline=POISONED, resume=True)
        assert counts.earlier == 0
        run(records, tmp_path / "fresh" / "all.jsonl", pipeline=POISONED)
        assert (tmp_path / "all.jsonl").read_bytes() == (tmp_path / "fresh" / "all.jsonl").read_bytes()

    def test_resume_needs_the_same_format(self, folder: Path, tmp_path: Path) -> None:
        run(folder, tmp_path / "out")
        with pytest.raises(ConfigError, match="--format txt"):
            run(folder, tmp_path / "out", "md", resume=True)

    def test_new_records_in_the_middle_come_out_in_the_middle(self, records: Path, tmp_path: Path) -> None:
        run((records,), tmp_path / "all.jsonl")
        lines = records.read_text(encoding="utf-8").splitlines(keepends=True)
        lines.insert(100, '{"id": "new", "text": "这是新来的。"}\n')
        records.write_text("".join(lines), encoding="utf-8")
        run((records,), tmp_path / "all.jsonl", resume=True)
        run((records,), tmp_path / "fresh" / "all.jsonl")
        assert (tmp_path / "all.jsonl").read_bytes() == (tmp_path / "fresh" / "all.jsonl").read_bytes()

    def test_retry_failed_runs_just_those(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
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

    @pytest.mark.parametrize("output", ["all.jsonl.gz", "tree"])
    def test_a_killed_run_is_taken_up_without_loss(self, records: Path, tmp_path: Path, output: str) -> None:
        """Killed outright, several times in one run, at moments that chance decides."""
        program = (
            "import sys, test_job as t; from pathlib import Path\n"
            "if __name__ == '__main__':\n"
            "    t.slow_run(Path(sys.argv[1]), Path(sys.argv[2]), resume=len(sys.argv) > 3)\n"
        )
        script = tmp_path / "program.py"
        script.write_text(program)
        slow_run(records, tmp_path / "whole" / output)
        place = tmp_path / "cut" / output
        command = [sys.executable, str(script), str(records), str(place)]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        chance = random.Random(output)
        for attempt in range(4):
            more = ["resume"] if (place.parent / f"{place.name}.run").exists() or place.exists() else []
            process = subprocess.Popen(command + more, env=environment, start_new_session=True)
            time.sleep(1 + chance.random() * 2)
            os.killpg(process.pid, signal.SIGKILL) if attempt % 2 else process.kill()
            process.wait()
        slow_run(records, place, resume=True)
        assert results(place) == results(tmp_path / "whole" / output)


def slow_run(records: Path, output: Path, resume: bool = False) -> None:
    pipeline = Pipeline((Decode(), Slow(0.01), Parse(), Layout()))
    resume = resume and (output if output.suffix == "" else output.with_name(f"{output.name}.run")).exists()
    started = resume and (Destination.of(str(output)).home / "ledger.sqlite").exists()
    run(
        records,
        output,
        pipeline=pipeline,
        engine="pool",
        workers=2,
        guard=GUARD,
        resume=started,
        overwrite=not started,
    )


class TestTrouble:
    def test_a_full_disk_aborts_and_can_be_resumed(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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

    def test_an_interrupt_stops_cleanly(self, records: Path, tmp_path: Path) -> None:
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

    def test_a_run_says_from_its_start_what_goes_in(self, folder: Path, tmp_path: Path) -> None:
        """So that one that was killed can be resumed without naming the inputs again."""
        told = []

        def look(item: object, result: object) -> None:
            told.append(json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8")))

        run(folder, tmp_path / "out", observe=look)
        assert told[0]["state"] == "running"
        assert told[0]["inputs"] == [str(folder)]

    def test_two_runs_into_one_place(self, folder: Path, tmp_path: Path) -> None:
        run(folder, tmp_path / "out")
        with (
            Ledger(tmp_path / "out" / "ledger.sqlite"),
            pytest.raises(Aborted, match="locked"),
        ):
            run(folder, tmp_path / "out", resume=True)

    def test_a_place_that_cannot_be_written(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(jobs.CleanerError, match="file"):
            run(folder, tmp_path / "file" / "out")

    def test_an_empty_folder_is_a_failed_input(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        counts = run(tmp_path / "in", tmp_path / "out")
        assert (counts.inputs, counts.failed) == (1, 1)


class TestTwoPasses:
    @pytest.fixture
    def site(self, tmp_path: Path) -> Path:
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

    def test_lines_that_recur_are_left_out(self, site: Path, tmp_path: Path) -> None:
        run(site, tmp_path / "plain")
        run(site, tmp_path / "out", learn_boilerplate=True)
        for number in range(10):
            plain = (tmp_path / "plain" / f"{number}.txt").read_text(encoding="utf-8")
            learned = (tmp_path / "out" / f"{number}.txt").read_text(encoding="utf-8")
            assert learned == plain.replace("春天网祝您每天都有好心情。\n", "")

    def test_duplicates_are_marked_and_kept(self, site: Path, tmp_path: Path) -> None:
        run(site, tmp_path / "all.jsonl", mark_duplicates=True)
        rows = {
            (row := json.loads(line))["id"]: row for line in (tmp_path / "all.jsonl").open(encoding="utf-8")
        }
        assert len(rows) == 10
        marked = {name: row["duplicate_of"] for name, row in rows.items() if "duplicate_of" in row}
        assert marked == {"8.txt": "3.txt", "9.txt": "4.txt"}
        listed = (tmp_path / "all.jsonl.run" / "duplicates.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["likeness"] == 1 for line in listed] == [True, False]

    def test_a_resumed_run_knows_what_was_learned(self, site: Path, tmp_path: Path) -> None:
        run(site, tmp_path / "out", learn_boilerplate=True)
        assert run(site, tmp_path / "out", learn_boilerplate=True, resume=True).earlier == 10

    def test_a_document_of_nothing_but_boilerplate_stays(self, site: Path, tmp_path: Path) -> None:
        (site / "only.txt").write_text("春天网祝您每天都有好心情。", encoding="utf-8")
        run(site, tmp_path / "out", learn_boilerplate=True)
        assert (tmp_path / "out" / "only.txt").read_text(encoding="utf-8") == "春天网祝您每天都有好心情。\n"


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


def test_documents_are_not_kept(tmp_path: Path) -> None:
    """The parent holds a window of documents, not the run."""
    path = tmp_path / "docs.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for number in range(3000):
            stream.write(json.dumps({"text": f"{number} " + "字" * 3000}) + "\n")
    import tracemalloc

    tracemalloc.start()
    run(path, tmp_path / "all.jsonl", pipeline=Pipeline((Poison(),)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000, Document()


def test_a_cluster_cleans_containers_where_they_lie(tmp_path: Path) -> None:
    """As many tasks as containers; what they leave is what a run on one machine leaves."""
    pytest.importorskip("ray", reason="the ray extra is not installed")
    source = tmp_path / "in"
    (source / "sub").mkdir(parents=True)
    for name in ("a.jsonl", "b.jsonl.gz", "sub/a.jsonl"):
        lines = [{"text": "CRASH" if n == 7 else f"{name} {n}", "id": n} for n in range(30)]
        data = "".join(json.dumps(line) + "\n" for line in lines).encode() + b"broken\n"
        (source / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    (source / "aa.html").write_text("a page")
    (source / "bad.html").write_text("EXCEPTION")
    for engine in ("pool", "ray"):
        counts = run(
            source, tmp_path / engine / "out", "jsonl", POISONED, engine=engine, guard=GUARD, workers=2
        )
        assert (counts.inputs, counts.ok, counts.failed) == (95, 88, 7)
    one, two = (results(tmp_path / engine / "out") for engine in ("pool", "ray"))
    two = {name: data for name, data in two.items() if not name.startswith("out/shards/")}
    assert one == two
    assert (
        run(source, tmp_path / "ray" / "out", "jsonl", POISONED, engine="ray", resume=True).earlier
        == 88 + 7 - 3
    )
