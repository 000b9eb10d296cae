"""The layout of the article: lines, punctuation, widths and spaces."""

from __future__ import annotations

import gzip
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document import Block, Document, Role
from cleaner.stages.layout import Layout
from cleaner.stages.layout.marks import restore_line
from cleaner.stages.layout.punctuation import unfold_punctuation
from cleaner.text.spacing import ascii_letters, tidy_spaces, widen_kana

FOLDED = "记者了解到,今天下午,会议召开,大家都很高兴。"


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


def test_nothing_to_do_gives_the_same_blocks() -> None:
    document = Document(blocks=(Block("一行。"), Block("两行，三行。")))
    assert Layout()(document).blocks is document.blocks


def test_a_document_without_blocks_is_empty() -> None:
    assert Layout()(Document(text="正文")).text == ""


def test_options_that_keep() -> None:
    assert laid_out(FOLDED, punctuation="keep").text == FOLDED
    assert laid_out("Ａ股１２", letters="keep").text == "Ａ股１２"
    assert laid_out("Ａ股１２ ｶﾞｲﾄﾞ").text == "A股12 ガイド"


@pytest.mark.parametrize(
    ("folded", "restored"),
    [
        ("他问:“你会修吗?”我说:“试试看!”", "他问：“你会修吗？”我说：“试试看！”"),
        ("增长3.9%,实现10,000元;比分3:2,真好!", "增长3.9%，实现10,000元；比分3:2，真好！"),
        ("(一)世界卫生组织(WHO)和GDP(国内生产总值)", "（一）世界卫生组织（WHO）和GDP（国内生产总值）"),
        ("(1)坚持;(2)完善", "（1）坚持；（2）完善"),
        ("约翰福音3:16,下午12:30,比例1:50000,地图", "约翰福音3:16，下午12:30，比例1:50000，地图"),
        ("Q:为什么?A:因为", "Q：为什么？A：因为"),
        ("是否支持Windows 10?", "是否支持Windows 10？"),
        ("什么?!真的吗??", "什么？！真的吗？？"),
        ("即( )。《甲》(上),《乙》", "即（ ）。《甲》（上），《乙》"),
        ("某某(某某(某某)),完", "某某（某某（某某）），完"),
        ("网址:https://a.example/x(1)?b=1,2,欢迎!", "网址：https://a.example/x(1)?b=1,2，欢迎！"),
        ("苹果(Apple),三星(Samsung)", "苹果（Apple），三星（Samsung）"),
    ],
)
def test_folded_marks_in_chinese_are_restored(folded: str, restored: str) -> None:
    assert unfold_punctuation([FOLDED, folded])[1] == restored
    assert unfold_punctuation([FOLDED, restored])[1] == restored


@pytest.mark.parametrize(
    "line",
    [
        "a,b,c",
        "f(x,y)",
        "x,y,z三个变量",
        "第1,2,3条",
        "1)第一步",
        "Hello, world!",
        "WHO(World Health Organization)",
        'print("你好,世界!")',
        'if (x > 0) { return "错误:参数"; }',
        "int a = 1; // 注释,这里",
        "key: 值",
        "真好:)",
        "难过:(",
        "高兴(^_^)",
        "“How are you, my friend?”",
        "见图1(a),(b)",
        "17:45:23",
        "见`a,b`",
    ],
)
def test_other_marks_stay(line: str) -> None:
    assert unfold_punctuation([FOLDED, line])[1] == line


@pytest.mark.parametrize(
    "lines",
    [
        ["他说，好的。", "用的是ASCII括号(注)和冒号:例如这样。"],
        ["The end, he said (twice): really?", "引用「你好」一句。"],
        ["注意拼写错误的方法, 该错误继承自接口 (API)。", "示例, 请参阅目录中的文件。"],
        ["def f(a, b):", "    return a, b  # 返回两个值,按顺序"],
        ["没有标点的一行", "标题:副标题"],
    ],
)
def test_text_that_was_not_folded_stays(lines: list[str]) -> None:
    assert unfold_punctuation(lines) == lines


def test_a_folded_line_in_a_document_that_is_not() -> None:
    lines = ["第一段，正常的标点。", "第二段,被折叠过(不知为何),怎么办?不清楚。", "第三段:只有冒号"]
    assert unfold_punctuation(lines) == [
        "第一段，正常的标点。",
        "第二段，被折叠过（不知为何），怎么办？不清楚。",
        "第三段:只有冒号",
    ]


def test_marks_are_judged_in_the_line_that_glue_makes() -> None:
    document = laid_out("会议通过了(草案),", Block("代表们一致赞成,会议闭幕。", glue=True))
    assert document.text == "会议通过了（草案），代表们一致赞成，会议闭幕。"


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("关 于 放 假 的 通 知", "关于放假的通知"),
        ("我们 今天 去 公园 ， 明天 ， 后天 也 去 。", "我们今天去公园，明天，后天也去。"),
        ("记者获悉， 1-6月增长5%", "记者获悉，1-6月增长5%"),
        ("共商大计 开新篇", "共商大计 开新篇"),
        ("记者 黎 川 摄", "记者 黎 川 摄"),
        ("床前明月光 疑是地上霜", "床前明月光 疑是地上霜"),
        ("仪式开始。 会上，大家发言。", "仪式开始。 会上，大家发言。"),
        ("使用 Python 编写", "使用 Python 编写"),
    ],
)
def test_spaces(text: str, tidied: str) -> None:
    assert tidy_spaces(text) == tidied


TEXT = st.lists(
    st.sampled_from(
        [*"中文好,:;!?()。、，（）“”《 aB1%`&;./\"'", "http://a.cn/?x=1", "\n", "](", ":)", "１Ａ", "ｶﾞ"]
    ),
    max_size=40,
).map("".join)


@settings(deadline=None)
@given(text=TEXT | st.text())
def test_layout_is_idempotent(text: str) -> None:
    once = laid_out(*text.split("\n")).text
    assert laid_out(*once.split("\n")).text == once


@settings(deadline=None)
@given(text=TEXT)
def test_restoring_keeps_every_place(text: str) -> None:
    lines = text.split("\n")
    restored = unfold_punctuation(lines)
    assert [len(line) for line in restored] == [len(line) for line in lines]
    assert unfold_punctuation(restored) == restored


@settings(deadline=None)
@given(text=TEXT | st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    for tidy in (ascii_letters, widen_kana, tidy_spaces):
        assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    "text", ["(" * 100_000, ",中" * 50_000, ")(" * 50_000, ', "' * 30_000, "a," * 50_000, "中 " * 50_000]
)
def test_long_lines_are_no_trap(text: str) -> None:
    restore_line(text)
    tidy_spaces(text)


def test_folded_text_of_other_hands_comes_back(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar of the development data: 99.5 % of the marks, and none where nothing was folded."""
    monkeypatch.syspath_prepend(str(shared / "bench"))
    damage = import_module("damage")
    text = gzip.decompress((shared / "dev/clean/simp_cmrc.txt.gz").read_bytes()).decode("utf-8")
    lines = damage.sentences(text)[:2000]
    marks = right = 0
    for folded, truth in damage.folded_cases(lines):
        restored = "\n".join(unfold_punctuation(folded.split("\n")))
        marks += sum(mark in damage.MARKS for mark in truth)
        right += sum(a == b and b in damage.MARKS for a, b in zip(restored, truth, strict=True))
        assert unfold_punctuation(truth.split("\n")) == truth.split("\n")
    assert right >= 0.995 * marks > 0
