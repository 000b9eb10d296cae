"""parse: pages, fragments and plain text to blocks, with no text lost."""

from __future__ import annotations

import re

import pytest
from timing import assert_linear

from cleaner.document import Block, Document
from cleaner.stages.parse import Parse
from cleaner.stages.parse.blocks import blocks
from cleaner.stages.parse.fragments import fragment_blocks
from cleaner.stages.parse.tree import parse


def of(markup: str) -> tuple[Block, ...]:
    return blocks(parse(markup))


def texts(markup: str) -> list[str]:
    return [block.text for block in of(markup)]


def test_paragraphs_of_old_pages_are_lines_of_one_cell() -> None:
    assert texts("<table><tr><td>　　第一段。<br><br>　　第二段，\n继续。<br>第三段。</td></tr></table>") == [
        "第一段。",
        "第二段，继续。",
        "第三段。",
    ]


def test_a_source_line_break_joins_han_and_parts_words() -> None:
    assert texts("<p>中国\n  人民 and\nso on</p>") == ["中国人民 and so on"]


def test_what_is_seen_is_kept_and_scripts_are_not() -> None:
    page = "<nav>首页</nav><script>var 甲</script><style>乙</style><noscript>丙</noscript>"
    page += "<template>己</template><div hidden>丁</div><p>戊"
    assert texts(page) == ["首页", "丁", "戊"]


def test_evidence() -> None:
    menu, body = of(
        '<div id="Nav"><a href="/">首页</a></div><div class="main"><p class="Text">正文。</p></div>'
    )
    assert (menu.link_density, menu.names.strip(), menu.tag) == (1.0, "nav", "div")
    assert body.names.split() == ["text", "main"]
    assert body.link_density == 0
    assert menu.path[:1] != body.path[:1]


def test_tables_of_data_go_by_row_and_layout_by_cell() -> None:
    data = "<table><tr><th>年份</th><th>产量</th></tr><tr><td>2010</td><td>12</td></tr></table>"
    assert texts(data) == ["年份\t产量", "2010\t12"]
    layout = "<table><tr><td>栏目<br>导航<br>链接</td><td>正文第一段。<p>正文第二段。</td></tr>"
    layout += "<tr><td>甲<td>乙</table>"
    assert "正文第一段。" in texts(layout)


def test_preformatted_lines_stay() -> None:
    assert texts("<pre>def f():\n    return 1\n\nf()</pre>") == ["def f():\n    return 1\n\nf()"]


def test_text_between_unclosed_and_misnested_tags_survives() -> None:
    page = "<p>甲<b>乙<p>丙</b><table>丁<tr><td>戊</div>己<li>庚"
    assert sorted("".join(texts(page))) == sorted("甲乙丙丁戊己庚")


def test_fragments_lose_tags_and_stray_bullets_only() -> None:
    found = fragment_blocks(
        '  • <input id="q"><b id="q"></b>\n1. <td id="q"></td>\n1. 第一，<i id="q"></i>要稳。<br>第二，要快。'
    )
    assert [(b.text, b.kept) for b in found] == [
        ("•", False),
        ("1.", False),
        ("1. 第一，要稳。", True),
        ("第二，要快。", True),
    ]


def test_formulas_in_fragments_are_tex() -> None:
    text = (
        "面积是 <img alt='S=\\pi r^2' eeimg='1' src='/equation?tex=S%3D%5Cpi+r%5E2'>，"
        "角是<script type='math/tex'>\\alpha</script>。<br>图：<img src='a.png' alt='渡口'>"
    )
    assert [block.text for block in fragment_blocks(text)] == ["面积是 $S=\\pi r^2$，角是$\\alpha$。", "图："]


def test_entities_are_characters() -> None:
    assert texts("<p>Tom &amp;amp; Jerry&nbsp;&lt;好&gt;</p>") == ["Tom & Jerry <好>"]


@pytest.mark.parametrize(
    ("page", "count"),
    [
        pytest.param("<html>" + "<div>" * 20_000 + "深" + "</div>" * 20_000, 1, marks=pytest.mark.slow),
        ("<html>" + "<div>好</div>" * 60_000, 60_000),
        ("<html>" + '<a href="/x">好</a>' * 100_000, 100_000),
        ("<html>" + "".join(f"<p><font color={number}>好" for number in range(20_000)), 20_000),
        pytest.param("<html><p>" + "好" * 5_000_000, 5_000_000, marks=pytest.mark.slow),
        ("<html><p>甲\0乙\ud800丙", 3),
        ("<html>", 0),
    ],
    ids=["deep", "siblings", "links", "unclosed", "long", "junk", "nothing"],
)
def test_pathological_pages_lose_nothing(page: str, count: int) -> None:
    document = Parse()(Document(page))
    assert sum(len(re.findall("[好深甲乙丙]", block.text)) for block in document.blocks) == count


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [
        "<div>好</div>",
        '<a href="/x">好</a>',
        "<p><font>好",
        "<table><tr><td>好",
        "好",
    ],
)
def test_time_is_linear(unit: str) -> None:
    assert_linear(Parse(), lambda size: Document("<html>" + unit * size), 2_500)


@pytest.mark.slow
def test_time_is_linear_in_the_depth_of_a_page() -> None:
    assert_linear(parse, lambda size: "<html>" + "<div>好" * size)


def test_a_link_that_is_not_closed_ends_where_the_next_begins() -> None:
    found = of("<p><a href=1>目录<p>正文第一段。<p>正文第二段。<a href=2>链接</a>")
    assert [block.link_density for block in found][:2] == [0.0, 0.0]
    closed = of("<p><a href=1>目录</a><p>正文<a href=2>链接</a>")
    assert closed[0].link_density == 1.0


def test_what_is_nested_too_deep_keeps_its_text() -> None:
    page = "<div>" * 12_000 + "甲" + "</div>" * 11_000 + "<p>乙"
    assert texts(page) == ["甲", "乙"]
