"""Explanations show the text as it came, also where it was repaired before it was parsed."""

from __future__ import annotations

import pytest
from timing import assert_linear

import cleaner
from cleaner import Block, Change
from cleaner.origins import block_changes
from cleaner.views.explanation import Explanation

MOJIBAKE = "ä¿®å¥½çš„æ°´åº«èƒ½è“„æ°´ä¸‰å„„ç«‹æ–¹ç±³ã€‚"
PROSE = "六月一日上午，東溪新橋正式通車，兩岸居民步行過橋，往返只要十分鐘。"


def sources(text: str) -> dict[str, str]:
    """The source of each block that a stage before `parse` repaired, by its text in the article."""
    rows = Explanation(cleaner.explain(text)).rows
    return {row.result: row.source for row in rows if "repair" in row.stages}


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body><h1>新橋通車</h1>\n<p>{PROSE}</p>\n<p>{MOJIBAKE}</p>\n<p>{PROSE}</p></body></html>",
        f"<html><body><h1>新橋通車</h1><p>{PROSE}</p><p>{MOJIBAKE}</p><p>{PROSE}</p></body></html>",
        f"新橋通車\n<p>{PROSE}</p>\n<td>{MOJIBAKE}</td>\n{PROSE}",
        f"新橋通車\n{PROSE}\n{MOJIBAKE}\n{PROSE}",
    ],
    ids=["page", "page in one line", "fragment", "plain"],
)
def test_the_source_of_a_line_is_the_text_as_it_came(page: str) -> None:
    assert sources(page) == {"修好的水库能蓄水三亿立方米。": MOJIBAKE}


def test_what_a_repair_took_out_is_in_the_source() -> None:
    markup = "<div><p>报告<b>进行</b>。</p><p>甲&nbsp;乙</p></div>"
    change = Change("repair", markup.replace("行</b>", "行</b>(xíng)"), markup, place=(0, 1))
    (found,) = block_changes([change], markup, [Block("报告进行。"), Block("甲 乙")], is_markup=True)
    assert (found.before, found.after, found.place) == ("报告进行(xíng)。", "报告进行。", (0, 1))


def test_changes_of_several_stages_are_followed_one_by_one() -> None:
    changes = [
        Change("repair", "<p>苻號</p>", "<p>符號</p>", place=(1, 2)),
        Change("mine", "<p>符號</p>", "<p>符号</p>", place=(1, 2)),
    ]
    found = block_changes(changes, "<div>\n<p>符号</p>\n</div>", [Block("符号")], is_markup=True)
    assert [(change.stage, change.before, change.after) for change in found] == [
        ("repair", "苻號", "符號"),
        ("mine", "符號", "符号"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        Change("repair", '<p title="苻">好</p>', '<p title="符">好</p>', place=(0, 1)),
        Change("repair", "<p>\n好</p>", "<p>好</p>", place=(0, 2)),
        Change("repair", "", "", place=None),
    ],
)
def test_a_change_that_no_block_shows_stays(change: Change) -> None:
    (found,) = block_changes([change], change.after, [Block("好")], is_markup=True)
    assert (found.before, found.place) == (change.before, None)


def test_code_is_followed_line_by_line_and_keeps_its_indentation() -> None:
    code = "<if 符:\n    go()\nend"
    change = Change("repair", "<if 苻:", "<if 符:", place=(1, 2))
    (found,) = block_changes([change], f"正文\n{code}", [Block("正文"), Block(code)], is_markup=False)
    assert (found.before, found.place) == (code.replace("符", "苻"), (1, 2))


@pytest.mark.parametrize("part", ["<", "&", "<!--", "<script>", "<p>一", "&amp;", "一&#"])
def test_any_markup_takes_linear_time(part: str) -> None:
    def follow(markup: str) -> None:
        change = Change("repair", "苻" + markup, "符" + markup, place=(0, 1))
        block_changes([change], "符" + markup, [Block("符"), Block("一")], is_markup=True)

    assert_linear(follow, lambda size: part * size)
