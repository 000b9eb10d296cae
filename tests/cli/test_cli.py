"""The command line, as its users meet it."""

from __future__ import annotations

import gzip
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "cleaner"]
TEXT = "今天上午，全市教育工作会议在市政府礼堂召开。\n市长出席会议并讲话，强调要办好人民满意的教育。\n"


def cleaner(
    *arguments: object, stdin: bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], input=stdin, capture_output=True, cwd=cwd, timeout=120
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = tmp_path / "in"
    pages.mkdir()
    (pages / "a.txt").write_text(TEXT, encoding="utf-8")
    (pages / "b.html").write_text(f"<html><body><p>{TEXT}</p></body></html>", encoding="utf-8")
    return pages


class TestPipe:
    def test_a_document_in_a_document_out(self) -> None:
        done = cleaner(stdin="報告完成了各項議程，代表們認真履職。".encode())
        assert done.stdout.decode() == "报告完成了各项议程，代表们认真履职。\n"
        assert (done.returncode, done.stderr) == (0, b"")

    def test_charsets_come_in_and_utf8_goes_out(self) -> None:
        assert cleaner(stdin=TEXT.encode("gb18030")).stdout.decode() == TEXT

    def test_nothing_in_nothing_out(self) -> None:
        done = cleaner(stdin=b"")
        assert (done.returncode, done.stdout) == (0, b"")

    def test_what_is_no_text_fails_and_says_why(self) -> None:
        done = cleaner(stdin=b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
        assert (done.returncode, done.stdout) == (1, b"")
        assert b"PNG" in done.stderr

    def test_records(self) -> None:
        lines = b'{"html": "<p>\xe5\xa0\xb1\xe5\x91\x8a\xe3\x80\x82</p>", "id": 1}\nbroken\n'
        done = cleaner("--jsonl", "--text-field", "html", stdin=lines)
        good, bad = map(json.loads, done.stdout.splitlines())
        assert (good["id"], good["status"]) == ("1", "ok")
        assert (bad["status"], bad["text"]) == ("failed", "")
        assert "line 2" in bad["error"]
        assert done.returncode == 1

    def test_files_to_standard_output(self, folder: Path) -> None:
        done = cleaner(folder / "a.txt", folder / "b.html")
        assert done.stdout.decode().count("教育工作会议") == 2

    def test_one_stage_alone(self) -> None:
        done = cleaner("--stages", "simplify", stdin="網站導航 | 首頁\n\n  報告完成了各項議程。\n".encode())
        assert done.stdout.decode() == "网站导航 | 首页\n\n  报告完成了各项议程。\n"

    def test_an_option_of_a_stage(self) -> None:
        done = cleaner("--set", "simplify.to=keep", stdin="報告完成了各項議程，代表們認真履職。".encode())
        assert done.stdout.decode() == "報告完成了各項議程，代表們認真履職。\n"

    def test_without_the_title(self) -> None:
        head = "<head><title>教育会议召开</title></head>"
        page = f"<html>{head}<body><h1>教育会议召开</h1><p>{TEXT}</p></body></html>"
        assert cleaner(stdin=page.encode()).stdout.decode().startswith("教育会议召开\n")
        assert "教育会议召开\n" not in cleaner("--no-title", stdin=page.encode()).stdout.decode()

    def test_a_reader_that_has_enough(self, tmp_path: Path) -> None:
        (tmp_path / "d.jsonl").write_text(
            '{"text": "' + "好的。" * 50 + '"}\n' * 1 + '{"text": "好"}\n' * 20000
        )
        process = subprocess.Popen(
            [*COMMAND, str(tmp_path / "d.jsonl"), "--format", "jsonl", "--stages", "layout"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
        assert process.wait(60) == 3


class TestRun:
    def test_a_folder(self, folder: Path, tmp_path: Path) -> None:
        done = cleaner(folder, "-o", tmp_path / "out")
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == TEXT
        assert done.stdout == b""
        assert b"2 documents: 2 ok, 0 empty, 0 failed" in done.stderr

    def test_statuses_add_up_and_failures_are_named(self, folder: Path, tmp_path: Path) -> None:
        (folder / "empty.txt").write_bytes(b"")
        (folder / "nul.txt").write_bytes(b"\0" * 5000)
        (folder / "gone.html").symlink_to("nowhere")
        done = cleaner(folder, tmp_path / "missing.html", "-o", tmp_path / "out")
        assert done.returncode == 1
        assert "6 documents: 2 ok, 1 empty, 3 failed" in done.stderr.decode()
        for name in ("nul.txt", "gone.html", "missing.html"):
            assert f"{name}: " in done.stderr.decode()

    def test_quiet(self, folder: Path, tmp_path: Path) -> None:
        (folder / "gone.html").symlink_to("nowhere")
        done = cleaner(folder, "-o", tmp_path / "out", "--quiet")
        assert (done.returncode, done.stderr, done.stdout) == (1, b"", b"")

    def test_a_line_of_many_megabytes(self, tmp_path: Path) -> None:
        (tmp_path / "long.txt").write_bytes("会议强调要办好教育。".encode() * 300_000)
        (tmp_path / "short.txt").write_text(TEXT, encoding="utf-8")
        done = cleaner(tmp_path, "-o", tmp_path / "out")
        assert b"2 documents" in done.stderr
        assert (tmp_path / "out" / "short.txt").exists()

    def test_records_of_a_compressed_file(self, tmp_path: Path) -> None:
        lines = "".join(json.dumps({"id": n, "text": TEXT}) + "\n" for n in range(50))
        (tmp_path / "d.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
        done = cleaner(tmp_path / "d.jsonl.gz", "-o", tmp_path / "all.jsonl.gz", "--workers", 2)
        assert done.returncode == 0, done.stderr
        rows = [
            json.loads(line)
            for line in gzip.decompress((tmp_path / "all.jsonl.gz").read_bytes()).splitlines()
        ]
        assert [(row["id"], row["text"]) for row in rows] == [(str(n), TEXT.rstrip()) for n in range(50)]

    def test_resume_needs_no_inputs_named_again(self, folder: Path, tmp_path: Path) -> None:
        cleaner(folder, "-o", tmp_path / "out")
        (folder / "c.txt").write_text(TEXT, encoding="utf-8")
        done = cleaner("-o", tmp_path / "out", "--resume")
        assert "3 documents: 3 ok, 0 empty, 0 failed; 2 of them from an earlier run" in done.stderr.decode()

    def test_a_progress_bar_on_a_terminal_only(self, folder: Path, tmp_path: Path) -> None:
        master, slave = pty.openpty()
        process = subprocess.Popen([*COMMAND, str(folder), "-o", str(tmp_path / "out")], stderr=slave)
        os.close(slave)
        seen = b""
        try:
            while data := os.read(master, 65536):
                seen += data
        except OSError:  # the other end is closed
            pass
        process.wait(60)
        assert b"\x1b[" in seen
        assert b"2 documents: 2 ok" in seen


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["--no-such-option"], "No such option"),
            (["--set", "simplify.too=keep"], "simplify"),
            (["--set", "nonsense", "x"], "stage.option=value"),
            (["--stages", "simplif"], "simplify"),
            (["--resume", "x"], "-o OUT"),
            (["--format", "parquet", "x"], "-o OUT"),
            (["x", "-o", "a.parquet", "--format", "jsonl"], "a.parquet"),
            (["--config", "missing.toml", "x"], "missing.toml"),
            (["--workers", "0", "x"], "--workers"),
        ],
    )
    def test_wrong_usage_is_2_and_says_what(self, arguments: list[str], says: str, tmp_path: Path) -> None:
        done = cleaner(*arguments, cwd=tmp_path)
        assert done.returncode == 2, done
        assert says in done.stderr.decode()
        assert b"Traceback" not in done.stderr

    def test_a_place_that_is_taken(self, folder: Path, tmp_path: Path) -> None:
        cleaner(folder, "-o", tmp_path / "out")
        done = cleaner(folder, "-o", tmp_path / "out")
        assert done.returncode == 2
        assert b"--resume" in done.stderr
        assert b"--overwrite" in done.stderr

    def test_a_configuration_file(self, tmp_path: Path) -> None:
        (tmp_path / "cleaner.toml").write_text('[simplify]\nto = "keep"\n', encoding="utf-8")
        done = cleaner(stdin="報告完成了各項議程，代表們認真履職。".encode(), cwd=tmp_path)
        assert done.stdout.decode().startswith("報告")

    def test_help_shows_what_one_wants_to_know(self) -> None:
        text = cleaner("--help").stdout.decode()
        for word in ("--output", "--resume", "explain", "stages", "Exit status"):
            assert word in text, word

    def test_stages(self) -> None:
        text = cleaner("stages").stdout.decode()
        assert text.index("decode") < text.index("parse") < text.index("select") < text.index("layout")
        assert "simplify.to = 'simplified'" in text

    def test_a_file_named_like_a_command(self, tmp_path: Path) -> None:
        (tmp_path / "stages").write_text(TEXT, encoding="utf-8")
        assert cleaner("./stages", cwd=tmp_path).stdout.decode() == TEXT

    def test_version(self) -> None:
        assert cleaner("--version").stdout.decode().startswith("cleaner, version ")


def test_texts_do_not_go_into_a_file(folder: Path, tmp_path: Path) -> None:
    done = cleaner(folder / "a.txt", "-o", tmp_path / "out.txt")
    assert done.returncode == 2
    assert b"name a folder" in done.stderr
    assert not (tmp_path / "out.txt").exists()


def test_ctrl_c_stops_cleanly_and_the_run_can_be_resumed(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": n, "text": TEXT * 40}) + "\n" for n in range(4000))
    (tmp_path / "d.jsonl").write_text(lines, encoding="utf-8")
    command = [*COMMAND, str(tmp_path / "d.jsonl"), "-o", str(tmp_path / "all.jsonl"), "--stages", "simplify"]
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run behind `&`
    )
    ledger = tmp_path / "all.jsonl.run" / "ledger.sqlite-wal"
    while process.poll() is None and not (ledger.exists() and ledger.stat().st_size > 100_000):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everybody
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 3, errors
    assert errors.decode() == "cleaner: interrupted; --resume goes on from here\n"
    assert not (tmp_path / "all.jsonl").exists()
    done = cleaner("-o", tmp_path / "all.jsonl", "--resume", "--stages", "simplify")
    assert done.returncode == 0
    assert len((tmp_path / "all.jsonl").read_bytes().splitlines()) == 4000
