"""`cleaner guide`: the manual's pages."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from helpers import ROOT, on_terminal

from cleaner.cli import main
from cleaner.cli.guide import PAGES

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
