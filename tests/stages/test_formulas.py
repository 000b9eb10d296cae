"""Formulas of pages: the TeX that an element carries, and what only repeats it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from timing import assert_linear

from cleaner.stages.parse.formulas import FORMULA_CLASS, is_formula_duplicate, tex_of
from cleaner.text.tex import dollar_delimiters, is_tex

WIKI = (
    '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none;">'
    '<math alttext="{\\displaystyle E=mc^{2}}"><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi></mrow>'
    '<annotation encoding="application/x-tex">{\\displaystyle E=mc^{2}}</annotation></semantics></math>'
    "</span>"
    '<img src="https://wiki.example/svg/1a2b" class="mwe-math-fallback-image-inline"'
    ' alt="{\\displaystyle E=mc^{2}}"></span>'
)
KATEX = (
    '<span class="katex-display"><span class="katex"><span class="katex-mathml"><math><semantics><mi>a</mi>'
    '<annotation encoding="application/x-tex">a^2+b^2</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true"><span class="mord">a</span></span></span></span>'
)


def first(page: str, selector: str) -> LexborNode:
    node = LexborHTMLParser(page).css_first(selector)
    assert node is not None
    return node


def tex(page: str) -> str:
    """The TeX of the first element of a page."""
    return tex_of(first(page, "body > *, head > script"))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        # scripts
        ("<script type='math/tex'>x^2</script>", "x^2"),
        ("<script type='math/tex; mode=display'>\n\\frac{1}{2}\n</script>", r"\frac{1}{2}"),
        ("<script type='math/tex'>% <![CDATA[\na < b %]]></script>", "a < b"),
        ("<script type='math/tex'>a % 注释\n+ b</script>", "a + b"),
        ("<script type='math/mml'><math><mi>x</mi></math></script>", "x"),
        # MathML
        ("<math alttext='{\\displaystyle x^{2}}'><mi>x</mi></math>", "x^{2}"),
        ("<math><semantics><mi>y</mi><annotation encoding='TeX'>y_1</annotation></semantics></math>", "y_1"),
        ("<math><msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt></math>", r"\sqrt{x+1}"),
        # KaTeX
        (KATEX, "a^2+b^2"),
        (
            "<span class=katex><span class=katex-mathml>\n\n x\n\n\n ∈\n\n\n\n x \\in A\n</span></span>",
            r"x \in A",
        ),
        ("<span class='katex-error' title='ParseError'>\\frac{1</span>", r"\frac{1"),
        # MathJax
        (
            "<mjx-container class='MathJax'><mjx-math></mjx-math><mjx-assistive-mml><math><msup><mi>x</mi>"
            "<mn>2</mn></msup></math></mjx-assistive-mml></mjx-container>",
            "x^2",
        ),
        ("<mjx-container class='MathJax'><mjx-math data-latex='x_1'></mjx-math></mjx-container>", "x_1"),
        ("<span class='MathJax' data-mathml='<math><mi>z</mi></math>'><nobr>z</nobr></span>", "z"),
        # attributes of other renderers
        ("<span class='ztext-math' data-tex='a\\to b'>a→b</span>", r"a\to b"),
        ("<span class='span-inline-equation' data-formula='c^2'><svg></svg></span>", "c^2"),
        # pictures
        ("<img class='mwe-math-fallback-image-inline' alt='{\\displaystyle E}'>", "E"),
        ("<img class='tex' alt='\\sum_{i} x_i'>", r"\sum_{i} x_i"),
        ("<img eeimg='1' src='//www.example.com/equation?tex=a%5E2%2Bb' alt='[公式]'>", "a^2+b"),
        ("<img src='https://latex.example.com/gif.latex?%5Clarge&space;a+b' alt=''>", "a+b"),
        (
            "<img src='https://s0.example.com/latex.php?latex=%5Calpha+%3D+1&bg=fff&s=0' class='latex'>",
            r"\alpha = 1",
        ),
        ("<img src='a.png' alt='$n^2$'>", "n^2"),
        ("<img src='a.png' alt='\\frac{a}{b}'>", r"\frac{a}{b}"),
    ],
)
def test_tex(page: str, expected: str) -> None:
    assert tex(page) == expected


@pytest.mark.parametrize(
    "page",
    [
        "<script>var x = 1;</script>",
        "<script type='application/json'>{}</script>",
        "<img src='photo.jpg' alt='图1 江边的小镇'>",
        "<img src='photo.jpg?latex=1' alt='价格$5'>",
        "<img src='/chart?id=3&chl=2021-03-05 销量' alt='销量'>",
        "<img alt='C:\\text\\photo.png'>",
        "<img class='math' alt='数学老师'>",
        "<div class='math-course'>数学课程</div>",
        "<span class='katex'>x</span>",
        "<math></math>",
    ],
)
def test_no_formula(page: str) -> None:
    assert tex(page) == ""


def test_an_element_around_several_formulas_is_none() -> None:
    assert tex(f"<div class='katex'>甲{KATEX}乙{KATEX}</div>") == ""


def test_the_picture_beside_mathml_repeats_it() -> None:
    assert tex_of(first(WIKI, "math")) == "E=mc^{2}"
    assert is_formula_duplicate(first(WIKI, "img"))
    assert not is_formula_duplicate(first("<p><img class=mwe-math-fallback-image-inline alt=x></p>", "img"))


def test_what_mathjax_has_drawn_repeats_its_script() -> None:
    page = "<span class='MathJax_Preview'>x</span> "
    page += "<div class='MathJax_Display'><span class='MathJax'>x</span></div>"
    page += "<script type='math/tex; mode=display'>x</script>"
    for selector in (".MathJax_Preview", ".MathJax_Display"):
        assert is_formula_duplicate(first(page, selector))
        assert tex_of(first(page, selector)) == ""
    alone = "<span class='MathJax_Preview'>x</span>字<script type='math/tex'>x</script>"
    assert not is_formula_duplicate(first(alone, "span"))


def test_the_visible_part_of_katex_repeats_it() -> None:
    assert is_formula_duplicate(first(KATEX, ".katex-html"))
    assert not is_formula_duplicate(first("<p><span class=katex-html>x</span></p>", "span"))


@pytest.mark.parametrize(
    "name", ["katex", "MathJax_Display", "mjx-chtml", "ztext-math", "span-inline-equation"]
)
def test_classes_to_ask_about(name: str) -> None:
    assert FORMULA_CLASS.search(name)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>",
            r"\sum_{i=1}^n",
        ),
        ("<munder><mi>lim</mi><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder>", r"\lim_{x\to 0}"),
        ("<mfrac><mi>a</mi><mrow><mi>b</mi><mo>−</mo><mn>1</mn></mrow></mfrac>", r"\frac{a}{b-1}"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", r"\sqrt[3]{x}"),
        ("<mover><mi>v</mi><mo>→</mo></mover>", r"\vec{v}"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", r"\left(a,b\right)"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x_1^2"),
        ("<mtable><mtr><mtd>1</mtd><mtd>0</mtd></mtr><mtr><mtd>0</mtd></mtr></mtable>", None),
        ("<mi>sin</mi><mo>&#x2061;</mo><mi>θ</mi>", r"\sin \theta"),
        ("<mtext>当 x</mtext>", r"\text{当 x}"),
        ("<mstyle><mi>f</mi><msup><mi>f</mi><mo>′</mo></msup></mstyle>", "ff'"),
        ("<mfrac><mi>a</mi></mfrac>", "a"),
        ("<mn>50</mn><mo>%</mo>", r"50\%"),
    ],
)
def test_mathml_without_tex(markup: str, expected: str | None) -> None:
    expected = expected or r"\begin{matrix}1 & 0 \\ 0\end{matrix}"
    assert tex(f"<math>{markup}</math>") == expected


def test_very_deep_mathml_is_read() -> None:
    assert tex("<math>" + "<mrow>" * 20_000 + "<mi>x</mi></math>") == "x"


@pytest.mark.parametrize(
    "markup",
    [
        lambda size: "<span class=katex>" * size,
        lambda size: "<span class=katex>" + "<i class=katex-html></i>" * size,
        lambda size: "<i class=MathJax></i>" * size + "<script type='math/tex'>x</script>",
        lambda size: "<p>" + "<img class=mwe-math-fallback alt=x>" * size,
        lambda size: "<math>" + "<mi>x</mi>" * size + "</math>",
    ],
)
def test_hostile_formulas_take_linear_time(markup: Callable[[int], str]) -> None:
    def ask(tree: LexborHTMLParser) -> None:
        for node in tree.css("math, [class]"):
            if not is_formula_duplicate(node):
                tex_of(node)

    assert_linear(ask, lambda size: LexborHTMLParser(markup(size)), 1_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"当 \(x\) 增大时", "当 $x$ 增大时"),
        (r"面积 \(S = \pi r^2\)，体积 \[V=Sh\]", r"面积 $S = \pi r^2$，体积 $V=Sh$"),
        ("\\[\n\\frac{1}{2}\n\\]", r"$\frac{1}{2}$"),
        (r"\(\text{速度} = v\)", r"$\text{速度} = v$"),
    ],
)
def test_delimiters_become_dollars(text: str, expected: str) -> None:
    assert dollar_delimiters(text) == expected
    assert dollar_delimiters(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        r"find . \( -name a \)",
        r"\(无弹窗小说网\)",
        r"参见 \[1\] 和 \[注2\]",
        r"sed 's/\([0-9]*\)/\1/'",
        r"\((.*)\)",
        r"价格 \(\$5\)",
        r"没有结尾 \(x",
    ],
)
def test_escaped_brackets_are_no_formulas(text: str) -> None:
    assert dollar_delimiters(text) == text


@pytest.mark.parametrize("text", ["x", "2n", "f(x)", "a+b=c", "x_{i}", r"\mathbb{R}", "x^2"])
def test_tex_is_recognised(text: str) -> None:
    assert is_tex(text)


@pytest.mark.parametrize(
    "text", ["", "公式", "see below", "-l", r"C:\alpha", r"\d+", "$5", "name@example.com"]
)
def test_other_text_is_no_tex(text: str) -> None:
    assert not is_tex(text)
