"""A parsed web page to blocks: one walk over the tree, without recursion, in linear time.

Every text that a reader could see becomes part of a block, navigation and forms and hidden parts
as well; only scripts, styles, templates and the like are not text.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document import Block
from cleaner.repair.entities import unescape


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
    " marquee hr"
)
_LINES = frozenset(("pre", "xmp", "plaintext", "listing", "textarea"))
_STRONGER = frozenset(
    ("li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "figcaption", "caption")
)
"""Elements that say more of a block than a `p` or `div` inside them."""
_WEAK = frozenset(("p", "div", "center", "section"))

_HINTS = 160
_PATH = 40
_CELL = 60

_HAN = r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]"
_WRAP = re.compile(rf"(?<={_HAN})[ \t\r\f]*\n\s*(?={_HAN})")
_SPACE = re.compile(r"[\t\r\n\f\xa0][ \t\r\n\f\xa0]*| [ \t\r\n\f\xa0]+")
_INDENT = re.compile(r"\n[ \t\r\xa0]*\u3000\u3000")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FORMATTING_TAG = re.compile(
    r"<(/?(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u))\b", re.IGNORECASE
)
_FORMATTING = re.compile(_FORMATTING_TAG.pattern + "[^<>]*>", re.IGNORECASE)
_MANY = 500


def parse(text: str) -> LexborHTMLParser:
    """The tree of a page.

    The standard's rules reopen every unclosed formatting element in each paragraph that follows,
    which is quadratic; where very many are left open they are taken out first.
    """
    unclosed = text.count("<") - 2 * text.count("</")
    if unclosed > _MANY and _most_unclosed(text) > _MANY:
        text = _FORMATTING.sub("", text)
    return LexborHTMLParser(text)


def _most_unclosed(text: str) -> int:
    """How many elements of one formatting tag are left open."""
    tags = Counter(tag.lower() for tag in _FORMATTING_TAG.findall(text))
    return max((count - tags[f"/{tag}"] for tag, count in tags.items() if tag[0] != "/"), default=0)


def blocks(tree: LexborHTMLParser) -> tuple[Block, ...]:
    """The blocks of a page in document order, with the evidence of its markup.

    >>> [(b.tag, b.text) for b in blocks(parse("<h1>题</h1><div>一<br>　　二<p>三<b>四\\n五</b>"))]
    [('h1', '题'), ('div', '一'), ('div', '二'), ('p', '三四五')]
    """
    root = tree.body or tree.root
    return tuple(Walk().run(root)) if root is not None else ()


class _Container:
    """An open block-level element."""

    __slots__ = ("depth", "hints", "lines", "path", "tag")

    def __init__(self, tag: str, depth: int, hints: str, path: tuple[int, ...], lines: bool) -> None:
        self.tag, self.depth, self.hints, self.path, self.lines = tag, depth, hints, path, lines


class _Table:
    """An open table: where its blocks start, where its rows do, and whether it holds plain cells."""

    __slots__ = ("cells", "plain", "rows", "start")

    def __init__(self, start: int) -> None:
        self.start, self.rows, self.cells, self.plain = start, list[int](), list[int](), True


class Walk:
    """The state of the walk: open elements, the text of the block that is being read, the blocks."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.pieces: list[str] = []
        self.linked = 0  # characters of the current block inside links
        self.marks = ""  # what stood before the current block: an image, a rule
        self.open: list[_Container] = [_Container("body", 0, "", (), False)]
        self.tables: list[_Table] = []
        self.ids = 0

    def run(self, root: LexborNode) -> list[Block]:
        node = root.first_child
        stack: list[tuple[LexborNode, str]] = []  # the elements from the root down
        pieces = self.pieces
        links = 0
        while node is not None:
            tag = node.tag or "-"
            if tag == "-text":
                text = node.text_content or ""
                # most texts are the blanks between elements: they are nothing, but in front of code
                if pieces or not text.isspace() or self.open[-1].lines:
                    pieces.append(text)
                    if links:
                        self.linked += len(text.strip())
            elif tag == "br":
                self.flush()
            elif tag == "img":
                self.marks = "@img "
            elif tag not in _NOT_TEXT and tag[0] not in "-!":
                if tag == "a":
                    links += 1
                    if pieces and pieces[-1] == "":
                        pieces.append(" ")  # two links side by side
                elif tag in _BLOCK:
                    self.enter(tag, node)
                stack.append((node, tag))
                child = node.first_child
                if child is not None:
                    node = child
                    continue
                node, tag = stack.pop()
                if tag == "a":
                    links -= 1
                elif tag in _BLOCK:
                    self.leave(tag)
            following = node.next
            while following is None and stack:
                node, tag = stack.pop()
                if tag == "a":
                    links -= 1
                    pieces.append("")
                elif tag in _BLOCK:
                    self.leave(tag)
                following = node.next
            node = following
        self.flush()
        return self.found

    def enter(self, tag: str, node: LexborNode) -> None:
        self.flush()
        above = self.open[-1]
        attributes = node.attributes
        hints = above.hints
        if attributes:
            own = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".strip().lower()
            style = attributes.get("style")
            if "hidden" in attributes or (style and _HIDDEN.search(style)):
                own = "@hidden " + own
            if own:
                hints = f"{own} {hints}"[:_HINTS]
        self.ids += 1
        path = above.path if len(above.path) >= _PATH else (*above.path, self.ids)
        shown = above.tag if tag in _WEAK and above.tag in _STRONGER else tag
        self.open.append(_Container(shown, above.depth + 1, hints, path, above.lines or tag in _LINES))
        if tag == "hr":
            self.marks = "@hr "
        elif tag == "table":
            for table in self.tables[-1:]:
                table.plain = False
            self.tables.append(_Table(len(self.found)))
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append(len(self.found))
        elif tag in ("td", "th") and self.tables:
            self.tables[-1].cells.append(len(self.found))

    def leave(self, tag: str) -> None:
        self.flush()
        self.open.pop()
        if tag == "table" and self.tables:
            table = self.tables.pop()
            if table.plain and len(table.rows) >= 2 and len(table.cells) >= 2 * len(table.rows):
                self.found[table.start :] = _by_row(self.found[table.start :], table)

    def flush(self) -> None:
        """Ends the current block, or line of it."""
        if not self.pieces:
            return
        text, linked, at = "".join(self.pieces), self.linked, self.open[-1]
        self.pieces.clear()
        self.linked = 0
        lines = _lines_of(text, at.lines)
        density = min(1.0, linked / max(1, sum(map(len, lines))))
        for line in lines:
            self.found.append(
                Block(
                    unescape(line) if "&" in line else line,
                    tag=at.tag,
                    depth=at.depth,
                    link_density=density,
                    hints=self.marks + at.hints,
                    path=at.path,
                )
            )
            self.marks = ""
            if at.tag == "li":
                at.tag = "p"  # what follows in the same item goes on in it


def _lines_of(text: str, preformatted: bool) -> list[str]:
    """The lines of a run of text: one, where white space is laid out by the browser."""
    if preformatted:
        lines = [line.lstrip("\u3000\xa0").rstrip() for line in text.split("\n")]
        return [line for line in lines if line]
    text = text.strip()
    if "\n" not in text:
        return [_SPACE.sub(" ", text)] if text else []
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
