"""Properties of repair and its steps that hold for any text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import assert_linear

import cleaner
from cleaner.document import Document
from cleaner.stages.repair import Repair
from cleaner.stages.repair.annotations import remove_annotations
from cleaner.stages.repair.characters import tidy_characters
from cleaner.stages.repair.gaps import close_gaps
from cleaner.stages.repair.injections import remove_injections
from cleaner.text.entities import unescape
from cleaner.text.plausibility import characters_within

Step = Callable[[str], str]
STEPS = [unescape, tidy_characters, remove_annotations, remove_injections, close_gaps]
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
PIECES = [
    *"&;?；\u200b\u200d\ufe0f\u0301a👩🏽\ud83d\ude00⼾\uf900か\u3099()国刘，、《。8\n \xa0\x85\u2028",
    *(
        "&amp;",
        "#38;",
        "lt",
        "nbsp",
        "報(bào)",
        "進(jìn)",
        "ㄅㄠˋ",
        "县长",
        ",,",
        "🦀,",
        "_官网:",
        "第一章",
        "記者",
    ),
]
LINE = "修表的师傅戴上放大镜，用镊子夹起一枚比米粒还小的齿轮。"
DAMAGED = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
CHINESE = st.text(st.sampled_from(sorted(characters_within(15))), min_size=1, max_size=80)
by_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)


@by_step
@given(text=ANYTHING | DAMAGED)
def test_a_second_time_changes_nothing(step: Step, text: str) -> None:
    once = step(text)
    assert step(once) == once


@by_step
@given(text=ANYTHING | DAMAGED)
def test_line_breaks_are_kept(step: Step, text: str) -> None:
    assert step(text).count("\n") >= text.count("\n")


@by_step
@given(text=CHINESE)
def test_common_characters_are_left_alone(step: Step, text: str) -> None:
    assert step(text) is text


@given(text=ANYTHING | DAMAGED)
def test_what_comes_out_can_be_written(text: str) -> None:
    tidy_characters(text).encode("utf-8")


@given(text=ANYTHING | DAMAGED)
def test_repair_is_idempotent(text: str) -> None:
    once = cleaner.repair(text)
    assert cleaner.repair(once) == once


@given(text=CHINESE)
def test_repair_leaves_common_characters_alone(text: str) -> None:
    assert cleaner.repair(text) == text


@pytest.mark.timeout(60)
@by_step
@pytest.mark.parametrize(
    "unit",
    ["&", "&amp;", "報(bào)", "(", "刘?", "\u0301", "🦀,", "国,,中", "_官网", "\ud83d", "?\n", "\x00"],
    ids=ascii,
)
def test_long_runs_of_one_thing_take_linear_time(step: Step, unit: str) -> None:
    assert_linear(step, lambda size: unit * size)


def test_annotations_need_the_whole_text() -> None:
    """A single gloss stays; the same gloss among many goes."""
    line, others = "完成(chéng)各項議程。", "會議通過(guò)了報(bào)告，對(duì)工作進(jìn)行了討論(lùn)。"
    assert remove_annotations(line) == line
    assert remove_annotations(f"{line}\n{others}") == "完成各項議程。\n會議通過了報告，對工作進行了討論。"


def test_entities_in_a_page_are_left_to_the_parser() -> None:
    page = "<html><body><p>比较 a &lt;b&gt; 的大小</p></body></html>"
    assert cleaner.repair(page) == page


def test_the_stage_tells_what_it_repaired_and_what_it_could_not() -> None:
    text = f"{LINE.encode('gbk').decode('latin-1')}\n????????\n锟斤拷锟斤拷\n正常的一行。"
    document = Repair()(Document(text))
    assert document.text.split("\n")[0] == LINE
    assert document.metadata["repairs"]["mojibake"] == 1
    assert document.metadata["damage"] == {"question marks": 8, "replaced twice": 6}


def test_a_clean_document_is_the_same_object() -> None:
    document = Document(LINE)
    assert Repair()(document) is document
