"""`cleaner` from standard input to standard output."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from helpers import COMMAND, TEXT, run_cleaner


def test_a_document_in_a_document_out() -> None:
    done = run_cleaner(stdin="報告完成了各項議程，代表們認真履職。".encode())
    assert done.stdout.decode() == "报告完成了各项议程，代表们认真履职。\n"
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_charsets_come_in_and_utf8_goes_out() -> None:
    assert run_cleaner(stdin=TEXT.encode("gb18030")).stdout.decode() == TEXT


@pytest.mark.slow
def test_nothing_in_nothing_out() -> None:
    done = run_cleaner(stdin=b"")
    assert (done.returncode, done.stdout) == (0, b"")


def test_what_is_no_text_fails_and_says_why() -> None:
    done = run_cleaner(stdin=b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"PNG" in done.stderr


@pytest.mark.slow
def test_records() -> None:
    lines = b'{"html": "<p>\xe5\xa0\xb1\xe5\x91\x8a\xe3\x80\x82</p>", "id": 1}\nbroken\n'
    done = run_cleaner("--jsonl", "--text-field", "html", stdin=lines)
    good, bad = map(json.loads, done.stdout.splitlines())
    assert (good["id"], good["status"]) == (1, "ok")
    assert (bad["status"], bad["text"]) == ("failed", "")
    assert "line 2" in bad["error"]
    assert done.returncode == 1


@pytest.mark.parametrize(("option", "line"), [("--text-field", "line 1: "), ("--id-field", "")])
def test_fields_that_are_not_there_are_told(option: str, line: str) -> None:
    records = b'{"id": 1, "text": "a", "url": "b"}\n{"id": 2, "text": "c"}\n'
    done = run_cleaner("--jsonl", option, "kee", stdin=records)
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"Error: {line}no field 'kee'" in done.stderr.decode()
    assert "url)" in done.stderr.decode()


def test_an_id_may_be_missing_in_some_records() -> None:
    records = b'{"text": "a"}\n{"key": 2, "text": "c"}\n'
    done = run_cleaner("--jsonl", "--id-field", "key", "--stages", "layout", stdin=records)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["stdin/1", 2]


def test_records_that_cannot_be_read_keep_their_other_fields() -> None:
    records = b'{"text": "a"}\n{"text": null, "id": 2, "lang": "zh", "title": "b"}\n{"id": 3, "lang": "en"}\n'
    done = run_cleaner("--jsonl", "--stages", "layout", stdin=records)
    _, null, none = map(json.loads, done.stdout.splitlines())
    assert (null["status"], null["id"], null["lang"], null["source_title"]) == ("failed", 2, "zh", "b")
    assert (none["status"], none["id"], none["lang"]) == ("failed", 3, "en")


@pytest.mark.slow
def test_files_to_standard_output(pages: Path) -> None:
    done = run_cleaner(pages / "a.txt", pages / "b.html")
    assert done.stdout.decode().count("教育工作会议") == 2


@pytest.mark.slow
def test_one_stage_alone() -> None:
    done = run_cleaner("--stages", "simplify", stdin="網站導航 | 首頁\n\n  報告完成了各項議程。\n".encode())
    assert done.stdout.decode() == "网站导航 | 首页\n\n  报告完成了各项议程。\n"


def test_an_option_of_a_stage() -> None:
    done = run_cleaner("--set", "simplify.to=keep", stdin="報告完成了各項議程，代表們認真履職。".encode())
    assert done.stdout.decode() == "報告完成了各項議程，代表們認真履職。\n"


@pytest.mark.parametrize("option", ["--links", "--images"])
def test_options_of_markdown_are_options_of_the_layout(option: str) -> None:
    def fingerprint(*arguments: str) -> str:
        done = run_cleaner("--format", "jsonl", *arguments, stdin=TEXT.encode())
        return str(json.loads(done.stdout)["fingerprint"])

    given = fingerprint(option)
    assert given != fingerprint()
    assert given == fingerprint("--set", f"layout.{option.strip('-')}=true")


def test_markdown_with_links_and_images_on_demand() -> None:
    body = (
        '今天上午，<a href="/a.html">工作会议</a>在<b>礼堂</b>召开<img src="/b.png" alt="会场">，市长出席。'
    )
    page = f"<html><body><h1>教育会议召开</h1><p>{body}</p><p>{TEXT}</p></body></html>".encode()

    def written(*options: str) -> str:
        return run_cleaner("--format", "md", *options, stdin=page).stdout.decode().split("\n\n")[1]

    assert written() == "今天上午，工作会议在**礼堂**召开，市长出席。"
    assert written("--links") == "今天上午，[工作会议](/a.html)在**礼堂**召开，市长出席。"
    assert written("--images") == "今天上午，工作会议在**礼堂**召开![会场](/b.png)，市长出席。"


def test_records_that_are_read_as_one_document_are_noticed() -> None:
    record = json.dumps({"id": 1, "text": TEXT}).encode()
    assert b"--jsonl reads a field of each" in run_cleaner(stdin=record + b"\n" + record).stderr
    assert not run_cleaner("--jsonl", stdin=record).stderr
    assert not run_cleaner(stdin=f"{{公告}}\n{TEXT}".encode()).stderr


@pytest.mark.slow
def test_without_the_title() -> None:
    head = "<head><title>教育会议召开</title></head>"
    page = f"<html>{head}<body><h1>教育会议召开</h1><p>{TEXT}</p></body></html>"
    assert run_cleaner(stdin=page.encode()).stdout.decode().startswith("教育会议召开\n")
    assert "教育会议召开\n" not in run_cleaner("--no-title", stdin=page.encode()).stdout.decode()


@pytest.mark.slow
def test_a_reader_that_has_enough(tmp_path: Path) -> None:
    (tmp_path / "d.jsonl").write_text('{"text": "好"}\n' * 20_000, encoding="utf-8")
    command = [*COMMAND, str(tmp_path / "d.jsonl"), "--format", "jsonl", "--stages", "layout"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
        assert process.wait(60) == 3
