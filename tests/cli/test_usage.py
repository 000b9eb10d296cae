"""The command line: errors, help, configuration files."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import TEXT, run_cleaner


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
def test_wrong_usage_is_2_and_says_what(arguments: list[str], says: str, tmp_path: Path) -> None:
    done = run_cleaner(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
def test_a_place_that_is_taken(pages: Path, tmp_path: Path) -> None:
    run_cleaner(pages, "-o", tmp_path / "out")
    done = run_cleaner(pages, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert b"--resume" in done.stderr
    assert b"--overwrite" in done.stderr


def test_a_configuration_file(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text('[simplify]\nto = "keep"\n', encoding="utf-8")
    done = run_cleaner(stdin="報告完成了各項議程，代表們認真履職。".encode(), cwd=tmp_path)
    assert done.stdout.decode().startswith("報告")


def test_help_shows_what_one_wants_to_know() -> None:
    text = run_cleaner("--help").stdout.decode()
    for word in ("--output", "--resume", "explain", "stages", "Exit status"):
        assert word in text, word


@pytest.mark.slow
def test_stages() -> None:
    text = run_cleaner("stages").stdout.decode()
    assert text.index("decode") < text.index("parse") < text.index("select") < text.index("layout")
    assert "simplify.to = 'simplified'" in text


@pytest.mark.slow
def test_a_file_named_like_a_command(tmp_path: Path) -> None:
    (tmp_path / "stages").write_text(TEXT, encoding="utf-8")
    assert run_cleaner("./stages", cwd=tmp_path).stdout.decode() == TEXT


def test_version() -> None:
    assert run_cleaner("--version").stdout.decode().startswith("cleaner, version ")
