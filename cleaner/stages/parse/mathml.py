"""MathML to TeX, for formulas whose page gives no TeX."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from cleaner.text.words import words

_MAX_DEPTH = 60
"""Maximum depth of elements that are converted; deeper ones give their text alone."""

_COMMANDS = {pair[0]: pair[1:] for pair in words("math_signs")}
"""TeX command by character, without its backslash."""
_ESCAPED = dict.fromkeys("#$%&_{}", "\\{}")
_SPACES = dict.fromkeys("\u00a0\u2009\u200a\u2003\u2002", r"\ ")
_INVISIBLE = dict.fromkeys("\u2061\u2062\u2063\u2064\u200b", "")
"""Function application, invisible times, comma and plus, zero-width space."""
_CHARACTERS = str.maketrans(
    {character: f"\\{name} " for character, name in _COMMANDS.items()}
    | {character: f"\\{character}" for character in _ESCAPED}
    | _SPACES
    | _INVISIBLE
    | {"−": "-", "\\": r"\backslash "}
)
_FUNCTIONS = frozenset(words("tex_functions"))
"""Names of functions that are TeX commands."""
_OVER = {
    "¯": "overline", "‾": "overline", "_": "overline", "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde",
    "→": "vec", "⃗": "vec", "˙": "dot", ".": "dot", "¨": "ddot", "⏞": "overbrace",
}  # fmt: skip
"""Command by the mark above."""
_UNDER = {"_": "underline", "¯": "underline", "̲": "underline", "⏟": "underbrace"}
_LARGE = ("\\sum", "\\prod", "\\lim", "\\max", "\\min", "\\sup", "\\inf", "\\int", "\\over", "\\under")
"""Beginnings of TeX whose limits are written as scripts."""


def tex_of_mathml(math: LexborNode) -> str:
    r"""The TeX of a `math` element or a part of one.

    Elements that are not known give what is inside; marks of style are dropped.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> page = "<math><msup><mi>x</mi><mn>10</mn></msup><mo>≤</mo><mfrac><mn>1</mn><mi>α</mi></mfrac></math>"
    >>> tex_of_mathml(LexborHTMLParser(page).css_first("math"))
    'x^{10}\\le \\frac{1}{\\alpha }'
    """
    return _tex(math, 0)


def _tex(node: LexborNode, depth: int) -> str:
    if depth > _MAX_DEPTH:
        return _characters(node)
    tag = node.tag or ""
    if tag in _LEAVES:
        return _LEAVES[tag](node)
    parts = [_tex(child, depth + 1) for child in _children(node)]
    if not parts:
        return _characters(node)
    writer = _WRITERS.get(tag)
    wanted = _PARTS.get(tag, 0)
    if writer and (not wanted or len(parts) == wanted):
        return writer(node, parts)
    return "".join(parts)


def _children(node: LexborNode) -> Iterator[LexborNode]:
    """The elements inside, without annotations and phantoms."""
    for child in node.iter():
        if child.tag not in ("annotation", "annotation-xml", "mphantom"):
            yield child


def _characters(node: LexborNode) -> str:
    return " ".join(node.text().split()).translate(_CHARACTERS)


def _identifier(node: LexborNode) -> str:
    name = "".join(node.text().split())
    if name in _FUNCTIONS:
        return f"\\{name} "
    if len(name) > 1 and name.isascii() and name.isalpha():
        return rf"\mathrm{{{name}}}"
    return rf"\text{{{name}}}" if len(name) > 1 and name.isalpha() else _characters(node)


def _words(node: LexborNode) -> str:
    text = " ".join(node.text().split())
    return rf"\text{{{text}}}" if text else ""


def _fraction(node: LexborNode, parts: list[str]) -> str:
    command = "binom" if node.attributes.get("linethickness") in ("0", "0px", "0pt") else "frac"
    return rf"\{command}{{{parts[0]}}}{{{parts[1]}}}"


def _script(sign: str, part: str) -> str:
    r"""A script; a single character needs no braces.

    >>> _script("^", "2"), _script("_", "ij"), _script("^", r"\prime ")
    ('^2', '_{ij}', "'")
    """
    if sign == "^" and part.strip() == "\\prime":
        return "'"
    if not part:
        return ""
    return f"{sign}{part}" if len(part) == 1 else f"{sign}{{{part}}}"


def _base(part: str) -> str:
    """What carries a script; a base of scripts itself is put into braces.

    >>> _base("x"), _base("x^2"), _base("")
    ('x', '{x^2}', '{}')
    """
    part = part.rstrip()
    if not part:
        return "{}"
    return f"{{{part}}}" if "^" in part or "_" in part else part


def _superscript(node: LexborNode, parts: list[str]) -> str:
    return _base(parts[0]) + _script("^", parts[1])


def _subscript(node: LexborNode, parts: list[str]) -> str:
    return _base(parts[0]) + _script("_", parts[1])


def _both_scripts(node: LexborNode, parts: list[str]) -> str:
    return _base(parts[0]) + _script("_", parts[1]) + _script("^", parts[2])


def _square_root(node: LexborNode, parts: list[str]) -> str:
    return rf"\sqrt{{{''.join(parts)}}}"


def _root(node: LexborNode, parts: list[str]) -> str:
    return rf"\sqrt[{parts[1]}]{{{parts[0]}}}"


def _over(node: LexborNode, parts: list[str]) -> str:
    mark = _mark(node)
    if mark in _OVER:
        return rf"\{_OVER[mark]}{{{parts[0]}}}"
    if parts[0].startswith(_LARGE):
        return _superscript(node, parts)
    return rf"\overset{{{parts[1]}}}{{{parts[0]}}}"


def _under(node: LexborNode, parts: list[str]) -> str:
    mark = _mark(node)
    if mark in _UNDER:
        return rf"\{_UNDER[mark]}{{{parts[0]}}}"
    if parts[0].startswith(_LARGE):
        return _subscript(node, parts)
    return rf"\underset{{{parts[1]}}}{{{parts[0]}}}"


def _mark(node: LexborNode) -> str:
    """The text of the last element inside, as the page writes it."""
    last = list(node.iter())[-1]
    return last.text().strip()


def _fenced(node: LexborNode, parts: list[str]) -> str:
    attributes = node.attributes
    opening = attributes.get("open", "(") or "."
    closing = attributes.get("close", ")") or "."
    separator = (attributes.get("separators", ",") or "").strip()[:1]
    return rf"\left{_delimiter(opening)}{separator.join(parts)}\right{_delimiter(closing)}"


def _delimiter(text: str) -> str:
    return text.strip()[:1].translate(_CHARACTERS) or "."


def _table(node: LexborNode, parts: list[str]) -> str:
    rows = r" \\ ".join(parts)
    return rf"\begin{{matrix}}{rows}\end{{matrix}}"


def _row(node: LexborNode, parts: list[str]) -> str:
    return " & ".join(part.strip() for part in parts)


_Writer = Callable[[LexborNode, list[str]], str]
_LEAVES: dict[str, Callable[[LexborNode], str]] = {
    "mi": _identifier,
    "mn": _characters,
    "mo": _identifier,
    "ms": _words,
    "mtext": _words,
    "mspace": lambda node: " ",
}
_WRITERS: dict[str, _Writer] = {
    "mfrac": _fraction,
    "msup": _superscript,
    "msub": _subscript,
    "msubsup": _both_scripts,
    "munderover": _both_scripts,
    "msqrt": _square_root,
    "mroot": _root,
    "mover": _over,
    "munder": _under,
    "mfenced": _fenced,
    "mtable": _table,
    "mtr": _row,
    "mlabeledtr": _row,
}
_PARTS = {
    "mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "munderover": 3, "mroot": 2, "mover": 2, "munder": 2,
}  # fmt: skip
"""Number of parts that an element must have."""
