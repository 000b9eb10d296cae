"""A parsed web page to blocks, by one walk over the tree, without recursion, in linear time.

All text that a reader could see becomes part of a block, including navigation, forms and hidden parts.
Only scripts, styles, templates and the like are left out.

Parsed by selectolax (lexbor), which builds the tree that the HTML standard describes, at any depth, in
a quarter of the time of lxml.
"""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document import NO_MARKS, Block, Marks, Role
from cleaner.stages.parse.lines import flowing_lines, preformatted_lines
from cleaner.stages.parse.tables import OpenTable
from cleaner.text.entities import unescape


def _elements(names: str) -> frozenset[str]:
    return frozenset(names.split())


_NOT_TEXT = _elements(
    "script style template noscript head title iframe noframes noembed object applet svg math canvas audio"
    " video map datalist"
)
"""Elements whose text readers do not see as text."""
_BLOCK_LEVEL = _elements(
    "html body div p h1 h2 h3 h4 h5 h6 hgroup ul ol li dl dt dd dir menu table caption thead tbody tfoot tr"
    " td th section article main aside header footer nav blockquote pre xmp plaintext listing form fieldset"
    " legend select option optgroup textarea button center address figure figcaption details summary dialog"
    " marquee"
)
"""Elements that start and end a block."""
_PREFORMATTED = _elements("pre xmp plaintext listing textarea")
"""Elements in which line breaks count."""
_TELLING = _elements("li blockquote h1 h2 h3 h4 h5 h6 dt dd figcaption caption")
"""Elements whose name stays the tag of the block when a generic one stands inside them."""
_GENERIC = _elements("p div center section")
_TABULAR = _elements("table tr td th")

# What the walk does at a node. Plain integers: a page has tens of thousands of nodes. From `_LINK` on, the
# walk goes into the node.
_TEXT = 0
_BREAK = 1
_RULE = 2
_IMAGE = 3
_SKIP = 4
_LINK = 5
_BLOCK = 6
_DESCEND = 7
_ACTIONS = {
    **dict.fromkeys(_BLOCK_LEVEL, _BLOCK),
    **dict.fromkeys(_NOT_TEXT, _SKIP),
    **{"-text": _TEXT, "br": _BREAK, "hr": _RULE, "img": _IMAGE, "a": _LINK},
}
"""Action by name of a node; `_DESCEND` for all other elements."""

_MAX_NAMES = 160
"""Maximum length of `Block.names`, characters; the nearest names tell most."""
_MAX_PATH = 40
"""Maximum length of `Block.path`, elements; bounds the time and memory of deep nesting."""
_HIDDEN: Marks = frozenset(("hidden",))
_AFTER_RULE: Marks = frozenset(("rule",))
_AFTER_IMAGE: Marks = frozenset(("image",))
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
"""Style declarations that hide an element."""

_FORMATTING = re.compile(rb"<(/?(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u))\b", re.IGNORECASE)
"""The start of a tag of an element that the standard reopens when it is left open."""
_FORMATTING_TAG = re.compile(_FORMATTING.pattern + b"[^<>]*>", re.IGNORECASE)
_MAX_UNCLOSED = 500
"""Maximum unclosed elements of one formatting tag; with more, parsing would take too long."""


def parse(text: str) -> LexborHTMLParser:
    """The tree of a page.

    The standard reopens every unclosed formatting element in each paragraph that follows, which takes
    quadratic time. If very many are left open, formatting tags are removed first.
    """
    source = text.encode("utf-8", "ignore")  # the parser wants bytes, and they are searched faster
    unclosed = source.count(b"<") - 2 * source.count(b"</")
    if unclosed > _MAX_UNCLOSED and _most_unclosed(source) > _MAX_UNCLOSED:
        source = _FORMATTING_TAG.sub(b"", source)
    return LexborHTMLParser(source)


def _most_unclosed(source: bytes) -> int:
    """Number of unclosed elements of the formatting tag that has most of them."""
    tags = Counter(tag.lower() for tag in _FORMATTING.findall(source))
    most = 0
    for tag, count in tags.items():
        if not tag.startswith(b"/"):
            most = max(most, count - tags[b"/" + tag])
    return most


def blocks(tree: LexborHTMLParser) -> tuple[Block, ...]:
    r"""The blocks of a page in document order, with what the markup says about each.

    >>> [(b.tag, b.text) for b in blocks(parse("<h1>题</h1><div>一<br>　　二<p>三<b>四\n五</b>"))]
    [('h1', '题'), ('div', '一'), ('div', '二'), ('p', '三四五')]
    """
    root = tree.body or tree.root
    if root is None:
        return ()
    return tuple(Walk().run(root))


class Walk:
    """A walk over the tree of a page that collects its blocks.

    The state is that of the innermost open block-level element and of the block being read.
    """

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.tables: list[OpenTable] = []

        # the open block-level element, as in the fields of `Block`
        self.tag = "body"
        self.names = ""
        self.preformatted = False
        self.path: tuple[int, ...] = ()
        self.hidden = NO_MARKS
        self.ancestors: list[tuple[str, str, bool, tuple[int, ...], Marks]] = []  # those five of each
        self.last_number = 0  # of an element, as in `Block.path`

        # the block being read
        self.pieces: list[str] = []
        self.linked = 0  # characters inside links
        self.preceding = NO_MARKS  # an image or a rule right before it

    # One long function: a call for each node would slow the whole walk down.
    def run(self, root: LexborNode) -> list[Block]:  # noqa: C901, PLR0912, PLR0915
        """Walk through everything below `root` and return the blocks.

        An empty string in `pieces` marks the end of a link, so that a space can be put between it and
        a link right behind it.
        """
        node = root.first_child
        open_elements: list[tuple[LexborNode, int, str]] = []  # from the root down, with action and tag
        known: dict[int, tuple[int, str]] = {}  # by number of the tag, read four times as fast as its name

        def know(node: LexborNode) -> tuple[int, str]:
            """Action and name of a node, remembered for its tag."""
            tag = node.tag or "-"
            other = _SKIP if tag[0] in "-!" else _DESCEND
            known[node.tag_id] = found = _ACTIONS.get(tag, other), tag
            return found

        pieces = self.pieces
        links = 0  # how many links are open
        while node is not None:
            action, tag = known.get(node.tag_id) or know(node)
            if action == _TEXT:
                text = node.text_content or ""
                # most texts are blanks between elements, which matter only within a block and in code
                if pieces or self.preformatted or not text.isspace():
                    pieces.append(text)
                    if links:
                        self.linked += len(text.strip())
            elif action >= _LINK:
                if action == _BLOCK:
                    self.enter(tag, node)
                elif action == _LINK:
                    links += 1
                    if pieces and not pieces[-1]:
                        pieces.append(" ")
                child = node.first_child
                if child is not None:
                    open_elements.append((node, action, tag))
                    node = child
                    continue
                if action == _BLOCK:
                    self.leave(tag)
                elif action == _LINK:
                    links -= 1
            elif action == _BREAK:
                self.flush()
            elif action == _RULE:
                self.flush()
                self.last_number += 1
                self.preceding = _AFTER_RULE
            elif action == _IMAGE:
                self.preceding = _AFTER_IMAGE
            following = node.next
            while following is None and open_elements:
                node, action, tag = open_elements.pop()
                if action == _BLOCK:
                    self.leave(tag)
                elif action == _LINK:
                    links -= 1
                    pieces.append("")
                following = node.next
            node = following
        self.flush()
        return self.found

    def enter(self, tag: str, node: LexborNode) -> None:
        """Open a block-level element."""
        if self.pieces:
            self.flush()
        self.ancestors.append((self.tag, self.names, self.preformatted, self.path, self.hidden))
        attributes = node.attributes
        if attributes:
            own = _id_and_classes(attributes)
            if own:
                self.names = f"{own} {self.names}"[:_MAX_NAMES]
            if _is_hidden(attributes):
                self.hidden = _HIDDEN
        self.last_number += 1
        if len(self.path) < _MAX_PATH:
            self.path = (*self.path, self.last_number)
        if tag not in _GENERIC or self.tag not in _TELLING:
            self.tag = tag
        if tag in _PREFORMATTED:
            self.preformatted = True
        elif tag in _TABULAR:
            self._enter_table(tag)

    def _enter_table(self, tag: str) -> None:
        """Open a table, or a row or cell of the innermost one."""
        start = len(self.found)
        if tag == "table":
            if self.tables:
                self.tables[-1].nested = True
            self.tables.append(OpenTable(start))
        elif not self.tables:
            pass  # a stray row or cell
        elif tag == "tr":
            self.tables[-1].rows.append(start)
        else:
            self.tables[-1].cells.append(start)

    def leave(self, tag: str) -> None:
        """Close the innermost block-level element."""
        if self.pieces:
            self.flush()
        self.tag, self.names, self.preformatted, self.path, self.hidden = self.ancestors.pop()
        if tag == "table" and self.tables:
            table = self.tables.pop()
            if table.has_columns:  # otherwise nothing is copied: tables may be nested 10,000 deep
                self.found[table.start :] = table.by_row(self.found[table.start :])

    def flush(self) -> None:
        """End the current block, or the current line of it."""
        run = "".join(self.pieces)
        texts = preformatted_lines(run) if self.preformatted else flowing_lines(run)
        self.pieces.clear()
        density = 0.0
        if self.linked:
            density = min(1.0, self.linked / max(1, sum(map(len, texts))))
            self.linked = 0
        for text in texts:
            if "&" in text:
                text = unescape(text)
            marks = self.preceding | self.hidden if self.preceding else self.hidden
            depth = len(self.ancestors)
            self.found.append(
                Block(text, Role.BODY, "", self.tag, depth, density, self.names, self.path, False, marks)
            )
            self.preceding = NO_MARKS
            if self.tag == "li":
                self.tag = "p"  # what follows in the same item continues it


def _id_and_classes(attributes: dict[str, str | None]) -> str:
    """The id and the classes of an element, in lower case."""
    own = attributes.get("class") or ""
    name = attributes.get("id")
    if name:
        own = f"{name} {own}"
    return own.strip().lower()


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDING.search(style))
