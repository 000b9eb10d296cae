"""Restoring full-width punctuation that was folded to ASCII."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from helpers import MARKS
from hypothesis import given
from timing import assert_linear

from cleaner.stages.layout.marks import restore_line
from cleaner.stages.layout.punctuation import unfold_punctuation
from cleaner.text.spacing import tidy_spaces

FOLDED = "记者了解到,今天下午,会议召开,大家都很高兴。"


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


@given(text=MARKS)
def test_restoring_keeps_every_place(text: str) -> None:
    lines = text.split("\n")
    restored = unfold_punctuation(lines)
    assert [len(line) for line in restored] == [len(line) for line in lines]
    assert unfold_punctuation(restored) == restored


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["(", ",中", ")(", ', "', "a,", "中 "])
@pytest.mark.parametrize("work", [restore_line, tidy_spaces])
def test_long_lines_take_linear_time(work: Callable[[str], str], unit: str) -> None:
    assert_linear(work, lambda size: unit * size)


@pytest.mark.slow
def test_folded_text_of_other_hands_comes_back(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At least 99.5 % of folded marks return; unfolded text stays."""
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
