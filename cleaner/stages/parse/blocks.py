"""A parsed web page to blocks: one walk over the tree, without recursion, in linear time.

Every text that a reader could see becomes part of a block, navigation and forms and hidden parts
as well; only scripts, styles, templates and the like are not text.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document import NO_MARKS, Block, Marks, Role
from cleaner.text.entities import unescape


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_NOT_TEXT = _names(
    "script style template noscript head title iframe noframes noembed object applet svg math canvas audio"
    " video map datalist"
)
_BLOCK = _names(
    "html body div p h1 h2 h3 h4 h5 h6 hgroup ul ol li dl dt dd dir menu table caption thead tbody tfoot tr"
    " td th section article main aside header footer nav blockquote pre xmp plaintext listing form fieldset"
    " legend select option optgroup textarea button center address figure figcaption details summary dialog"
    " marquee"
)
_LINES = frozenset(("pre", "xmp", "plaintext", "listing", "textarea"))
_STRONGER = frozenset(
    ("li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "figcaption", "caption")
)
"""Elements that say more of a block than a `p` or `div` inside them."""
_WEAK = frozenset(("p", "div", "center", "section"))
_TABULAR = frozenset(("table", "tr", "td", "th"))

# What the walk does at a node, by its name; into all other elements it goes.
_TEXT, _BREAK, _RULE, _IMAGE, _PASS, _LINK, _BLOCKS, _GO_IN = range(8)
_ACTIONS = {
    **dict.fromkeys(_BLOCK, _BLOCKS),
    **dict.fromkeys(_NOT_TEXT, _PASS),
    **{"-text": _TEXT, "br": _BREAK, "hr": _RULE, "img": _IMAGE, "a": _LINK},
}

_NAMES_LENGTH = 160
_PATH = 40
_HIDDEN: Marks = frozenset(("hidden",))
_AFTER_RULE: Marks = frozenset(("rule",))
_AFTER_IMAGE: Marks = frozenset(("image",))
_CELL = 60

_HAN = r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]"
_WRAP = re.compile(rf"(?<={_HAN})[ \t\r\f]*\n\s*(?={_HAN})")
_SPACE = re.compile(r"[\t\r\n\f\xa0][ \t\r\n\f\xa0]*| [ \t\r\n\f\xa0]+")
_INDENT = re.compile(r"\n[ \t\r\xa0]*\u3000\u3000")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FORMATTING_TAG = re.compile(
    rb"<(/?(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u))\b", re.IGNORECASE
)
_FORMATTING = re.compile(_FORMATTING_TAG.pattern + b"[^<>]*>", re.IGNORECASE)
_MANY = 500


def parse(text: str) -> LexborHTMLParser:
    """The tree of a page.

    The standard's rules reopen every unclosed formatting element in each paragraph that follows,
    which is quadratic; where very many are left open they are taken out first.
    """
    source = text.encode("utf-8", "ignore")  # bytes are what the parser wants, and are searched faster
    unclosed = source.count(b"<") - 2 * source.count(b"</")
    if unclosed > _MANY and _most_unclosed(source) > _MANY:
        source = _FORMATTING.sub(b"", source)
    return LexborHTMLParser(source)


def _most_unclosed(source: bytes) -> int:
    """How many elements of one formatting tag are left open."""
    tags = Counter(tag.lower() for tag in _FORMATTING_TAG.findall(source))
    return max((count - tags[b"/" + tag] for tag, count in tags.items() if tag[:1] != b"/"), default=0)


def blocks(tree: LexborHTMLParser) -> tuple[Block, ...]:
    """The blocks of a page in document order, with the evidence of its markup.

    >>> [(b.tag, b.text) for b in blocks(parse("<h1>题</h1><div>一<br>　　二<p>三<b>四\\n五</b>"))]
    [('h1', '题'), ('div', '一'), ('div', '二'), ('p', '三四五')]
    """
    root = tree.body or tree.root
    return tuple(Walk().run(root)) if root is not None else ()


class _Table:
    """An open table: where its blocks start, where its rows do, and whether it holds plain cells."""

    __slots__ = ("cells", "plain", "rows", "start")

    def __init__(self, start: int) -> None:
        self.start, self.rows, self.cells, self.plain = start, list[int](), list[int](), True


class Walk:
    """The state of the walk: the open block-level element and those around it, the text of the block
    that is being read, the blocks.
    """

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.pieces: list[str] = []
        self.linked = 0  # characters of the current block inside links
        self.before = NO_MARKS  # what stood right before the current block: an image, a rule
        self.hidden = NO_MARKS
        self.tag, self.names, self.lines, self.path = "body", "", False, tuple[int, ...]()
        self.around: list[tuple[str, str, bool, tuple[int, ...], Marks]] = []  # those five of every ancestor
        self.tables: list[_Table] = []
        self.ids = 0

    def run(self, root: LexborNode) -> list[Block]:
        node = root.first_child
        stack: list[tuple[LexborNode, int, str]] = []  # the elements from the root down
        known: dict[int, tuple[int, str]] = {}  # of a tag's number, which is had in a quarter of the time

        def know(node: LexborNode) -> tuple[int, str]:
            """What to do at a node, and its name."""
            tag = node.tag or "-"
            known[node.tag_id] = action = _ACTIONS.get(tag, _PASS if tag[0] in "-!" else _GO_IN), tag
            return action

        pieces = self.pieces
        links = 0
        while node is not None:
            action, tag = known.get(node.tag_id) or know(node)
            if action == _TEXT:
                text = node.text_content or ""
                # most texts are the blanks between elements: they are nothing, but in front of code
                if pieces or self.lines or not text.isspace():
                    pieces.append(text)
                    if links:
                        self.linked += len(text.strip())
            elif action >= _LINK:
                if action == _BLOCKS:
                    self.enter(tag, node)
                elif action == _LINK:
                    links += 1
                    if pieces and not pieces[-1]:
                        pieces.append(" ")  # two links side by side
                child = node.first_child
                if child is not None:
                    stack.append((node, action, tag))
                    node = child
                    continue
                if action == _BLOCKS:
                    self.leave(tag)
                elif action == _LINK:
                    links -= 1
            elif action == _BREAK:
                self.flush()
            elif action == _RULE:
                self.flush()
                self.ids += 1
                self.before = _AFTER_RULE
            elif action == _IMAGE:
                self.before = _AFTER_IMAGE
            following = node.next
            while following is None and stack:
                node, action, tag = stack.pop()
                if action == _BLOCKS:
                    self.leave(tag)
                elif action == _LINK:
                    links -= 1
                    pieces.append("")
                following = node.next
            node = following
        self.flush()
        return self.found

    def enter(self, tag: str, node: LexborNode) -> None:
        if self.pieces:
            self.flush()
        self.around.append((self.tag, self.names, self.lines, self.path, self.hidden))
        if attributes := node.attributes:
            if own := _ids_and_classes(attributes):
                self.names = f"{own} {self.names}"[:_NAMES_LENGTH]
            if _is_hidden(attributes):
                self.hidden = _HIDDEN
        self.ids += 1
        if len(self.path) < _PATH:
            self.path = (*self.path, self.ids)
        if tag not in _WEAK or self.tag not in _STRONGER:
            self.tag = tag
        if tag in _LINES:
            self.lines = True
        elif tag in _TABULAR:
            self.enter_table(tag)

    def enter_table(self, tag: str) -> None:
        place = len(self.found)
        if tag == "table":
            for table in self.tables[-1:]:
                table.plain = False
            self.tables.append(_Table(place))
        elif self.tables:
            (self.tables[-1].rows if tag == "tr" else self.tables[-1].cells).append(place)

    def leave(self, tag: str) -> None:
        if self.pieces:
            self.flush()
        self.tag, self.names, self.lines, self.path, self.hidden = self.around.pop()
        if tag == "table" and self.tables:
            table = self.tables.pop()
            if table.plain and len(table.rows) >= 2 and len(table.cells) >= 2 * len(table.rows):
                self.found[table.start :] = _by_row(self.found[table.start :], table)

    def flush(self) -> None:
        """Ends the current block, or line of it."""
        texts = _lines_of("".join(self.pieces), self.lines)
        self.pieces.clear()
        density = min(1.0, self.linked / max(1, sum(map(len, texts)))) if self.linked else 0.0
        self.linked = 0
        for text in texts:
            if "&" in text:
                text = unescape(text)
            marks = self.before | self.hidden if self.before else self.hidden
            depth = len(self.around)
            self.found.append(
                Block(text, Role.BODY, "", self.tag, depth, density, self.names, self.path, False, marks)
            )
            self.before = NO_MARKS
            if self.tag == "li":
                self.tag = "p"  # what follows in the same item goes on in it


def _ids_and_classes(attributes: dict[str, str | None]) -> str:
    """The id and the classes of an element, in lower case."""
    own = attributes.get("class") or ""
    if name := attributes.get("id"):
        own = f"{name} {own}"
    return own.strip().lower()


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDING.search(style))


def _lines_of(text: str, preformatted: bool) -> list[str]:
    """The lines of a run of text: one, where white space is laid out by the browser."""
    if preformatted:
        lines = [line.lstrip("\u3000\xa0").rstrip() for line in text.split("\n")]
        return [line for line in lines if line]
    text = text.strip()
    if text.isprintable() and "  " not in text:
        return [text] if text else []
    if "\n" not in text:
        return [_SPACE.sub(" ", text)]
    if "\u3000\u3000" in text:
        text = _INDENT.sub("\0", text)
    lines = [_SPACE.sub(" ", line).strip() for line in _WRAP.sub("", text).split("\0")]
    return [line for line in lines if line]


def _by_row(found: list[Block], table: _Table) -> list[Block]:
    """The rows of a table of data, their cells joined by tabs; a table made for layout as it is."""
    start = table.start
    cells = [found[i:j] for i, j in pairwise(c - start for c in (*table.cells, start + len(found)))]
    if any(len(c) > 2 or sum(len(b.text) for b in c) > _CELL for c in cells):
        return found
    if sum(b.link_density * len(b.text) for b in found) > 0.3 * sum(len(b.text) for b in found):
        return found
    rows: list[Block] = []
    bounds = [r - start for r in table.rows]
    rows.extend(found[: bounds[0]])
    for i, j in pairwise((*bounds, len(found))):
        row = found[i:j]
        if row:
            text = "\t".join(" ".join(b.text.split()) for b in row)
            rows.append(row[0].replace(text=text, tag="tr", depth=row[0].depth - 1, path=row[0].path[:-1]))
    return rows
