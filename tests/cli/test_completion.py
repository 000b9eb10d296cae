"""Completion: the words that a shell is told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import COMMAND, ROOT

from cleaner.cli import COMMANDS, main
from cleaner.cli.completion import SHELLS


def words(line: str) -> list[str]:
    """Words that a shell is told for a line that ends where the next key is typed."""
    asking = {"COMP_WORDS": line, "COMP_CWORD": line.rpartition(" ")[2], "_CLEANER_COMPLETE": "bash_complete"}
    done = subprocess.run(COMMAND, env=os.environ | asking, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("cleaner expl", ["plain,explain", "file,expl"]),
        ("cleaner --rep", ["plain,--report"]),
        ("cleaner --vers", ["plain,--version"]),
        ("cleaner pages/ --resu", ["plain,--resume"]),
        ("cleaner pages/ -o cl", ["file,cl"]),
        ("cleaner pages/ mo", ["file,mo"]),
        ("cleaner --format md pa", ["file,pa"]),
        ("cleaner explain pa", ["file,pa"]),
        ("cleaner explain x --ht", ["plain,--html"]),
        ("cleaner config ", ["plain,show"]),
        ("cleaner guide ru", ["plain,runs"]),
        ("cleaner x --set simplify.to", ["plain,simplify.to=simplified", "plain,simplify.to=keep"]),
        ("cleaner x --set layout.title=f", ["plain,layout.title=false"]),
        ("cleaner explain x --set rules.k", ["plain,rules.keep="]),
        ("cleaner x --stages decode,rep", ["plain,decode,repair"]),
    ],
)
def test_words(line: str, told: list[str]) -> None:
    assert words(line) == told


def test_the_first_word_is_a_command_or_a_file() -> None:
    assert words("cleaner ") == [*(f"plain,{name}" for name in COMMANDS), "file,"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_a_shell_is_valid(shell: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["completion", shell])
    assert (done.exit_code, "_cleaner_completion" in done.output) == (0, True)
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "script"
    script.write_text(done.output, encoding="utf-8")
    subprocess.run([shell, "-n", script], check=True)


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("cleaner expl", "explain"),
        ("cleaner pages/ --set simplify.to=k", "keep"),  # bash replaces only what stands behind the sign
        ("cleaner new", "news.txt"),
    ],
)
def test_bash(line: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "news.txt").touch()
    command = tmp_path / "bin" / "cleaner"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m cleaner "$@"\n')
    command.chmod(0o755)
    asking = (
        'compopt() { :; }; eval "$(cleaner completion bash)"; COMP_LINE=$1 COMP_POINT=${#1}; '
        '_cleaner_completion cleaner; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", asking, "bash", line],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{command.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [told]
