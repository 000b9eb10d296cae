"""Texts of nothing but sentences: told at once, with the same answer."""

from __future__ import annotations

import importlib

import pytest

from cleaner.document import Block, Document
from cleaner.stages.select import Select
from cleaner.stages.select.clean import is_clean, untouched

TEXT = (
    "昨天清晨，小镇迎来了今年的第一场渔汛，出海的三十多条渔船陆续回到码头，岸上挤满了等候的人。",
    "渔民们说：“这几年的收成一年比一年好。”",
    "渔业站的人在码头上量了鱼的长短，太小的都放回了海里。",
    "鱼价比去年低了两成，买鱼的人却多了一倍。",
    "下一场渔汛要到什么时候才来呢？",
    "老船长说，要看今年的风。",
)
select = importlib.import_module("cleaner.stages.select")


def blocks(*lines: str) -> tuple[Block, ...]:
    return tuple(map(Block, lines))


@pytest.mark.parametrize(
    "lines",
    [
        TEXT,
        ("渔汛为什么来得这么早？", *TEXT),
        ("渔汛来了！", "# 渔汛来了！", *TEXT),
        (*TEXT, "渔汛的日子有三天："),
        (*TEXT, TEXT[0]),
        (TEXT[2], *TEXT),
        (TEXT[0][:20] + "……", *TEXT),
        (*TEXT, "更多内容请访问 www.example.com。"),
        (*TEXT, "责任编辑：林小满"),
        (*TEXT[:3], "目录：", *TEXT[3:]),
        (*TEXT[:4], "????????。", *TEXT[4:]),
        ("标题：渔汛为什么来得这么早？", *TEXT),
    ],
)
def test_the_short_way_gives_what_the_long_one_gives(
    lines: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = Document(blocks=blocks(*lines))
    short = Select()(document)
    monkeypatch.setattr(select, "untouched", lambda blocks, title: None)
    assert Select()(document) == short


def test_sentences_are_told_at_once() -> None:
    assert untouched(blocks(*TEXT), "") == list(blocks(*TEXT))


@pytest.mark.parametrize(
    "line", ["责任编辑：林小满", "更多内容请访问 www.example.com。", "渔汛", TEXT[1], "????????。"]
)
def test_anything_else_is_looked_at(line: str) -> None:
    assert untouched(blocks(*TEXT, line), "") is None


def test_a_heading_between_paragraphs_is_no_boilerplate() -> None:
    assert is_clean(blocks(*TEXT, "渔汛的日子", *TEXT))
    assert not is_clean(blocks(*TEXT, "渔汛的日子"))
    assert not is_clean(blocks(*TEXT, "责任编辑：林小满", *TEXT))
