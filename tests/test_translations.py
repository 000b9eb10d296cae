"""The Chinese README and guide say what the English ones say: same code, same structure, live links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import ROOT

from cleaner.cli import main
from cleaner.cli.guide import PAGES

GUIDE = ROOT / "cleaner" / "guide"
PAIRS = [
    pytest.param(english, chinese, id=english.stem)
    for english, chinese in (
        (ROOT / "README.md", ROOT / "README.zh-CN.md"),
        *((GUIDE / f"{page}.md", GUIDE / "zh" / f"{page}.md") for page in PAGES),
    )
]
CODE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def code(path: Path) -> list[str]:
    return CODE.findall(path.read_text(encoding="utf-8"))


def prose(path: Path) -> str:
    return CODE.sub("", path.read_text(encoding="utf-8"))


def outline(path: Path) -> list[str]:
    """What each line is: a heading of some level, a row with so many cells, an item."""
    found = []
    for line in prose(path).splitlines():
        if line.startswith("|"):
            found.append(f"row of {line.count(' | ')}")
        elif mark := re.match(r"#+ |\* ", line):
            found.append(mark[0])
    return found


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_code_is_the_same(english: Path, chinese: Path) -> None:
    assert code(chinese) == code(english)


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_headings_tables_and_lists_are_the_same(english: Path, chinese: Path) -> None:
    assert outline(chinese) == outline(english)


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_names_of_options_fields_and_files_are_the_same(english: Path, chinese: Path) -> None:
    text = prose(chinese).replace("\n", " ")
    missing = {
        name for name in re.findall(r"`([^`]+)`", prose(english).replace("\n", " ")) if name not in text
    }
    assert not missing


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_figures_are_the_same(english: Path, chinese: Path) -> None:
    figures = [sorted(set(re.findall(r"\d+(?:[.,]\d+)+", prose(path)))) for path in (english, chinese)]
    assert figures[0] == figures[1]


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_links_lead_somewhere(english: Path, chinese: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(chinese)):
        file, _, anchor = target.partition("#")
        found = chinese.parent / file if file else chinese
        assert found.exists(), target
        headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
        assert not anchor or anchor in {re.sub(r"\W+", "-", heading.lower()) for heading in headings}, target


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_it_is_in_simplified_chinese(english: Path, chinese: Path) -> None:
    text = re.sub(r"`[^`\n]+`", "", prose(chinese))
    han = re.findall("[\u4e00-\u9fff]", text)
    words = re.findall(r"[A-Za-z]{2,}", text)
    assert len(han) > 2 * len(words)
    assert not re.search("[這個們時來說對會為與嗎頁檔]", text)
    assert not re.search("[\u4e00-\u9fff] ?[,;:!?](?!\\d)", text)  # punctuation is full-width


def test_the_command_prints_the_chinese_pages() -> None:
    done = CliRunner().invoke(main, ["guide", "--lang", "zh"])
    assert [line.split()[0] for line in done.output.splitlines()] == list(PAGES)
    page = CliRunner().invoke(main, ["guide", "runs"], env={"LC_ALL": "zh_CN.UTF-8"})
    assert page.output == (GUIDE / "zh" / "runs.md").read_text(encoding="utf-8")
