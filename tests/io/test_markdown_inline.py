"""Text with inline markup as Markdown, and what a reader of Markdown finds in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_reader import MATH_READER, READER, Inline, read

from cleaner.document import Span
from cleaner.io.markdown.inline import inline
from cleaner.io.markdown.line_starts import for_paragraph

PIECES = [
    *"#-+*_`~[]()<>&!|\\.:=1a中文。“”：， ",
    "**", "__", "``", "```", "~~", "](", "![", "<b>", "</b>", "<a x", "<!--", "&amp;", "&#35;", "1. ",
    "12) ", "- ", "# ", "a.cn", "<http://a.cn>", "a_b", "---", "===", "> ",
]  # fmt: skip
WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)
TEXTS = WORDS.map(str.strip).filter(bool)
"""Texts of one line with much that Markdown could take for markup."""


def written(text: str, *spans: Span) -> str:
    return for_paragraph(inline(text, spans))


def as_read(markdown: str, reader: Any = READER) -> Inline:
    """The text of the only paragraph."""
    (block,) = read(markdown, reader)
    assert block.tag == "p"
    return block.inline


def unmarked(text: str) -> Inline:
    return Inline(text, (frozenset(),) * len(text))


class TestText:
    @given(TEXTS)
    def test_is_read_as_it_was(self, text: str) -> None:
        assert as_read(written(text)) == unmarked(text)

    @given(st.lists(TEXTS, min_size=2, max_size=4).map("\n".join))
    def test_of_several_lines_is_read_as_it_was(self, text: str) -> None:
        assert as_read(written(text)).text == text

    @pytest.mark.parametrize(
        "text",
        [
            "2 * 3 = 6，5*3", "a_b_c 和 中_文_名", "3~5天，10~20人", "x < 5，a<b 而 c",
            "#include <stdio.h>", "R&D，AT&T; 公司", "[注] 见 [1]", "[1][2]", "f(x)[0](", "1.5倍", "1986年",
            "-5度", "--选项", "+86", "C#", "#话题#", "=>", "!important", "C:\\目录\\a", "好！（*）", "`",
            "|x|", "价格 $5，$6", "~", "a:b", "(1) 甲",
        ],
    )  # fmt: skip
    def test_is_not_escaped_without_need(self, text: str) -> None:
        assert written(text) == text

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("# 甲", "\\# 甲"),
            ("1. 甲", "1\\. 甲"),
            ("2) 甲", "2\\) 甲"),
            ("- 甲", "\\- 甲"),
            ("> 甲", "\\> 甲"),
            ("---", "\\---"),
            ("***", "\\*\\*\\*"),
            ("*甲*", "\\*甲\\*"),
            ("_甲_", "\\_甲\\_"),
            ("~~甲~~", "\\~\\~甲\\~\\~"),
            ("`甲`", "\\`甲\\`"),
            ("[甲](乙)", "[甲\\](乙)"),
            ("![甲](乙)", "![甲\\](乙)"),
            ("<b>甲</b>", "\\<b>甲\\</b>"),
            ("<http://a.cn>", "\\<http://a.cn>"),
            ("&amp;", "\\&amp;"),
            ("\\*", "\\\\*"),
            ("甲\n===", "甲\\\n\\==="),
            ("甲 | 乙\n--- | ---", "甲 | 乙\\\n\\--- | ---"),
            ("[甲]: http://a.cn", "\\[甲]: http://a.cn"),
        ],
    )
    def test_is_escaped_where_it_would_be_markup(self, text: str, expected: str) -> None:
        assert written(text) == expected
        assert as_read(expected) == unmarked(text)


class TestFormulas:
    @pytest.mark.parametrize("formula", ["$a_1*b*c$", "$\\frac{a}{b}$", "$$x<y>z$$", "$[a](b)$", "$\\{a\\}$"])
    def test_nothing_is_escaped_inside(self, formula: str) -> None:
        text = f"设{formula}，*乙*"
        assert written(text) == f"设{formula}，\\*乙\\*"
        assert as_read(written(text), MATH_READER).text == text

    def test_prices_are_none(self) -> None:
        assert written("从 $5*2 到 $6*3") == "从 $5\\*2 到 $6\\*3"

    def test_code_is_none(self) -> None:
        text = "用 $HOME*、$PATH*"
        assert written(text, Span(2, 8, "code"), Span(9, 15, "code")) == "用 `$HOME*`、`$PATH*`"

    def test_no_span_ends_inside(self) -> None:
        assert written("设 $a+b$ 为", Span(0, 4, "strong")) == "设 $a+b$ 为"
        assert written("设 $a+b$ 为", Span(0, 7, "strong")) == "**设 $a+b$** 为"


class Builder:
    """Text with its spans, and the marks that a reader should find."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[Span] = []
        self.marks: list[frozenset[str]] = []
        self.images: list[tuple[int, str, str]] = []

    def add(self, nodes: list[Any], around: tuple[str, ...] = ()) -> None:
        for node in nodes:
            if isinstance(node, str):
                self.text += node
                self.marks += [frozenset(around)] * len(node)
                continue
            kind, inside, *target = node
            start, place = len(self.text), len(self.spans)
            if kind == "image":
                self.images.append((start, inside, READER.normalizeLink(target[0])))
                self.spans.append(Span(start, start, "image", target[0], inside))
                continue
            inner = [inside] if isinstance(inside, str) else inside
            mark = f"link {READER.normalizeLink(target[0])}" if target else kind
            has_link = any(other.startswith("link") for other in around)
            self.add(inner, around if target and has_link else (*around, mark))
            self.spans.insert(place, Span(start, len(self.text), kind, *target))


ADDRESSES = st.sampled_from(
    ["http://a.cn/", "/b?c=1&d=2", "/e&lt;f", "#g", "/h%20(i)", "/(j", "/k_l*m*", "/n'o\"", "p/*q*/`"]
)
IMAGES = st.tuples(st.just("image"), WORDS.map(lambda text: " ".join(text.split())), ADDRESSES)
CODE = st.tuples(st.just("code"), TEXTS)


def inlines(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    nodes = st.lists(inner, min_size=1, max_size=4)
    return (
        st.tuples(st.just("strong"), nodes)
        | st.tuples(st.just("emphasis"), nodes)
        | st.tuples(st.just("link"), nodes, ADDRESSES)
    )


NODES = st.lists(st.recursive(WORDS | CODE | IMAGES, inlines, max_leaves=6), min_size=1, max_size=5)


class TestSpans:
    @pytest.mark.parametrize(
        ("text", "spans", "expected"),
        [
            ("这是重点。", [(2, 4, "strong")], "这是**重点**。"),
            ("这是重点。", [(2, 4, "emphasis")], "这是*重点*。"),
            ("这是重点。", [(2, 4, "strong"), (2, 4, "emphasis")], "这是***重点***。"),
            ("这是重点。", [(0, 5, "strong"), (2, 4, "emphasis")], "**这是*重点*。**"),
            ("用 ls 看", [(2, 4, "code")], "用 `ls` 看"),
            ("用 `ls 看", [(2, 5, "code")], "用 `` `ls `` 看"),
            ("见此处。", [(1, 3, "link", "/a?b=1")], "见[此处](/a?b=1)。"),
            ("见此处。", [(1, 3, "link", "/a b(c")], "见[此处](</a b(c>)。"),
            ("见此处。", [(1, 3, "link", "/a"), (1, 3, "strong")], "见[**此处**](/a)。"),
            ("见[1]。", [(1, 4, "link", "#1")], "见[[1]](#1)。"),
            ("见]此。", [(1, 3, "link", "/a")], "见[\\]此](/a)。"),
            ("好!此处。", [(2, 4, "link", "/a")], "好\\![此处](/a)。"),
            ("见图。", [(2, 2, "image", "/a.png", "甲[乙")], "见图![甲\\[乙](/a.png)。"),
            ("见图。", [(1, 2, "link", "/b"), (1, 1, "image", "/a.png", "")], "见![](/a.png)[图](/b)。"),
        ],
    )
    def test_are_written_as_marks(self, text: str, spans: list[Any], expected: str) -> None:
        assert written(text, *(Span(*span) for span in spans)) == expected

    @pytest.mark.parametrize(
        ("text", "spans", "expected"),
        [
            ("这 是 重", [(1, 4, "strong")], "这 **是** 重"),
            ("这是重点", [(0, 2, "strong"), (2, 4, "strong")], "**这是重点**"),
            ("这是重点", [(0, 3, "strong"), (1, 2, "strong")], "**这是重**点"),
            ("这是重点", [(0, 2, "code"), (2, 4, "code")], "`这是重点`"),
            ("这是重点。", [(0, 4, "strong"), (1, 5, "link", "/a")], "**这[是重点](/a)**。"),
            ("这是重点", [(0, 4, "link", "/a"), (1, 3, "link", "/b")], "[这是重点](/a)"),
            ("a=b", [(0, 3, "code"), (2, 3, "strong")], "`a=b`"),
            ("这是", [(1, 9, "strong")], "这**是**"),
            ("这是", [(1, 1, "strong"), (1, 1, "link", "/a")], "这是"),
        ],
        ids=[
            "spaces",
            "pieces",
            "in itself",
            "pieces of code",
            "crossing",
            "links",
            "in code",
            "too long",
            "empty",
        ],
    )
    def test_are_put_in_order(self, text: str, spans: list[Any], expected: str) -> None:
        assert written(text, *(Span(*span) for span in spans)) == expected

    @pytest.mark.parametrize(
        ("text", "span"),
        [
            ("他说“注”的", (2, 5, "strong")),
            ("注：见下", (0, 2, "strong")),
            ("用ls看", (1, 3, "strong")),
            ("见此处", (1, 3, "link", "javascript:void(0)")),
            ("见此处", (1, 3, "link", "")),
            ("见此处", (1, 1, "image", "data:image/gif;base64,R0lGOD", "")),
        ],
        ids=["quotation marks", "colon", "code inside", "script", "no address", "no file"],
    )
    def test_are_left_out_where_no_reader_would_see_them(self, text: str, span: Any) -> None:
        code = [Span(1, 3, "code")] if "ls" in text else []
        assert written(text, Span(*span), *code) == text.replace("ls", "`ls`")

    @given(
        st.text(st.characters(exclude_categories=("C", "Zl", "Zp"))).map(str.strip).filter(bool),
        st.lists(
            st.builds(
                Span,
                st.integers(-2, 20),
                st.integers(-2, 20),
                st.sampled_from(["strong", "emphasis", "code", "link", "image"]),
                st.sampled_from(["", "/a", "/b c"]),
                st.text(max_size=3),
            )
        ),
    )
    def test_may_be_anywhere(self, text: str, spans: list[Span]) -> None:
        assert as_read(written(text, *spans)).text == text

    @given(NODES)
    def test_are_read_as_they_were(self, nodes: list[Any]) -> None:
        """Text, code, links and images exactly; emphasis where it is read at all."""
        wanted = Builder()
        wanted.add(["始", *nodes, "终"])
        found = as_read(written(wanted.text, *wanted.spans))
        assert found.text == wanted.text
        assert [image[1:] for image in found.images] == [image[1:] for image in wanted.images]
        for character, got, want in zip(found.text, found.marks, wanted.marks, strict=True):
            assert got <= want
            assert character == " " or want - got <= {"strong", "emphasis"}
