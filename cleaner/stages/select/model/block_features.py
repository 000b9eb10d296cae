"""Features of a block by itself: characters, words, element, ids and classes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from cleaner.document import Block, Marks, Role
from cleaner.stages.select.cues.cue import cue

Array = NDArray[np.float32]
Codes = NDArray[np.uint64]
Key = TypeVar("Key")

_HEAD, _TAIL = 400, 200
"""Characters at the start and the end of a block that are looked at; the rest counts by its length."""

_CLASSES = {
    "space": " \t\u3000\xa0",
    "digit": "0123456789０１２３４５６７８９",
    "end": "。！？!?…",
    "comma": "，、,；;",
    "colon": "：:",
    "stop": ".",
    "quote": "“”‘’「」『』《》\"'",
    "bracket": "()（）[]【】〔〕［］",
    "bar": "|｜>＞»›/／\\-－—_·・•～~=+*#<≪≫→←↑↓",
    "bullet": "●◆■▲▼△▽○◎★☆※◇□►▶▪￭√",
    "sign": "@©",
    "function": "的了是在不和有这为也就都而与对将并但从到说中上下以及我他她它们还会要可能没很又被把让向于等"
    "之其所",
}
_NAMES = ("other", *_CLASSES, "latin", "han", "kana")
_K = len(_NAMES)
_CODE = {name: i for i, name in enumerate(_NAMES)}
_SHARES = [
    _CODE[name] for name in ("end", "comma", "digit", "latin", "colon", "bar", "bracket", "quote", "space")
]
"""Classes of which the share in a block is a measure of it."""


def _among(*groups: str) -> NDArray[np.bool_]:
    """For every class whether it is one of each group; the newline is in none."""
    return np.array([[name in group.split() for group in groups] for name in (*_NAMES, "newline")])


_LAST = _among("end quote", "end", "colon", "bracket", "comma stop", "digit")
_FIRST = _among("bracket", "bar bullet", "digit", "quote")
"""What the class of a block's last character, and of its first, says of it."""
_LATIN = ((0x41, 0x5B), (0x61, 0x7B), (0xC0, 0x250), (0x370, 0x530), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B))

# A date or an address shows by its first character, which `re` finds fast; the rest is asked behind it.
_DATE = re.compile(
    r"[\d〇零一二三四五六七八九](?:(?:(?<=1)9|(?<=2)0)\d\d ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}"
    r"|(?<=\d)\d?(?:[/-]\d{1,2}[/-](?:19|20)\d\d|月\d{1,2}[日号])|(?<=\b\d)\d?[-/]\d{1,2}\b"
    r"|(?<=[〇零一二三四五六七八九])[〇零一二三四五六七八九]{3}年)"
)
_TIME = re.compile(r"\d{1,2}[:：]\d\d")
_ADDRESS = re.compile(
    r"[hHwW@.iIİı公cC©aA](?:(?<=[hH])(?i:ttps?:)|(?<=[wW])(?i:ww\.)|(?<=@)\w"
    r"|(?<=\.)(?i:com|cn|net|org|tw|hk)\b|(?<=[iIİı])(?i:cp)|(?<=公)网安备|(?<=[cC])(?i:opyright)"
    r"|(?<=©)|(?<=[aA])(?i:ll rights))"
)
_NUMBERED = re.compile(
    r"[(（]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4})[.、)）．:：]|第[\d一二三四五六七八九十百千]+[章节回条款页篇集]"
)

_GOOD = re.compile(
    r"content|artic|text|body|main|post|entry|news|detail|story|zw|zhengwen|neirong|paragraph|editor|read"
)
_BAD = re.compile(
    r"comment|reply|pinglun|foot|bottom|copyright|nav|menu|crumb|side|right|relat|recommend|tuijian|hot|rank"
    r"|paihang|top\b|list|share|fenxiang|tool|tag|\bad|ads?\b|advert|banner|login|search|sou|widget|pop"
    r"|next|prev|page|logo|head"
)
_META = re.compile(
    r"info|meta|source|author|date|time|byline|zebian|summary|abstract|desc|lead|daodu|caption|title"
)
_COMMENT = re.compile(r"comment|reply|pinglun|guestbook|feedback")
_TAGS = {
    "p": 0, "div": 1, "section": 1, "article": 1, "main": 1, "center": 1, "body": 1, "html": 1,
    "td": 2, "th": 2, "li": 3, "ul": 3, "ol": 3, "menu": 3, "tr": 4, "h1": 5, "h2": 6, "h3": 6,
    "h4": 6, "h5": 6, "h6": 6, "dd": 7, "dt": 7, "dl": 7, "blockquote": 8, "pre": 9, "form": 10,
    "option": 10, "button": 10, "textarea": 10, "legend": 10, "select": 10, "fieldset": 10,
}  # fmt: skip
_CUES = {
    Role.NAVIGATION: 0, Role.METADATA: 1, Role.RELATED: 2,
    Role.COMMENT: 3, Role.DISCLAIMER: 4, Role.CAPTION: 5,
}  # fmt: skip

NGRAM_BUCKETS = 1 << 15
"""Buckets of the table that says of character sequences how far they speak for the article."""


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint8]:
    """The class of every character of the basic plane; a newline parts texts and has one of its own, `_K`."""
    table = np.zeros(65536, np.uint8)
    table[10] = _K
    table[0x3400:0xA000] = table[0xF900:0xFB00] = _CODE["han"]
    table[0x3041:0x3100] = table[0xAC00:0xD7A4] = _CODE["kana"]
    for low, high in _LATIN:
        table[low:high] = _CODE["latin"]
    for name, characters in _CLASSES.items():
        table[[ord(c) for c in characters]] = _CODE[name]
    return table


@lru_cache(maxsize=1)
def _number_starts() -> NDArray[np.bool_]:
    """Whether a number may begin with each character of the basic plane."""
    table = np.zeros(65536, bool)
    table[[ord(c) for c in "(（第0123456789０１２３４５６７８９一二三四五六七八九十百"]] = True
    return table


def codes(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The characters of all texts with a newline after each, and the number of the text of each."""
    joined = "\n".join(texts) + "\n"
    if joined.count("\n") > len(texts):
        joined = "\n".join(text.replace("\n", " ") for text in texts) + "\n"
    characters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    return characters, np.repeat(np.arange(len(texts)), lengths)


def numbered(keys: Iterable[Key]) -> tuple[NDArray[np.int64], list[Key]]:
    """The number of each key among the different ones, and those."""
    known: dict[Key, int] = {}
    numbers = [known.setdefault(key, len(known)) for key in keys]
    return np.array(numbers, np.int64), list(known)


def side_by_side(columns: Sequence[NDArray[Any] | float], count: int) -> Array:
    """Columns of so many numbers as an array, in single precision; a number alone stands in all rows."""
    out = np.empty((len(columns), count), np.float32)
    for row, column in zip(out, columns, strict=True):
        row[:] = column
    return out.T


def _views(blocks: Sequence[Block], head: int, tail: int) -> list[str]:
    """Start and end of the text of each block; all of one that is no longer than both."""
    most = head + tail
    texts = [block.text for block in blocks]
    return [text if len(text) <= most else text[:head] + text[-tail:] for text in texts]


def text_features(blocks: Sequence[Block]) -> Array:
    """What the characters of each block say.

    The first four columns are those that neighbours see: logarithms of its length and number of sentences,
    share of function words, whether it ends as a sentence does.
    """
    n = len(blocks)
    texts = _views(blocks, _HEAD, _TAIL)
    characters, owner = codes(texts)
    classes = _table().take(np.minimum(characters, 65535))
    counts = np.bincount(owner * (_K + 1) + classes, minlength=n * (_K + 1)).reshape(n, _K + 1)[:, :_K]
    end, comma, digit, colon, latin, sign = (
        counts[:, _CODE[name]] for name in ("end", "comma", "digit", "colon", "latin", "sign")
    )
    solid = np.maximum(1, counts.sum(1) - counts[:, _CODE["space"]])
    share = counts / solid[:, None]
    length = np.fromiter((len(b.text) for b in blocks), np.float32, n)
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, n) + 1) - 2
    starts = np.concatenate(([0], ends[:-1] + 2))
    last = _LAST[classes[ends]]
    function, figures = share[:, _CODE["function"]], digit > 0
    columns = [
        *(np.log1p(length), np.log1p(end), function, last[:, 0]),
        np.log1p(comma),
        share[:, _SHARES],
        share[:, _CODE["han"]] + function,
        solid / (1 + end + comma),
        last[:, 1:],
        _FIRST[classes[starts]],
        _flags(_DATE.search, texts, figures | _holding("年", texts)),
        _flags(_TIME.search, texts, figures & (colon > 0)),
        _flags(_ADDRESS.search, texts, (latin + sign > 0) | _holding("公", texts)),
        _flags(_NUMBERED.match, texts, _number_starts()[np.minimum(characters[starts], 65535)]),
    ]
    return np.column_stack(columns).astype(np.float32)


def _holding(character: str, texts: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([character in text for text in texts], bool)


def _flags(found: Callable[[str], object], texts: Sequence[str], able: NDArray[np.bool_]) -> Array:
    """Whether something is found in each text; searched are those that hold what it cannot do without."""
    out = np.zeros(len(texts), np.float32)
    for i in np.flatnonzero(able).tolist():
        out[i] = found(texts[i]) is not None
    return out


def cue_features(blocks: Sequence[Block]) -> Array:
    """What the words of each block are a cue for, and how strong."""
    out = np.zeros((len(blocks), len(_CUES) + 2), np.float32)
    for i, block in enumerate(blocks):
        if not block.is_code and (found := cue(block.text)):
            out[i, _CUES.get(found.role, len(_CUES))] = found.strength
            out[i, -1] = found.opens
    return out


def ngrams(blocks: Sequence[Block]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    r"""Owner and bucket of the 1-, 2- and 3-grams of the start and the end of each block, digits folded.

    The newline between blocks is among them: so `\n来源` is another trigram than `的来源`.
    """
    texts = _views(blocks, 24, 24)
    characters, owner = codes(texts)
    c: Codes = np.where((characters >= 48) & (characters <= 57), 48, characters).astype(np.uint64)
    one = c * np.uint64(0x9E3779B97F4A7C15)
    two = (one[:-1] ^ (c[1:] << np.uint64(20))) * np.uint64(0xC2B2AE3D27D4EB4F)
    three = (two[:-1] ^ (c[2:] << np.uint64(17))) * np.uint64(0x165667B19E3779F9)
    buckets = np.concatenate([one, two, three]) >> np.uint64(64 - 15)
    return np.concatenate([owner, owner[1:], owner[1:-1]]), buckets.astype(np.int64)


def ngram_score(blocks: Sequence[Block], table: NDArray[np.float32]) -> Array:
    """The sum of the table over the n-grams of each block, over the root of their number."""
    owners, buckets = ngrams(blocks)
    total = np.bincount(owners, table[buckets], minlength=len(blocks))
    count = np.bincount(owners, minlength=len(blocks))
    return np.clip(total / np.sqrt(np.maximum(1, count)), -6, 6).astype(np.float32)


def markup_features(blocks: Sequence[Block]) -> Array:
    """What the element of each block, and ids and classes say; the first column is the link density."""
    kind, kinds = numbered((b.names, b.marks) for b in blocks)
    said = np.array([(*_marked(marks), *_named(names)) for names, marks in kinds], np.float32)
    own = np.array([(b.link_density, b.depth) for b in blocks], np.float32)
    tags = np.eye(12, dtype=np.float32)[[_TAGS.get(b.tag, 11) for b in blocks]]
    return np.concatenate([own, said[kind], tags], 1)


@lru_cache(8192)
def _named(names: str) -> tuple[float, ...]:
    near, far = [0, 0, 0], [0, 0]
    for place, (good, bad, meta) in enumerate(map(_said, names.split())):
        if place < 2:
            near = [near[0] or good, near[1] or bad, near[2] or meta]
        else:
            far = [far[0] + good, far[1] + bad]
    comment = _COMMENT.search(names) is not None
    return (*map(bool, near), *far, comment)


def _marked(marks: Marks) -> tuple[bool, bool, bool]:
    return "hidden" in marks, "image" in marks, "rule" in marks


@lru_cache(8192)
def _said(word: str) -> tuple[int, int, bool]:
    """How often an id or class speaks for the article and against it, and whether for metadata."""
    return len(_GOOD.findall(word)), len(_BAD.findall(word)), _META.search(word) is not None
