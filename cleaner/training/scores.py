"""Scores of a cleaned text against its gold text: precision, recall and F1 over character 5-grams.

Texts are compared as their readers typed them, but for white space, width and quotation marks. Of pages,
whose golds come from other hands, only letters and digits are compared, and the title does not count: it
has a figure of its own.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleaner.text.characters import folded_letters

_GRAM = 5
"""Length of the n-grams that are compared, characters."""
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_QUOTES = str.maketrans("「」『』\"”'’", "““‘‘““‘‘")
_TITLES = (
    re.compile(r"<title[^>]*>(.*?)</title>", re.S | re.I),
    re.compile(r"<h1[^>]*>(.*?)</h1>", re.S | re.I),
    re.compile(r'og:title["\'][^>]*content=["\']([^"\']+)', re.I),
)
"""Where the markup of a page tells its title."""
_TAG = re.compile(r"<[^>]+>")
_SEPARATOR = re.compile(r"\s*[-_|—–·>»－＿｜]+\s*")
"""What separates a title from the names of section and site."""
_MAX_OF_KIND = 3
"""Maximum titles of each kind that are looked at; later headings are not the page's."""
_TITLE_LENGTHS = range(4, 120)
"""Lengths of titles, letters; shorter ones are names of sections."""
_HEAD = 6
"""Lines at the start of a text among which titles stand; further down they are part of the body."""


@dataclass(frozen=True)
class Score:
    """How far a text is the wanted one: shares between 0 and 1, and whether it is exactly that."""

    precision: float
    recall: float
    f1: float
    exact: bool


def score(got: str, gold: str, optional: Iterable[str] = ()) -> Score:
    r"""The score of a text. Lines among `optional` may be there or not.

    >>> score("江边的 春天(图)", "江边的春天（图）").exact, score("江边\n广告", "江边", ["广告"]).f1
    (True, 1.0)
    """
    free = {folded(line) for line in optional}
    return compare(_without(got, free), _without(gold, free))


def page_score(got: str, gold: str, markup: str) -> Score:
    r"""The score of the text of a page, whose markup tells what its title may be.

    >>> page_score("春天\n江边，有人。", "江边有人", "").exact
    False
    >>> page_score("春天来到江边\n江边，有人。", "江边有人", "<title>春天来到江边_某网</title>").exact
    True
    """
    names = titles(markup)
    return compare(_body(got, names), _body(gold, names))


def compare(got: str, gold: str) -> Score:
    """The score of one string against another, both folded as they are to be compared.

    >>> compare("", "").f1, compare("", "春天").f1
    (1.0, 0.0)
    """
    if not got or not gold:
        right = float(got == gold)
        return Score(right, right, right, got == gold)
    got_grams, gold_grams = _grams(got), _grams(gold)
    both = (got_grams & gold_grams).total()
    precision, recall = both / got_grams.total(), both / gold_grams.total()
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return Score(precision, recall, f1, got == gold)


def folded(text: str) -> str:
    """Text without white space and differences of width, with one kind of quotation marks.

    >>> folded("他说： 「好，好」"), folded('"A" ｗ')
    ('他说:“好,好“', '“A“w')
    """
    composed = unicodedata.normalize("NFC", text).translate(_HALF_WIDTH)
    return "".join(composed.split()).translate(_QUOTES)


def titles(markup: str) -> set[str]:
    """What may be the title of a page, as `folded_letters`: its titles with and without names behind them.

    >>> sorted(titles("<title>江边的春天 - 某某网</title>"))
    ['江边的春天', '江边的春天某某网']
    """
    found: set[str] = set()
    for raw in _raw_titles(markup):
        text = html.unescape(_TAG.sub("", raw))
        parts = _SEPARATOR.split(text)
        fronts = ("".join(parts[:count]) for count in range(1, len(parts) + 1))
        found.update(folded_letters(front) for front in [text, *fronts])
    return {title for title in found if len(title) in _TITLE_LENGTHS}


def _raw_titles(markup: str) -> Iterator[str]:
    for pattern in _TITLES:
        for _, match in zip(range(_MAX_OF_KIND), pattern.finditer(markup), strict=False):
            yield match[1]


def _without(text: str, free: set[str]) -> str:
    """The folded lines of a text that are not free, joined."""
    return "".join(line for line in map(folded, text.splitlines()) if line not in free)


def _body(text: str, names: set[str]) -> str:
    """The letters of a text without those of its first lines that are titles."""
    lines = [line for line in map(folded_letters, text.splitlines()) if line]
    head = [line for line in lines[:_HEAD] if line not in names]
    return "".join([*head, *lines[_HEAD:]])


def _grams(text: str) -> Counter[str]:
    return Counter(text[start : start + _GRAM] for start in range(max(1, len(text) - _GRAM + 1)))
