"""The command line: errors, help, configuration files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import REDACT, ROOT, TEXT, run_cleaner

from cleaner.cli import main


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


@pytest.mark.parametrize("command", ["explain", "run"])
def test_ctrl_c_ends_every_command_alike(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cleaner.config.Config.build", interrupt)
    shown = CliRunner().invoke(main, [command, "-"], input="正文。")
    assert (shown.exit_code, shown.output) == (3, "cleaner: interrupted\n")


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
    for word in ("--output", "--resume", "explain", "stages", "Exit status", "--version"):
        assert word in text, word


@pytest.mark.slow
class TestStages:
    def test_they_are_listed_in_order_with_their_options(self, tmp_path: Path) -> None:
        text = run_cleaner("stages", cwd=tmp_path).stdout.decode()
        assert text.index("decode") < text.index("parse") < text.index("select") < text.index("layout")
        assert "simplify.to = 'simplified'\n" in text
        assert "Not selected" not in text

    def test_the_configuration_selects(self, tmp_path: Path) -> None:
        (tmp_path / "cleaner.toml").write_text('stages = ["decode", "simplify"]\n[simplify]\nto = "keep"\n')
        text = run_cleaner("stages", cwd=tmp_path).stdout.decode()
        selected, _, others = text.partition("Not selected:\n")
        assert [line.split()[0] for line in selected.splitlines() if line[:1].strip()] == [
            "decode",
            "simplify",
        ]
        assert "simplify.to = 'keep'  (cleaner.toml)" in selected
        assert [line.split()[0] for line in others.splitlines()] == [
            "repair", "parse", "select", "rules", "layout",
        ]  # fmt: skip

    def test_stages_of_other_packages(self, installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PYTHONPATH", f"{installed}:{ROOT}:{ROOT / 'tests'}")
        text = run_cleaner("stages", "--stages", REDACT, cwd=installed).stdout.decode()
        selected, _, others = text.partition("Not selected:\n")
        assert f"redact ({REDACT}) A stage with options" in selected
        assert "broken     the stage 'broken' cannot be imported" in others
        assert "redact" not in others.replace("acme.no", "")
        offered = run_cleaner("stages", cwd=installed).stdout.decode().partition("Not selected:\n")[2]
        assert "redact     A stage with options" in offered


@pytest.mark.parametrize(
    ("word", "told"),
    [("explian", "did you mean 'explain'?"), ("stagse", "did you mean 'stages'?"), ("confg", "'config'")],
)
def test_a_mistyped_command_is_told(word: str, told: str, tmp_path: Path) -> None:
    done = run_cleaner(word, "x", cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr.decode()


@pytest.mark.parametrize("word", ["explian", "pages", "stages.html"])
def test_a_file_is_no_mistyped_command(word: str, tmp_path: Path) -> None:
    (tmp_path / word).write_text(TEXT, encoding="utf-8")
    assert run_cleaner(word, cwd=tmp_path).stdout.decode() == TEXT


@pytest.mark.slow
def test_a_file_named_like_a_command(tmp_path: Path) -> None:
    (tmp_path / "stages").write_text(TEXT, encoding="utf-8")
    assert run_cleaner("./stages", cwd=tmp_path).stdout.decode() == TEXT


def test_version() -> None:
    assert run_cleaner("--version").stdout.decode().startswith("cleaner, version ")
