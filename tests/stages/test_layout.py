"""layout: lines, glue, title, options."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import MARKS
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document import Block, Document, Form, Role, Span
from cleaner.stages.layout import Layout


def laid_out(*blocks: Block | str, **options: str | bool) -> Document:
    made = tuple(Block(block) if isinstance(block, str) else block for block in blocks)
    return Layout(**options)(Document(blocks=made))  # type: ignore[arg-type]


def test_one_paragraph_a_line_without_indentation_or_blank_lines() -> None:
    assert laid_out("\u3000\u3000第一段\xa0。", " \u200a", "第二  段\n落").text == "第一段 。\n第二 段 落"


def test_only_kept_blocks_are_printed_and_all_stay_in_the_document() -> None:
    document = laid_out(
        Block("首页", Role.NAVIGATION, "menu"), "正文。", Block("版权", Role.DISCLAIMER, "end")
    )
    assert document.text == "正文。"
    assert [block.text for block in document.blocks] == ["首页", "正文。", "版权"]


def test_glued_blocks_go_on_in_their_line() -> None:
    assert (
        laid_out("规范印章", Block("使用行为", glue=True), Block("supply", glue=True)).text
        == "规范印章使用行为supply"
    )
    assert laid_out("the supply", Block("chain", glue=True)).text == "the supply chain"


def test_glue_reaches_over_what_was_cut_out_of_a_line_but_not_into_another_line() -> None:
    cut = Block("广告", Role.ADVERTISEMENT, "spam", glue=True)
    assert laid_out("前半,", cut, Block("后半。", glue=True)).text == "前半,后半。"
    source = Block("来源", Role.METADATA, "source")
    assert laid_out("标题", source, Block("正文", glue=True)).text == "标题\n正文"


def test_title() -> None:
    blocks = (Block("一个标题", Role.TITLE), "正文。")
    assert laid_out(*blocks).text == "一个标题\n正文。"
    assert laid_out(*blocks).title == "一个标题"
    assert laid_out(*blocks, title=False).text == "正文。"
    assert laid_out(*blocks, title=False).title == "一个标题"


def test_a_known_title_is_kept_when_no_block_is_one() -> None:
    assert Layout()(Document(title="页面标题", blocks=(Block("正文。"),))).title == "页面标题"


def test_links_and_images_are_kept_on_demand() -> None:
    spans = (Span(0, 2, "link", "/a"), Span(2, 2, "image", "/b.png"), Span(2, 4, "strong"))
    block = Block("见此图。", form=Form(spans=spans))

    def kinds(**options: bool) -> list[str]:
        return [span.kind for span in laid_out(block, **options).blocks[0].form.spans]

    assert kinds() == ["strong"]
    assert kinds(links=True) == ["link", "strong"]
    assert kinds(images=True) == ["image", "strong"]
    assert kinds(links=True, images=True) == ["link", "image", "strong"]


@pytest.mark.parametrize(
    ("metadata", "target"),
    [
        ({"url": "https://a.cn/news/1.html"}, "https://a.cn/news/b.png"),
        ({"origin": "https://a.cn/1.html"}, "https://a.cn/b.png"),
        ({"origin": "/data/a.cn/1.html"}, "b.png"),
        ({"url": "https://[broken"}, "b.png"),
        ({}, "b.png"),
    ],
)
def test_addresses_are_completed_where_the_own_is_known(metadata: Any, target: str) -> None:
    block = Block("见此图。", form=Form(spans=(Span(2, 2, "image", "b.png"),)))
    document = Layout(images=True)(Document(blocks=(block,), metadata=metadata))
    assert [span.target for span in document.blocks[0].form.spans] == [target]


def test_nothing_to_do_gives_the_same_blocks() -> None:
    document = Document(blocks=(Block("一行。"), Block("两行，三行。")))
    assert Layout()(document).blocks is document.blocks


def test_a_document_without_blocks_is_empty() -> None:
    assert Layout()(Document(text="正文")).text == ""


def test_options_that_keep() -> None:
    folded = "今天下午,会议召开,大家都很高兴。"
    assert laid_out(folded, punctuation="keep").text == folded
    assert laid_out("Ａ股１２", letters="keep").text == "Ａ股１２"
    assert laid_out("Ａ股１２ ｶﾞｲﾄﾞ").text == "A股12 ガイド"


def test_marks_are_judged_in_the_line_that_glue_makes() -> None:
    document = laid_out("会议通过了(草案),", Block("代表们一致赞成,会议闭幕。", glue=True))
    assert document.text == "会议通过了（草案），代表们一致赞成，会议闭幕。"


@given(text=MARKS | st.text())
def test_layout_is_idempotent(text: str) -> None:
    once = laid_out(*text.split("\n")).text
    assert laid_out(*once.split("\n")).text == once
