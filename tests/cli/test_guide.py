"""`cleaner guide`: the manual's pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import ROOT, on_terminal

from cleaner.cli import main
from cleaner.cli.formatted import print_formatted
from cleaner.cli.guide import PAGES, WIDEST

GUIDE = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "cleaner" / "guide").glob("*.md")}


def test_every_page_is_listed() -> None:
    done = CliRunner().invoke(main, ["guide"])
    assert [line.split()[0] for line in done.output.splitlines()] == list(PAGES)
    assert sorted(PAGES) == sorted(GUIDE)
    assert all(len(line) < 80 for line in done.output.splitlines())


@pytest.mark.parametrize("page", PAGES)
def test_a_page_in_a_pipe_is_its_markdown(page: str) -> None:
    done = CliRunner().invoke(main, ["guide", page])
    assert (done.exit_code, done.output) == (0, GUIDE[page])


def test_a_page_on_a_terminal_is_formatted() -> None:
    text = re.sub(r"\x1b\[[\d;]*m", "", on_terminal("guide", "sources"))
    assert "word frequencies of jieba" in text
    assert "# Sources" not in text
    assert "| --" not in text


def test_a_wrong_name_tells_the_nearest() -> None:
    done = CliRunner().invoke(main, ["guide", "configuraton"])
    assert done.exit_code == 2
    assert "did you mean 'configuration'?" in done.output


CHINESE = [*(ROOT / "cleaner" / "guide" / "zh").glob("*.md")]


def shown(
    text: str, columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    monkeypatch.setenv("COLUMNS", str(columns))
    print_formatted(text, WIDEST)
    return capsys.readouterr().out


@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("page", CHINESE, ids=lambda path: path.stem)
def test_nothing_of_a_chinese_page_is_cut(
    page: Path, columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = re.sub(r"(?<=\])\([^)]*\)", "", page.read_text(encoding="utf-8"))  # without targets of links
    formatted = shown(text, columns, monkeypatch, capsys)
    assert formatted.count("…") <= text.count("…")
    characters = re.compile(r"[\u4e00-\u9fff]")
    assert len(characters.findall(formatted)) == len(characters.findall(text))
    assert "\x1f" not in formatted


def test_chinese_lines_join_without_a_space_and_break_around_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "第一行的句子在\n这里继续，用\n`cleaner`清洗。A line of\nEnglish."
    formatted = shown(source, 60, monkeypatch, capsys)
    assert formatted.split() == ["第一行的句子在这里继续，用", "cleaner清洗。A", "line", "of", "English."]
    narrow = shown(source, 16, monkeypatch, capsys)
    assert [line.rstrip() for line in narrow.splitlines()] == [
        "第一行的句子在这",
        "里继续，用",
        "cleaner清洗。A",
        "line of English.",
    ]
