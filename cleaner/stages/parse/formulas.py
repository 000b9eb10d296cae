"""The TeX of formulas in a page, from whatever carries them: MathML, scripts, pictures, KaTeX, MathJax."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, unquote_plus

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.stages.parse.mathml import tex_of_mathml
from cleaner.text.tex import has_tex, is_tex, plain_tex

FORMULA_CLASS = re.compile(r"katex|math|mjx|equation|formula", re.IGNORECASE)
"""Part of the class of every element, other than `math`, `script` and `img`, that `tex_of` reads."""

_MAX_TEX = 5_000
"""Maximum length of a formula, characters; what is longer is none."""
_MAX_BESIDE = 6
"""Maximum number of nodes between what MathJax has drawn and its script."""
_MAX_WRAPPERS = 4
"""Maximum number of elements of KaTeX around each other that are read."""
_ATTRIBUTES = ("data-tex", "data-latex", "data-formula", "data-math", "data-expr")
"""Attributes in which renderers leave the TeX of an element."""
_RENDERED = frozenset(("katex", "katex-display", "katex--inline", "katex--display", "katex-mathml"))
"""Classes of elements that KaTeX writes around one formula."""
_MATHJAX = re.compile(
    r"MathJax(?:_(?:Display|SVG|SVG_Display|CHTML|PHTML|PlainSource))?|mjx-(?:chtml|container)|MJXc-display"
)
"""Classes of elements in which MathJax draws a formula."""
_DRAWN = re.compile(rf"{_MATHJAX.pattern}|MathJax_Preview|MJX_Assistive_MathML")
_BLANK_LINES = re.compile(r"\n\s*\n")

_PICTURED = re.compile(
    r"(?:^|[\s_-])(?:mwe-math-\S*|math\w*|i?tex(?:render)?|latex|katex|equation|formula|ee_?img)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""A class of a picture of a formula."""
_RENDERER = re.compile(
    r"""
    (?: equation | latex | mathtex | mimetex | math | chart | \btex | svg\.(?:image|latex) ) (?: \.\w+ )? /?
    \?
    (?: (?: [^&]*& )*? (?: tex | latex | math | chl | formula | from | eq ) = (?P<value> [^&]+ )
      | (?P<query> .+ )
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""The address of a program that draws formulas, with the TeX as a value or as all of the query."""
_SOURCES = ("src", "data-src", "data-original")


def tex_of(node: LexborNode) -> str:
    r"""The TeX of an element that is a formula, in one line and without delimiters; empty if it is none.

    Call it for `math`, `script` and `img` and for elements whose class matches `FORMULA_CLASS`.

    >>> page = "<img class=latex alt='x^2'><script type='math/tex'>\\alpha</script><math><mi>y</mi></math>"
    >>> [tex_of(node) for node in LexborHTMLParser(page).css("img, script, math")]
    ['x^2', '\\alpha', 'y']
    """
    tag = node.tag
    if tag == "img":
        return _of_picture(node.attributes)
    if tag == "script":
        return _of_script(node)
    if tag == "math":
        return _of_math(node)
    return _of_wrapper(node)


def is_formula_duplicate(node: LexborNode) -> bool:
    """Whether an element repeats a formula that another one beside it carries.

    This is so for what MathJax has drawn beside its script, for the picture beside MathML, and for the
    visible part of KaTeX.

    >>> page = "<span class=MathJax>x</span><script type='math/tex'>x</script>"
    >>> is_formula_duplicate(LexborHTMLParser(page).css_first("span"))
    True
    """
    classes = (node.attributes.get("class") or "").split()
    if node.tag == "img":
        if not any(name.startswith("mwe-math-fallback") for name in classes):
            return False
        before = _element_before(node)
        return before is not None and before.css_first("math") is not None
    if "katex-html" in classes:
        before = _element_before(node)
        return before is not None and "katex-mathml" in (before.attributes.get("class") or "").split()
    return any(map(_DRAWN.fullmatch, classes)) and _has_script(node)


def _element_before(node: LexborNode) -> LexborNode | None:
    """The element right before another, white space aside."""
    before = node.prev
    if before is not None and before.tag == "-text" and not (before.text_content or "").strip():
        before = before.prev
    return before if before is not None and (before.tag or "-")[0] != "-" else None


def _has_script(node: LexborNode) -> bool:
    """Whether the TeX of what MathJax has drawn follows in a script."""
    following = node.next
    for _ in range(_MAX_BESIDE):
        if following is None:
            return False
        tag = following.tag or ""
        if tag == "script":
            return bool(_of_script(following))
        classes = (following.attributes.get("class") or "").split() if tag[0] != "-" else ()
        is_blank = tag == "-text" and not (following.text_content or "").strip()
        if not is_blank and not any(map(_DRAWN.fullmatch, classes)):
            return False
        following = following.next
    return False


def _of_script(node: LexborNode) -> str:
    kind = (node.attributes.get("type") or "").partition(";")[0].strip().lower()
    if kind == "math/tex":
        return _tidy(node.text())
    if kind == "math/mml":
        return _of_markup(node.text())
    return ""


def _of_math(node: LexborNode) -> str:
    for annotation in node.css("annotation"):
        if "tex" in (annotation.attributes.get("encoding") or "").lower():
            return _tidy(annotation.text())
    attributes = node.attributes
    told = _told(attributes) or attributes.get("alttext") or ""
    return _tidy(told) or tex_of_mathml(node).strip()[:_MAX_TEX]


def _told(attributes: Mapping[str, str | None]) -> str:
    """The TeX in an attribute of a renderer; empty for none."""
    values = (attributes.get(name) or "" for name in _ATTRIBUTES)
    return next(filter(None, values), "")


def _of_markup(markup: str) -> str:
    """The TeX of MathML in a string."""
    math = LexborHTMLParser(markup).css_first("math")
    return _of_math(math) if math else ""


def _of_wrapper(node: LexborNode) -> str:
    attributes = node.attributes
    told = _told(attributes)
    if told:
        return _tidy(told)
    classes = (attributes.get("class") or "").split()
    if "katex-error" in classes:
        return _tidy(node.text())
    if not _RENDERED.isdisjoint(classes):
        return _of_katex(node)
    if node.tag == "mjx-container" or any(map(_MATHJAX.fullmatch, classes)):
        return _of_mathjax(node)
    return ""


def _of_katex(node: LexborNode) -> str:
    """The TeX of one formula of KaTeX; empty for an element around several, or around other things."""
    if _wrappers(node) > _MAX_WRAPPERS:
        return ""
    formulas = node.css("math") or node.css(".katex-mathml")
    if not formulas and "katex-mathml" in (node.attributes.get("class") or "").split():
        formulas = [node]
    if len(formulas) != 1:
        return ""
    formula = formulas[0]
    if formula.tag == "math":
        return _of_math(formula)
    # saved without its elements: what is seen, a blank line, and the TeX
    return _tidy(_BLANK_LINES.split(formula.text().strip())[-1])


def _wrappers(node: LexborNode) -> int:
    """The number of elements of KaTeX right around each other, from this one outwards, up to one too many."""
    around: LexborNode | None = node
    for count in range(_MAX_WRAPPERS + 1):
        if around is None or _RENDERED.isdisjoint((around.attributes.get("class") or "").split()):
            return count
        around = around.parent
    return _MAX_WRAPPERS + 1


def _of_mathjax(node: LexborNode) -> str:
    """The TeX of what MathJax has drawn; empty if it left none."""
    if _has_script(node):
        return ""
    math = node.css_first("math")
    if math is not None:
        return _of_math(math)
    for inner in (node, *node.css("[data-mathml], [data-latex]")[:1]):
        attributes = inner.attributes
        markup = attributes.get("data-mathml")
        if markup:
            return _of_markup(markup)
        if attributes.get("data-latex"):
            return _tidy(attributes["data-latex"] or "")
    return ""


def _of_picture(attributes: Mapping[str, str | None]) -> str:
    told = _told(attributes)
    if told:
        return _tidy(told)
    alt = (attributes.get("alt") or "").strip()
    for name in _SOURCES:
        tex = _drawn(attributes.get(name) or "")
        if tex:
            return tex
    is_formula = "eeimg" in attributes or bool(_PICTURED.search(attributes.get("class") or ""))
    if is_formula and (has_tex(alt) or is_tex(plain_tex(alt))):
        return _tidy(alt)
    is_delimited = len(alt) > 2 and alt[0] == alt[-1] == "$" and is_tex(alt.strip("$"))
    return _tidy(alt) if is_delimited or has_tex(alt) else ""


def _drawn(address: str) -> str:
    """The TeX in the address of a picture that a program draws; empty if it is another picture."""
    if "?" not in address or address.startswith("data:"):
        return ""
    found = _RENDERER.search(address)
    if found is None:
        return ""
    if found["value"]:
        tex = unquote_plus(found["value"])
    else:
        tex = unquote(found["query"]).replace("&space;", " ").replace("&plus;", "+")
    tex = _tidy(tex)
    return tex if is_tex(tex) else ""


def _tidy(text: str) -> str:
    tex = plain_tex(text)
    return tex if len(tex) <= _MAX_TEX else ""
