"""Blocks as Markdown, and what a reader of Markdown finds in it."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_reader import Inline, Read, read

from cleaner.document import Block, Document, Form, Role, Span
from cleaner.io.markdown import blocks_as_markdown, markdown

TITLE = Block("标题", Role.TITLE, tag="h1")


def p(text: str, **form: Any) -> Block:
    return Block(text, tag="p", form=Form(**form))


def li(text: str, marker: str = "-", level: int = 1, unit: int = 0, **form: Any) -> Block:
    return Block(text, tag="li", unit=unit, form=Form(level=level, marker=marker, **form))


def tr(*cells: str, unit: int = 1, **form: Any) -> Block:
    return Block("\t".join(cells), tag="tr", unit=unit, path=(1, 2), form=Form(**form))


def pre(text: str, **form: Any) -> Block:
    return Block(text, tag="pre", form=Form(**form))


def lines(*blocks: Block) -> list[str]:
    return blocks_as_markdown(blocks).split("\n")


class TestDocument:
    BLOCKS = (TITLE, Block("首页", Role.NAVIGATION, tag="a"), p("正文。"))

    def test_only_what_is_kept(self) -> None:
        assert markdown(Document("标题\n正文。", title="标题", blocks=self.BLOCKS)) == "# 标题\n\n正文。"

    def test_without_the_title_where_the_text_has_none(self) -> None:
        assert markdown(Document("正文。", title="标题", blocks=self.BLOCKS)) == "正文。"

    def test_without_blocks_it_is_the_text(self) -> None:
        assert markdown(Document("# 甲\n乙")) == "# 甲\n乙"


class TestHeadings:
    def test_the_highest_is_below_the_title(self) -> None:
        headings = [Block(text, tag=tag) for text, tag in (("一", "h3"), ("（一）", "h4"), ("二", "h3"))]
        assert lines(TITLE, *headings) == ["# 标题", "", "## 一", "", "### （一）", "", "## 二"]

    def test_first_level_is_for_titles(self) -> None:
        assert lines(TITLE, Block("一", tag="h1"), Block("二", tag="h2"))[2:] == ["## 一", "", "### 二"]

    def test_six_levels_at_most(self) -> None:
        assert lines(*(Block("节", tag=f"h{level}") for level in range(1, 7)))[-1] == "###### 节"

    def test_several_articles(self) -> None:
        assert lines(TITLE, p("甲"), replace_text(TITLE, "另一个"))[-1] == "# 另一个"

    def test_number_sign_at_the_end(self) -> None:
        assert lines(Block("语言 #", tag="h2")) == ["## 语言 \\#"]


def replace_text(block: Block, text: str) -> Block:
    return block.replace(text=text)


class TestLists:
    def test_nested(self) -> None:
        blocks = [li("甲"), li("乙", level=2), li("丙", "1.", level=3), li("丁")]
        assert lines(*blocks) == ["- 甲", "  - 乙", "    1. 丙", "- 丁"]

    def test_numbers(self) -> None:
        assert lines(li("甲", "9."), li("乙", "10."), p("续", level=1)) == ["9. 甲", "10. 乙", "", "    续"]

    def test_what_is_in_an_item_is_indented(self) -> None:
        blocks = [li("甲"), p("续", level=1), pre("x\n\n  y", level=1), tr("a", "b", level=1), li("乙")]
        table = ["  | a | b |", "  | --- | --- |"]
        code = ["  ```", "  x", "", "    y", "  ```"]
        assert lines(*blocks) == ["- 甲", "", "  续", "", *code, "", *table, "", "- 乙"]

    def test_numbers_that_jump_begin_another_list(self) -> None:
        assert lines(li("甲", "1."), li("乙", "3."), li("丙", "4.")) == ["1. 甲", "", "3) 乙", "4) 丙"]

    def test_lists_side_by_side(self) -> None:
        blocks = [li("甲", unit=1), li("乙", unit=2), li("丙", unit=2), li("丁", unit=3)]
        assert lines(*blocks) == ["- 甲", "", "* 乙", "* 丙", "", "- 丁"]

    def test_a_nested_list_that_cannot_interrupt_its_paragraph(self) -> None:
        assert lines(li("甲"), li("乙", "2.", level=2)) == ["- 甲", "", "  2. 乙"]

    def test_an_item_whose_list_has_no_item_left(self) -> None:
        assert lines(p("前"), li("甲", level=2), li("乙", level=2)) == ["前", "", "- 甲", "- 乙"]

    def test_a_paragraph_whose_item_is_left_out(self) -> None:
        blocks = [li("甲", unit=1), Block("续", tag="p", unit=2, form=Form(level=1))]
        assert lines(*blocks) == ["- 甲", "", "续"]

    def test_items_of_which_only_the_tag_is_known(self) -> None:
        assert lines(Block("甲", tag="li"), Block("乙", tag="li"), p("后")) == ["- 甲", "- 乙", "", "后"]

    def test_definitions(self) -> None:
        blocks = [
            Block("词", tag="dt"),
            Block("甲", tag="dd"),
            Block("乙", tag="dd"),
            Block("“语”", tag="dt"),
        ]
        assert lines(*blocks) == ["**词**", "", "- 甲", "- 乙", "", "**“语”**"]


class TestQuotations:
    def test_nested(self) -> None:
        assert lines(p("甲", quotes=1), p("乙", quotes=2), p("丙")) == ["> 甲", ">", "> > 乙", "", "丙"]

    def test_in_an_item(self) -> None:
        assert lines(li("甲"), p("乙", level=1, quotes=1), li("丙")) == ["- 甲", "", "  > 乙", "", "- 丙"]

    def test_around_a_list(self) -> None:
        assert lines(p("甲"), li("乙", quotes=1), li("丙", quotes=1)) == ["甲", "", "> - 乙", "> - 丙"]

    def test_at_the_beginning_of_an_item(self) -> None:
        assert lines(li("甲", unit=1), li("乙", unit=1, quotes=1)) == ["- 甲", "- > 乙"]

    def test_with_code(self) -> None:
        assert lines(pre("x\n\ny", quotes=1)) == ["> ```", "> x", ">", "> y", "> ```"]

    def test_of_which_only_the_tag_is_known(self) -> None:
        assert lines(Block("引", tag="blockquote")) == ["> 引"]


class TestTables:
    def test_head_and_alignment(self) -> None:
        head = tr("名", "值", "单位", header=True, align=("left", "right", ""))
        assert lines(head, tr("甲", "1", "吨")) == [
            "| 名 | 值 | 单位 |",
            "| :--- | ---: | --- |",
            "| 甲 | 1 | 吨 |",
        ]

    def test_short_rows_and_empty_cells(self) -> None:
        assert lines(tr("", "值"), tr("甲"), tr("乙", "", "2"))[2:] == ["| 甲 |  |  |", "| 乙 |  | 2 |"]

    def test_what_is_markup_in_a_cell(self) -> None:
        row = tr("a|b c|d *e*", "f", spans=(Span(4, 7, "code"), Span(12, 13, "strong")))
        assert lines(row)[0] == "| a\\|b `c\\|d` \\*e\\* | **f** |"

    def test_tables_side_by_side(self) -> None:
        assert len(lines(tr("a", "b"), tr("c", "d", unit=2))) == 5

    def test_rows_of_plain_text_are_not_escaped(self) -> None:
        assert lines(Block("*a*\tb|c", tag="tr"))[0] == "| *a* | b\\|c |"


class TestCode:
    def test_lines_are_kept(self) -> None:
        assert lines(pre("if x:\n\n    *y*  ", language="python")) == [
            "```python", "if x:", "", "    *y*  ", "```"
        ]  # fmt: skip

    def test_fence_is_longer_than_any_inside(self) -> None:
        assert lines(pre("a ```` b")) == ["`````", "a ```` b", "`````"]

    def test_what_is_no_language_is_left_out(self) -> None:
        assert lines(pre("x", language="foo `bar`"))[0] == "```"

    def test_pieces_of_code_are_apart(self) -> None:
        assert lines(pre("a"), pre("b")) == ["```", "a", "```", "", "```", "b", "```"]

    def test_fenced_code_of_a_text_stays(self) -> None:
        text = "~~~ sh\nls *\n~~~"
        assert lines(Block(text, tag="pre", marks=frozenset(("fenced",)))) == text.split("\n")

    @pytest.mark.parametrize("text", ["```", "```\nx", "````\nx\n```", "```\nx\n``` y", "~~~\nx\n```"])
    def test_fence_of_a_text_that_is_open_is_closed(self, text: str) -> None:
        code, after = read(blocks_as_markdown([pre(text).replace(marks=frozenset(("fenced",))), p("后")]))
        assert (code.tag, after.inline.text) == ("pre", "后")


class TestParagraphs:
    def test_rest_of_a_line(self) -> None:
        cut = Block("（责编）", Role.METADATA, glue=True, tag="p")
        first = Block("supply", tag="p", form=Form(spans=(Span(0, 6, "strong"),)))
        rest = Block("chain", tag="p", glue=True, form=Form(spans=(Span(0, 5, "emphasis"),)))
        assert lines(first, cut, rest) == ["**supply** *chain*"]

    def test_lines_of_one_element(self) -> None:
        verse = [Block(text, tag="p", path=(1, 2), depth=2) for text in ("床前明月光", "- 疑是", "地上霜")]
        assert lines(*verse) == ["床前明月光\\", "\\- 疑是\\", "地上霜"]

    def test_lines_of_an_item(self) -> None:
        item = li("甲").replace(path=(1, 2))
        assert lines(item, Block("乙", tag="p", path=(1, 2), form=Form(level=1))) == ["- 甲\\", "  乙"]

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (Block("甲", tag="div", path=(1,)), Block("乙", tag="div", path=(1,))),
            (Block("甲", tag="p", path=(1, 2)), Block("乙", tag="p", path=(1, 3))),
            (Block("甲", tag="p"), Block("乙", tag="p")),
            (Block("甲", tag="p", path=(1,), depth=9), Block("乙", tag="p", path=(1,), depth=9)),
            (Block("甲", tag="p", path=(1,)), Block("乙", tag="p", path=(1,), marks=frozenset(("rule",)))),
        ],
        ids=["no paragraph", "two elements", "unknown", "path cut off", "rule between"],
    )
    def test_lines_of_several_elements(self, first: Block, second: Block) -> None:
        assert lines(first, second) == ["甲", "", "乙"]


class TestPlainText:
    TEXT = (
        "# 标题", "1. 甲 *乙* _丙_ <b>", "- [丁](http://a.cn)", "> 引", "| a | b |", "|---|---|", "| c | d |",
        "***", "&amp;",
    )  # fmt: skip

    def test_stays_as_it_is(self) -> None:
        blocks = [Block(text) for text in self.TEXT]
        assert [line for line in lines(*blocks) if line] == list(self.TEXT)

    def test_rows_stay_together(self) -> None:
        assert lines(Block("| a |"), Block("|---|"), Block("后")) == ["| a |", "|---|", "", "后"]

    def test_title(self) -> None:
        assert lines(Block("标题", Role.TITLE)) == ["# 标题"]
        assert lines(Block("# 标题", Role.TITLE)) == ["# 标题"]


TEXTS = (
    st.lists(
        st.sampled_from(
            [*"#-+*_`~[]()<>&!|\\.:=1a中文。“ ", "1. ", "- ", "# ", "```", "---", "<b>", "](", "&lt;", "> "]
        ),
        min_size=1,
        max_size=6,
    )
    .map("".join)
    .map(str.strip)
    .filter(bool)
)
LEAVES = (
    st.tuples(st.just("p"), TEXTS)
    | st.tuples(st.sampled_from(["h2", "h3", "h4"]), TEXTS)
    | st.tuples(
        st.just("pre"),
        st.lists(
            st.sampled_from(["", "  x", "`", "```", "~~~", "\ty", "- a", "> b", "# c", "   "]),
            min_size=1,
            max_size=5,
        )
        .map("\n".join)
        .filter(str.strip),
        st.sampled_from(["", "python", "c++", "c#"]),
    )
    | st.tuples(
        st.just("table"),
        st.lists(st.lists(TEXTS | st.just(""), min_size=1, max_size=3).filter(any), min_size=1, max_size=3),
    )
)


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    item = st.tuples(st.tuples(st.just("p"), TEXTS), st.lists(inner, max_size=2)).map(
        lambda both: [both[0], *both[1]]
    )
    items = st.lists(item, min_size=1, max_size=3)
    return (
        st.tuples(st.just("ul"), items)
        | st.tuples(st.just("ol"), items, st.sampled_from([0, 1, 2, 9, 1986]))
        | st.tuples(st.just("quote"), st.lists(inner, min_size=1, max_size=3))
    )


TREES = st.lists(st.recursive(LEAVES, containers, max_leaves=8), min_size=1, max_size=5)


class Flat:
    """Nested elements as blocks, and as a reader should find them."""

    def __init__(self, trees: list[Any]) -> None:
        self.blocks: list[Block] = []
        self.wanted: list[Read] = []
        self.units = count(1)
        self.numbers = count(1)
        self.highest = 0
        for tree in trees:
            self.add(tree, 0, 0)

    def add(self, tree: Any, level: int, quotes: int, marker: str = "", unit: int = 0) -> None:
        kind, content, *more = tree
        if kind in ("ul", "ol"):
            self.add_items(content, level + 1, quotes, more[0] if more else -1)
        elif kind == "quote":
            for inner in content:
                self.add(inner, level, quotes + 1, unit=unit)
        else:
            form = Form(level, marker, quotes)
            wanted = Read(kind, level, marker, quotes)
            self.add_leaf(kind, content, (form, wanted, unit), *more)

    def add_items(self, items: list[Any], level: int, quotes: int, start: int) -> None:
        unit = next(self.units)
        for number, (first, *others) in enumerate(items, start):
            self.add(first, level, quotes, "-" if start < 0 else f"{number}.", unit)
            for other in others:
                self.add(other, level, quotes, unit=unit)

    def add_leaf(self, kind: str, content: Any, where: tuple[Form, Read, int], language: str = "") -> None:
        form, wanted, unit = where
        path = (next(self.numbers),)
        if kind == "table":
            width = max(map(len, content))
            unit = next(self.units)
            self.blocks += [
                Block("\t".join(row), tag="tr", unit=unit, path=path, form=form) for row in content
            ]
            cells = tuple(tuple(map(plain, row + [""] * (width - len(row)))) for row in content)
            self.wanted.append(replace(wanted, cells=cells, align=("",) * width))
        elif kind == "pre":
            form = Form(form.level, form.marker, form.quotes, language)
            self.blocks.append(Block(content, tag="pre", unit=next(self.units), path=path, form=form))
            self.wanted.append(replace(wanted, text=content, language=language))
        else:
            tag = "li" if form.marker else kind
            self.blocks.append(Block(content, tag=tag, unit=unit, path=path, form=form))
            self.wanted.append(replace(wanted, inline=plain(content)))


def plain(text: str) -> Inline:
    return Inline(text, (frozenset(),) * len(text))


def outlined(blocks: list[Read]) -> list[Read]:
    """The blocks with headings by their level below the highest."""
    highest = min((int(block.tag[1]) for block in blocks if block.tag[0] == "h"), default=0)
    return [
        replace(block, tag=f"heading {int(block.tag[1]) - highest}") if block.tag[0] == "h" else block
        for block in blocks
    ]


@given(TREES)
def test_a_reader_finds_the_structure(trees: list[Any]) -> None:
    flat = Flat(trees)
    assert outlined(read(blocks_as_markdown(flat.blocks))) == outlined(flat.wanted)
