"""Explanations: every block with its fate, nothing of the document active, nothing left out unsaid."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner
from helpers import HOSTILE, PIPELINE, SOURCE, Cut, Set, Tags

import cleaner
from cleaner import Block, Document, Pipeline, Role
from cleaner.cli.explain import command
from cleaner.trace import compare, differences, overlaps
from cleaner.views.explanation import Explanation, to_html
from cleaner.views.pages import visible
from cleaner.views.pieces import segments


def explanation(source: str = SOURCE, **document: object) -> Explanation:
    return Explanation(PIPELINE.run(Document(source, **document), trace=True))


def test_every_block_has_its_text_before_and_after() -> None:
    rows = explanation().rows
    assert [(row.source, row.result, row.stages) for row in rows] == [
        ("中文字苻大會", "中文字符大会", ("mend", "simple")),
        ("- 首頁", "", ("cut",)),
        ("他來了,会議結束。", "他來了，会議結束。", ("layout",)),
        ("来源:某報", "", ("choose",)),
        ("没有变化", "没有变化", ()),
    ]


def test_repairs_are_counted_by_what_became_what() -> None:
    replaced = explanation().replacements
    assert replaced["mend"]["苻", "符"] == 1
    assert replaced["simple"]["會", "会"] == 2


def test_facts_carry_their_evidence() -> None:
    facts = {fact.name: (fact.value, fact.evidence) for fact in explanation().facts}
    assert facts == {"charset": ("gb18030", "declared"), "damage": ("????: 2", "")}


def test_characters_are_counted_by_role() -> None:
    characters = explanation().characters
    assert next(iter(characters)) == "body"
    assert characters["navigation"] == len("- 首頁")


def test_the_page_needs_no_network_and_holds_nothing_of_the_document_as_markup() -> None:
    page = to_html(explanation(HOSTILE, id=HOSTILE, title=HOSTILE).result)
    assert "Content-Security-Policy" in page
    assert "url(" not in page
    assert "@import" not in page
    assert "{{ 7*7 }}" in page
    tags = Tags(page)
    assert tags.count["script"] == 1
    assert not {"img", "iframe", "link", "object", "embed", "a"} & tags.count.keys()
    assert not [name for name in tags.attributes if name in ("src", "href", "style") or name.startswith("on")]


def test_errors_and_evidence_are_escaped_too() -> None:
    class Evil:
        name = "evil"

        def __call__(self, document: Document) -> Document:
            raise ValueError(HOSTILE)

    @dataclass(frozen=True)
    class Facts:
        name: ClassVar[str] = HOSTILE

        def __call__(self, document: Document) -> Document:
            return document.noting(**{HOSTILE: HOSTILE}, charset=HOSTILE, charset_evidence=HOSTILE)

    for pipeline in (Pipeline((Facts(), Evil())), Pipeline((Facts(), Cut(), Set()))):
        tags = Tags(to_html(pipeline.run(Document(HOSTILE), trace=True)))
        assert tags.count["script"] == 1
        assert "img" not in tags.count


def test_what_cannot_be_seen_is_shown() -> None:
    assert visible("a\u202eb\x1b]0;x\x07\ud800") == "a⟨U+202E⟩b⟨U+001B⟩]0;x⟨U+0007⟩⟨U+D800⟩"
    page = to_html(explanation("一\u200b二\x00三\ud800\n").result)
    assert 'title="U+200B ZERO WIDTH SPACE"' in page
    page.encode("utf-8")


def test_long_documents_are_cut_and_say_so() -> None:
    page = to_html(explanation("\n".join(f"第{number}行" for number in range(5000))).result)
    assert "2,000 further blocks are not shown" in page
    assert len(to_html(explanation("好" * 3_000_000).result)) < 5_000_000


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("a", ""),
        ("", "b"),
        ("中文字苻", "中文字符"),
        ("一二三", "一三"),
        ("aaaa", "aa"),
        ("abc", "xyz"),
    ],
)
def test_differences_rebuild_both_sides(before: str, after: str) -> None:
    old, new = segments(before, after)
    assert "".join(text for text, _ in old) == before
    assert "".join(text for text, _ in new) == after
    assert [t for t, differs in old if not differs] == [t for t, differs in new if not differs]


def test_long_texts_are_aligned_from_change_to_change() -> None:
    sentence = "".join(chr(0x4E00 + 37 * number % 5000) for number in range(900))
    before = f"{sentence}? 黄?滔{sentence}，{sentence}(bào){sentence}"
    after = f"{sentence} 黄滔{sentence},{sentence}{sentence}!"
    old, new = segments(before, after)
    assert [text for text, differs in old if differs] == ["?", "?", "，", "(bào)"]
    assert [text for text, differs in new if differs] == [",", "!"]


def test_very_long_texts_that_have_nothing_in_common_take_linear_time() -> None:
    size = 1_000_000
    assert list(differences("一" * size, "二" * (size - 1))) == [(0, size, 0, size - 1)]
    assert list(differences("一" * size, "一" * (size - 1))) == [(size - 1, size, size - 1, size - 1)]


def test_lists_of_lines_are_aligned_too() -> None:
    before = [f"第{number}行" for number in range(2000)]
    after = [*before[:500], *before[503:1500], "新", *before[1500:]]
    assert list(differences(before, after)) == [(500, 503, 500, 500), (1500, 1500, 1497, 1498)]


def test_changes_belong_to_a_block_by_its_place_not_by_its_text() -> None:
    line = "县图书馆延长夜间开放时间，读者可以待到晚上十点。"
    rows = Explanation(cleaner.explain(f"{line}\n据了解，周一照常闭馆，节假日另行通知。\n{line}")).rows
    assert [(row.block.kept, row.stages) for row in rows] == [(True, ()), (True, ()), (False, ("select",))]


def test_the_parts_of_a_line_show_the_text_they_came_from() -> None:
    source = "第一段說的是江邊的集市，人們收起攤子回家去了。(責任編輯：胡楊)"
    rows = Explanation(cleaner.explain(f"{source}\n第二段說的是江上的漁船，船燈一盞盞亮了。")).rows
    assert "".join(row.source for row in rows[:2]) == source
    assert [row.block.kept for row in rows] == [True, False, True]


def test_places_follow_blocks_that_are_split_and_joined() -> None:
    old = (Block("甲"), Block("乙 丙"), Block("丁"))
    assert overlaps(old, tuple(map(Block, "甲乙丙丁"))) == [(0, 1), (1, 3), (3, 4)]
    assert overlaps(old, (Block("甲乙丙"), Block("丁"))) == [(0, 1), (0, 1), (1, 2)]
    assert overlaps(old, (Block("甲"), Block("丁"))) == [(0, 1), None, (1, 2)]
    assert overlaps((), old) == []


def test_a_block_that_comes_back_is_told() -> None:
    before = Document("好", blocks=(Block("好", Role.RELATED, "a list"),))
    after = before.replace(blocks=(Block("好", Role.BODY, "kept by a rule"),))
    (change,) = compare("rules", before, after)
    assert (change.before, change.after, change.kind) == ("", "好", "body: kept by a rule")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "页.html"
    path.write_text(
        "<html><body><h1>题目</h1><p>正文一段，很长很长。\x1b[31m</p></body></html>", encoding="utf-8"
    )
    return path


def test_the_terminal_shows_blocks_and_no_control_characters(page: Path) -> None:
    shown = CliRunner().invoke(command, [str(page), "--stages", "parse,layout"])
    assert shown.exit_code == 0, shown.output
    assert "题目" in shown.stdout
    assert "\x1b" not in shown.stdout


def test_a_terminal_strikes_what_is_left_out(page: Path) -> None:
    drop = ["--set", "rules.drop=re:正文", "--stages", "parse,rules,layout"]
    coloured = CliRunner().invoke(command, [str(page), *drop], env={"FORCE_COLOR": "1", "TERM": "xterm"})
    assert "\x1b[2;9m正文一段" in coloured.stdout
    assert "题目" in coloured.stdout
    assert "\x1b[31m" not in coloured.stdout  # the document's own
    plain = CliRunner().invoke(command, [str(page), *drop], env={"FORCE_COLOR": ""})
    assert "- boilerplate   正文一段" in plain.stdout


def test_json_holds_everything(page: Path) -> None:
    shown = CliRunner().invoke(command, [str(page), "--json"])
    told = json.loads(shown.stdout)
    assert told["id"] == str(page)
    assert {"status", "text", "title", "metadata", "blocks", "changes", "characters"} <= set(told)
    assert any("题目" in block["text"] for block in told["blocks"])


def test_standard_input_is_a_document_too() -> None:
    assert "好" in CliRunner().invoke(command, [], input="好".encode()).stdout


def test_html_is_written_to_a_file(page: Path, tmp_path: Path) -> None:
    out = tmp_path / "why.html"
    assert CliRunner().invoke(command, [str(page), "--html", str(out)]).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_document_that_fails_has_status_1_and_a_file_that_is_missing_2(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    shown = CliRunner().invoke(command, [str(picture)])
    assert (shown.exit_code, "PNG" in shown.stdout) == (1, True)
    assert CliRunner().invoke(command, [str(tmp_path / "none")]).exit_code == 2


def test_the_function_stays_a_function_whatever_was_imported() -> None:
    import cleaner.cli.explain
    import cleaner.views.serve

    assert cleaner.explain("好").status == "ok"
