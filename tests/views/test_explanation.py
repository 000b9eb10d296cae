"""Explanations: they show every block, escape the document, and say what they omit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest
from helpers import HOSTILE, PIPELINE, SOURCE, Cut, Set, Tags

import cleaner
from cleaner import Document, Pipeline
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
    assert facts == {"charset": ("gb18030", "declared"), "damage": ({"????": 2}, "")}


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
    assert not {"img", "iframe", "link", "object", "embed"} & tags.count.keys()
    assert tags.links == ["#first-kept"]
    assert not [name for name in tags.attributes if name in ("src", "style") or name.startswith("on")]


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


def test_an_error_of_somebodys_stage_shows_where_it_was_raised() -> None:
    def broken(document: Document) -> Document:
        raise ValueError(HOSTILE)

    result = Pipeline((broken,)).run(Document("好"), trace=True)
    page = to_html(result)
    assert "in broken" in page
    assert "img" not in Tags(page).count
    assert "in broken" in Explanation(result).as_dict()["traceback"]


def test_what_cannot_be_seen_is_shown() -> None:
    assert visible("a\u202eb\x1b]0;x\x07\ud800") == "a⟨U+202E⟩b⟨U+001B⟩]0;x⟨U+0007⟩⟨U+D800⟩"
    page = to_html(explanation("一\u200b二\x00三\ud800\n").result)
    assert 'title="U+200B ZERO WIDTH SPACE"' in page
    page.encode("utf-8")


def test_the_page_says_where_a_second_rule_goes() -> None:
    page = to_html(explanation().result)
    assert "already, add to it." in page
    assert "就加进去" in to_html(explanation().result, "zh")


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


def test_changes_belong_to_a_block_by_its_place_not_by_its_text() -> None:
    line = "县图书馆延长夜间开放时间，读者可以待到晚上十点。"
    rows = Explanation(cleaner.explain(f"{line}\n据了解，周一照常闭馆，节假日另行通知。\n{line}")).rows
    assert [(row.block.kept, row.stages) for row in rows] == [(True, ()), (True, ()), (False, ("select",))]


def test_the_parts_of_a_line_show_the_text_they_came_from() -> None:
    source = "第一段說的是江邊的集市，人們收起攤子回家去了。(責任編輯：胡楊)"
    rows = Explanation(cleaner.explain(f"{source}\n第二段說的是江上的漁船，船燈一盞盞亮了。")).rows
    assert "".join(row.source for row in rows[:2]) == source
    assert [row.block.kept for row in rows] == [True, False, True]
