"""`cleaner IN... -o OUT`: runs from the command line."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers import COMMAND, TEXT, on_terminal, run_cleaner, tree

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("given", ["www.example.cn", "www.example.cn/2003", "www.example.cn/2003/a.txt"])
def test_a_run_and_explain_know_where_a_file_lies(given: str, tmp_path: Path, write) -> None:
    path = tmp_path / "www.example.cn" / "2003" / "a.txt"
    path.parent.mkdir(parents=True)
    path.write_text(
        "某某小学举行运动会\n昨天上午，同学们在操场上你追我赶。\n责任编辑：张三\n", encoding="utf-8"
    )
    config = write("[[site]]\nmatch = '*.example.cn'\nkeep = ['re:^责任编辑']\n[[site]]\nmatch = '2003/'\n"
                   "drop = ['re:^某某']\n")  # fmt: skip
    command = [sys.executable, "-m", "cleaner"]
    run = [*command, str(tmp_path / given), "-o", str(tmp_path / "out"), "--config", str(config), "--quiet"]
    subprocess.run(run, check=True)
    (out,) = (tmp_path / "out").rglob("a.txt")
    assert out.read_text(encoding="utf-8") == "昨天上午，同学们在操场上你追我赶。\n责任编辑：张三\n"
    explain = [*command, "explain", "a.txt", "--config", str(config)]
    shown = subprocess.run(explain, cwd=path.parent, capture_output=True, check=True).stdout.decode()
    assert "kept by the rule 're:^责任编辑'" in shown


def test_a_run_writes_its_report(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.html").write_text(
        "<html><body><h1>题目</h1><p>正文一段，很长很长。</p></body></html>", "utf-8"
    )
    (pages / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    report = tmp_path / "report.html"
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", str(pages), "-o", str(tmp_path / "clean"), "--report", str(report)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    told = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))
    assert told["documents"] == {"ok": 1, "empty": 0, "failed": 1}
    assert told["kinds"] == {"page": 1}
    assert "题目" in report.read_text(encoding="utf-8")


def test_a_folder(pages: Path, tmp_path: Path) -> None:
    done = run_cleaner(pages, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == TEXT
    assert done.stdout == b""
    assert b"2 documents: 2 ok, 0 empty, 0 failed" in done.stderr


def test_statuses_add_up_and_failures_are_named(pages: Path, tmp_path: Path) -> None:
    (pages / "empty.txt").write_bytes(b"")
    (pages / "nul.txt").write_bytes(b"\0" * 5000)
    (pages / "gone.html").symlink_to("nowhere")
    done = run_cleaner(pages, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "5 documents: 2 ok, 1 empty, 2 failed" in done.stderr.decode()
    for name in ("nul.txt", "gone.html"):
        assert f"{name}: " in done.stderr.decode()


def test_quiet(pages: Path, tmp_path: Path) -> None:
    (pages / "gone.html").symlink_to("nowhere")
    done = run_cleaner(pages, "-o", tmp_path / "out", "--quiet")
    assert (done.returncode, done.stderr, done.stdout) == (1, b"", b"")


def test_a_line_of_many_megabytes(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "long.txt").write_bytes("会议强调要办好教育。".encode() * 300_000)
    (tmp_path / "in" / "short.txt").write_text(TEXT, encoding="utf-8")
    done = run_cleaner(tmp_path / "in", "-o", tmp_path / "out")
    assert b"2 documents: 2 ok" in done.stderr
    assert (tmp_path / "out" / "short.txt").exists()


def test_records_of_a_compressed_file(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": n, "text": TEXT}) + "\n" for n in range(50))
    (tmp_path / "d.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    done = run_cleaner(tmp_path / "d.jsonl.gz", "-o", tmp_path / "all.jsonl.gz", "--workers", 2)
    assert done.returncode == 0, done.stderr
    rows = [
        json.loads(line) for line in gzip.decompress((tmp_path / "all.jsonl.gz").read_bytes()).splitlines()
    ]
    assert [(row["id"], row["text"]) for row in rows] == [(n, TEXT.rstrip()) for n in range(50)]


def test_resume_needs_no_inputs_named_again(pages: Path, tmp_path: Path) -> None:
    run_cleaner(pages, "-o", tmp_path / "out")
    (pages / "c.txt").write_text(TEXT, encoding="utf-8")
    done = run_cleaner("-o", tmp_path / "out", "--resume")
    assert "3 documents: 3 ok, 0 empty, 0 failed; 2 of them from an earlier run" in done.stderr.decode()


def test_resume_goes_on_with_the_options_of_the_earlier_run(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"nr": n, "html": TEXT}) + "\n" for n in range(3))
    (tmp_path / "d.jsonl").write_text(lines, encoding="utf-8")
    given = ["--format", "jsonl", "--text-field", "html", "--id-field", "nr"]
    assert run_cleaner(tmp_path / "d.jsonl", "-o", tmp_path / "out", *given).returncode == 0
    again = run_cleaner("-o", tmp_path / "out", "--resume")
    assert "3 documents: 3 ok, 0 empty, 0 failed; 3 of them from an earlier run" in again.stderr.decode()
    other = run_cleaner("-o", tmp_path / "out", "--resume", "--no-title").stderr.decode()
    assert "layout.title was true and is false" in other
    assert "earlier run;" not in other
    written = (tmp_path / "out" / "d.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in written] == [0, 1, 2]


def test_a_progress_bar_on_a_terminal_only(pages: Path, tmp_path: Path) -> None:
    shown = on_terminal(pages, "-o", tmp_path / "out")
    assert "\x1b[" in shown
    assert "2 documents: 2 ok" in shown
    assert "MB/s" not in shown
    assert b"\x1b" not in run_cleaner(pages, "-o", tmp_path / "other").stderr


def test_texts_do_not_go_into_a_file(pages: Path, tmp_path: Path) -> None:
    done = run_cleaner(pages / "a.txt", "-o", tmp_path / "out.txt")
    assert done.returncode == 2
    assert b"name a folder" in done.stderr
    assert not (tmp_path / "out.txt").exists()


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A file of 4,000 records, which takes a while."""
    lines = "".join(json.dumps({"id": n, "text": TEXT * 40}) + "\n" for n in range(4000))
    (tmp_path / "d.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path / "d.jsonl"


def interruptible(*arguments: object) -> subprocess.Popen[str]:
    """The command in a process group of its own, as on a terminal."""
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # shells ignore it for background jobs
    )


def interrupted(process: subprocess.Popen[str]) -> str:
    """Send Ctrl-C to the whole group, as a terminal does; return the only line that was printed."""
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 3, errors
    assert errors.count("\n") == 1, errors
    return errors.strip()


def test_ctrl_c_stops_cleanly_and_the_run_can_be_resumed(many: Path, tmp_path: Path) -> None:
    process = interruptible(many, "-o", tmp_path / "all.jsonl", "--stages", "simplify")
    ledger = tmp_path / "all.jsonl.run" / "ledger.sqlite-wal"
    while process.poll() is None and not (ledger.exists() and ledger.stat().st_size > 100_000):
        time.sleep(0.02)
    told = r"cleaner: interrupted; the same command with --resume goes on .*; [\d,]+ documents? done so far"
    assert re.fullmatch(told, interrupted(process))
    assert not (tmp_path / "all.jsonl").exists()
    done = run_cleaner("-o", tmp_path / "all.jsonl", "--resume", "--stages", "simplify")
    assert done.returncode == 0
    assert len((tmp_path / "all.jsonl").read_bytes().splitlines()) == 4000


@pytest.mark.parametrize("seconds", [0.0, 0.2, 0.4, 0.8, 1.2])
def test_ctrl_c_while_workers_start_prints_one_line(many: Path, tmp_path: Path, seconds: float) -> None:
    process = interruptible(many, "-o", tmp_path / "all.jsonl", "--workers", "2")
    while process.poll() is None and not (tmp_path / "all.jsonl.run" / "run.json").exists():
        time.sleep(0.02)
    time.sleep(seconds)
    assert interrupted(process).startswith("cleaner: interrupted; the same command with --resume")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["missing.html", "-o", "out"], "missing.html"),
        (["*.pdf", "-o", "out"], "no file matches"),
        (["pages", "-o", "out", "--resume"], "no earlier run"),
        (["-o", "out", "--retry-failed"], "no earlier run"),
        (["pages", "-o", "s3://bucket/out"], "not on this machine"),
        (["pages", "-o", "pages/clean"], "lies in the input"),
        (["pages", "-o", "out", "--report", "pages/report.html"], "lies in the input"),
        (["pages/a.txt", "-o", "pages"], "no run has written"),
        (["pages/a.txt", "-o", "pages", "--overwrite"], "no run has written"),
        (["d.jsonl", "-o", "d.jsonl"], "d.jsonl is the input"),
        (["d.jsonl", "-o", "d.jsonl", "--overwrite"], "d.jsonl is the input"),
        (["d.jsonl", "-o", "out", "--text-field", "html"], "there: id, text"),
        (["d.jsonl", "-o", "out", "--id-field", "kee"], "no field 'kee' with an id"),
        (["missing.html"], "missing.html"),
        (["pages", "--engine", "ray"], "--engine ray needs -o OUT"),
        (["pages", "--mark-duplicates"], "--mark-duplicates needs -o OUT"),
        (["pages", "--learn-boilerplate"], "--learn-boilerplate needs -o OUT"),
    ],
)
def test_what_is_wrong_is_said_before_the_start(
    arguments: list[str], says: str, pages: Path, tmp_path: Path
) -> None:
    pages.rename(tmp_path / "pages")
    (tmp_path / "d.jsonl").write_text('{"text": "好", "id": 1}\n' * 3, encoding="utf-8")
    before = tree(tmp_path)
    done = run_cleaner(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert tree(tmp_path) == before


def test_an_error_of_the_program_is_no_traceback_without_debug(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import cleaner.runs.output as output\n"
        "def broken(*_):\n    raise KeyError('a fault')\n"
        "output.Output.settle = broken\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    for arguments, traceback in (([], False), (["--debug", "--overwrite"], True)):
        command = [*COMMAND, str(pages), "-o", str(tmp_path / "out"), *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        assert ("Traceback" in done.stderr) == traceback, done.stderr
        assert "KeyError" in done.stderr
        if not traceback:
            assert done.returncode == 3
            assert "--resume" in done.stderr
    assert run_cleaner("-o", tmp_path / "out", "--resume").returncode == 0


def test_a_run_of_standard_input_is_not_resumed_from_nothing(tmp_path: Path) -> None:
    lines = b'{"text": "\xe5\xa5\xbd", "id": 1}\n' * 3
    run_cleaner("--jsonl", "-o", tmp_path / "all.jsonl", stdin=lines)
    before = tree(tmp_path)
    done = run_cleaner("--jsonl", "-o", tmp_path / "all.jsonl", "--resume")
    assert done.returncode == 2
    assert b"standard input" in done.stderr
    assert tree(tmp_path) == before


def test_records_on_standard_input_without_the_field_of_the_text(tmp_path: Path) -> None:
    lines = b'{"body": "\xe5\xa5\xbd", "id": 1}\n' * 300
    for arguments in ((), ("-o", tmp_path / "all.jsonl"), ("-o", tmp_path / "out")):
        done = run_cleaner("--jsonl", *arguments, stdin=lines)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"there: body, id" in done.stderr
    assert not list(tmp_path.iterdir())
    some = run_cleaner("--jsonl", stdin=lines[: lines.index(b"\n") + 1] * 50 + b'{"text": "x"}\n')
    assert some.returncode == 1
    assert len(some.stdout.splitlines()) == 51
