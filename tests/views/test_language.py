"""Chinese and English: the catalogue is complete, and the wish of the reader counts."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest
from helpers import ROOT

import cleaner
from cleaner.document import Role
from cleaner.stages.select.cues.kinds import Kind
from cleaner.views.explanation import Explanation
from cleaner.views.language import Translator, language_of_browser, language_of_locale

VIEWS = ROOT / "cleaner" / "views"
CATALOGUE = tomllib.loads((VIEWS / "zh.toml").read_text(encoding="utf-8"))
MESSAGES = {message for table in CATALOGUE.values() for message in table}
ZH = Translator("zh")
HAN = re.compile("[\u4e00-\u9fff]")


def in_templates() -> set[str]:
    """Messages that the templates hold as they are."""
    text = "".join(path.read_text(encoding="utf-8") for path in (VIEWS / "templates").glob("*.j2"))
    headings = re.search(r'in \[\("Charsets".*?\] if counts', text)
    assert headings
    return (
        {"no article was found"}
        | set(re.findall(r'_\("([^"]+)"', text))
        | set(re.findall(r'\("([A-Z][^"]+)"', headings[0]))
    )


def in_code() -> set[str]:
    """Strings in the modules of views and of the command, from which messages are taken."""
    found = set()
    for path in (
        *VIEWS.rglob("*.py"),
        ROOT / "cleaner" / "cli" / "explain.py",
        ROOT / "cleaner" / "cli" / "run.py",
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_message_of_a_template_is_translated() -> None:
    assert in_templates() <= MESSAGES


def test_no_message_of_a_page_is_out_of_date() -> None:
    pages = {message for name in ("explain", "serve", "report") for message in CATALOGUE[name]}
    patterns = {message for message in pages if "{}" in message}  # are filled in before they are translated
    assert pages - patterns <= in_templates() | in_code()


def test_translations_take_the_same_values() -> None:
    for table in CATALOGUE.values():
        for message, translation in table.items():
            assert sorted(re.findall(r"\{\w*\}", message)) == sorted(re.findall(r"\{\w*\}", translation))


@pytest.mark.parametrize("word", [*Role, "ok", "empty", "failed", *(kind.reason for kind in Kind)])
def test_words_are_translated(word: str) -> None:
    assert HAN.search(ZH(str(word)))


def reasons() -> Iterator[str]:
    """Everything that people are told about the documents among the fixtures."""
    for path in sorted((ROOT / "fixtures" / "documents").iterdir()):
        result = cleaner.explain(path.read_bytes())
        yield from (block.reason for block in result.document.blocks)
        yield str(result.document.metadata.get("reason", ""))
        yield from (fact.name for fact in Explanation(result).facts)


def test_every_reason_is_translated() -> None:
    missing = {reason for reason in reasons() if reason and not HAN.search(ZH(reason))}
    assert not missing, f"add these to cleaner/views/zh.toml: {missing}"


@pytest.mark.parametrize(
    ("message", "translation"),
    [
        ("left out by the rule 're:^a, b'", "按规则 're:^a, b' 删去"),
        ("no article: only disclaimer, navigation", "没有正文，只有声明、导航"),
        ("no article: only links and controls", "没有正文：只有链接和控件"),
        ("decode: the input is a PNG image, not text: leave it out of the input",
         "decode：输入不是文本（PNG 图片）：请把它从输入中去掉"),
        ("read: line 3: not JSON: a, b: c", "read：第 3 行：不是 JSON：a, b: c"),
        ("read: the body is cut off: 1,200 of 3,000 bytes",
         "read：内容被截断：有 1,200 字节，应有 3,000 字节"),
        ("somebody's own reason, of two parts", "somebody's own reason, of two parts"),
    ],
)  # fmt: skip
def test_messages_with_values(message: str, translation: str) -> None:
    assert ZH(message) == translation


def test_braces_of_a_document_are_no_values() -> None:
    assert ZH("in the stage {stage}: {error}", stage="a", error="{0} {x}") == "在 a 阶段：{0} {x}"
    assert Translator("en")("{0} {x}") == "{0} {x}"
    assert "{0}" in ZH("left out by the rule {0}")


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({}, "en"),
    ],
)
def test_the_language_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language_of_locale() == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("en;q=0.2, zh;q=0.9", "zh"),
        ("*", "en"),
        (";q=,,zh;q=9", "zh"),
    ],
)
def test_the_language_of_the_browser(header: str, language: str) -> None:
    assert language_of_browser(header) == language
