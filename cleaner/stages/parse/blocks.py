"""A parsed web page to blocks, by one walk over the tree, without recursion, in linear time.

All text that a reader could see becomes part of a block, including navigation, forms and hidden parts.
Only scripts, styles, templates and the like are left out.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.document import Block, Marks
from cleaner.stages.parse.block_maker import BlockMaker, Element
from cleaner.stages.parse.code import PREFORMATTED, code_of, is_code_container, is_gutter
from cleaner.stages.parse.elements import elements
from cleaner.stages.parse.formulas import FORMULA_CLASS, is_formula_duplicate, tex_of
from cleaner.stages.parse.inline import SPAN_KINDS
from cleaner.stages.parse.lists import OpenList
from cleaner.stages.parse.tables import Cell, OpenTable

_NOT_TEXT = elements(
    "script style template head title iframe noframes noembed object applet svg canvas audio video map"
    " datalist rt rp rtc noscript"
)
"""Elements whose text readers do not see as text, or see beside it: readings of characters."""
_BLOCK_LEVEL = elements(
    "html body div p h1 h2 h3 h4 h5 h6 hgroup ul ol li dl dt dd dir menu table caption thead tbody tfoot tr"
    " td th section article main aside header footer nav blockquote pre xmp plaintext listing form fieldset"
    " legend select option optgroup textarea button center address figure figcaption details summary dialog"
    " marquee"
)
"""Elements that start and end a block."""
_TELLING = elements("li blockquote h1 h2 h3 h4 h5 h6 dt dd figcaption caption summary")
"""Elements whose name stays the tag of the block when a generic one stands inside them."""
_GENERIC = elements("p div center section")
_HEADINGS = elements("h1 h2 h3 h4 h5 h6")
_ANCHORS = frozenset(("#", "¶", "§", "🔗", "∞", "¤", "⚓", "\u200b"))
"""Texts of the link that a heading has to itself."""
_LISTS = elements("ul ol menu dir")
_TABULAR = elements("table tr td th")

# What the walk does at a node. Plain integers: a page has tens of thousands of nodes. From `_INLINE` on, the
# walk goes into the node.
_TEXT = 0
_BREAK = 1
_RULE = 2
_IMAGE = 3
_SKIP = 4
_FORMULA = 5
_INLINE = 6
_BLOCK = 7
_DESCEND = 8
_ACTIONS = {
    **dict.fromkeys(_BLOCK_LEVEL, _BLOCK),
    **dict.fromkeys(_NOT_TEXT, _SKIP),
    **dict.fromkeys(SPAN_KINDS, _INLINE),
    **{"-text": _TEXT, "br": _BREAK, "hr": _RULE, "img": _IMAGE, "math": _FORMULA, "script": _FORMULA},
}
"""Action by name of a node; `_DESCEND` for all other elements."""

_RENDERED = "mjx-container, " + ", ".join(
    f"[class*={name} i]" for name in ("katex", "math", "mjx", "formula", "equation")
)
"""Selector of what formulas are drawn in; without any of it no class is asked for a formula."""

_MAX_NAMES = 160
"""Maximum length of `Block.names`, characters; the nearest names tell most."""
_MAX_PATH = 40
"""Maximum length of `Block.path`, elements; bounds the time and memory of deep nesting."""
_HIDDEN: Marks = frozenset(("hidden",))
_AFTER_RULE: Marks = frozenset(("rule",))
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
"""Style declarations that hide an element."""


def blocks(tree: LexborHTMLParser) -> tuple[Block, ...]:
    r"""The blocks of a page in document order, with what the markup says about each.

    >>> from cleaner.stages.parse.tree import parse
    >>> [(b.tag, b.text) for b in blocks(parse("<h1>题</h1><div>一<br>　　二<p>三<b>四\n五</b>"))]
    [('h1', '题'), ('div', '一'), ('div', '二'), ('p', '三四五')]
    """
    root = tree.body or tree.root
    if root is None:
        return ()
    return tuple(Walk().run(root))


class Walk(BlockMaker):
    """A walk over the tree of a page that collects its blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.has_formulas = False  # whether elements are asked for formulas
        self.own_names = ""  # of the element that was entered last
        self.plain_names: set[str] = set()  # ids and classes that are no sign of code
        self.last_number = 0  # of an element, as in `Block.path`

    # One long function: a call for each node would slow the whole walk down.
    def run(self, root: LexborNode) -> list[Block]:  # noqa: C901, PLR0912, PLR0915
        """Walk through everything below `root` and return the blocks.

        An empty string in `pieces` marks the end of a link, so that a space can be put between it and
        a link right behind it.
        """
        node = root.first_child
        open_elements: list[tuple[LexborNode, int, str]] = []  # from the root down, with action and tag
        known: dict[int, tuple[int, str]] = {}  # by number of the tag, read four times as fast as its name
        pieces = self.pieces
        links = 0  # how many links are open
        self.has_formulas = formulas = root.css_matches(_RENDERED)
        while node is not None:
            number = node.tag_id
            if number not in known:
                known[number] = _action(node.tag or "-")
            action, tag = known[number]
            if action == _TEXT:
                text = node.text_content or ""
                # most texts are blanks between elements, which matter only within a block and in code
                if pieces or self.element.preformatted or not text.isspace():
                    pieces.append(text)
                    if links:
                        self.linked += len(text.strip())
            elif action >= _INLINE:
                child = node.first_child
                if action == _BLOCK:
                    self.enter(tag, node)
                    if child is not None and self.is_read(tag, node):
                        child = None
                elif child is None or (formulas and self.formula(node)) or self.is_anchor(tag, node):
                    child = None
                elif action == _INLINE:
                    if tag == "a":
                        links += 1
                        if pieces and not pieces[-1]:
                            pieces.append(" ")
                    self.inline.append((tag, len(pieces), node))
                if child is not None:
                    open_elements.append((node, action, tag))
                    node = child
                    continue
                if action == _BLOCK:
                    self.leave(tag)
            elif action == _BREAK:
                self.flush()
            elif action == _RULE:
                self.flush()
                self.last_number += 1
                self.preceding = _AFTER_RULE
            elif action == _IMAGE:
                if not self.formula(node):
                    self.image(node)
            elif action == _FORMULA:
                self.formula(node)
            following = node.next
            while following is None and open_elements:
                node, action, tag = open_elements.pop()
                if action == _BLOCK:
                    self.leave(tag)
                elif action == _INLINE:
                    _, first, _ = self.inline.pop()
                    self.mark(tag, first, node)
                    if tag == "a":
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
        outer = self.element
        self.ancestors.append(outer)
        self.last_number += 1
        names, hidden = outer.names, outer.hidden
        own = ""
        attributes = node.attributes
        if attributes:
            own = _id_and_classes(attributes)
            if own:
                names = f"{own} {names}"[:_MAX_NAMES]
            if _is_hidden(attributes):
                hidden = _HIDDEN
        self.own_names = own
        path = outer.path
        if len(path) < _MAX_PATH:
            path = (*path, self.last_number)
        shown = outer.tag if tag in _GENERIC and outer.tag in _TELLING else tag
        preformatted = outer.preformatted or tag in PREFORMATTED or tag == "textarea"
        quotes = outer.quotes + (tag == "blockquote")
        self.element = Element(shown, names, path, hidden, preformatted, quotes)
        if tag in _TABULAR:
            self._enter_table(tag, attributes)
        elif tag in _LISTS:
            self.lists.append(OpenList.of(tag, attributes, len(self.found), self.last_number))
        elif tag == "li" and self.lists:
            self.lists[-1].start_item(attributes)

    def _enter_table(self, tag: str, attributes: dict[str, str | None]) -> None:
        """Open a table, or a row or cell of the innermost one."""
        start = len(self.found)
        if tag == "table":
            if self.tables:
                self.tables[-1].is_layout = True
            self.tables.append(OpenTable(start))
        elif not self.tables:
            pass  # a stray row or cell
        elif tag == "tr":
            self.tables[-1].rows.append([])
        else:
            rows = self.tables[-1].rows
            if not rows:
                rows.append([])
            rows[-1].append(Cell.of(start, tag, attributes))

    def is_read(self, tag: str, node: LexborNode) -> bool:
        """Whether the element that was just entered needs no walk through it: it is code or a gutter."""
        if self.has_formulas and self.formula(node):
            return True
        own = self.own_names
        may_be_code = tag in PREFORMATTED
        if own and own not in self.plain_names:
            if is_gutter(own) and "".join((node.text() or "").split()).isdigit():
                return True
            if is_code_container(own):
                may_be_code = True
            elif not is_gutter(own):
                self.plain_names.add(own)
        if not may_be_code:
            return False
        code = code_of(node, self.element.names)
        if code is None:
            return False
        self.add_code(code)
        return True

    def leave(self, tag: str) -> None:
        """Close the innermost block-level element."""
        if self.pieces:
            self.flush()
        number = self.element.path[-1] if self.element.path else 0
        self.element = self.ancestors.pop()
        if tag == "table" and self.tables:
            table = self.tables.pop()
            if table.has_columns:  # otherwise nothing is copied: tables may be nested 10,000 deep
                self.found[table.start :] = table.by_row(self.found[table.start :], number)
        elif tag in _LISTS and self.lists:
            closed = self.lists.pop()
            if not self.lists:
                self.found[closed.start :] = closed.as_unit(self.found[closed.start :])

    def is_anchor(self, tag: str, node: LexborNode) -> bool:
        """Whether an element is the link that a heading has to itself."""
        return tag == "a" and self.element.tag in _HEADINGS and (node.text() or "").strip() in _ANCHORS

    def formula(self, node: LexborNode) -> bool:
        """Whether an element is a formula, which becomes text, or repeats one."""
        tag = node.tag
        is_wrapper = tag not in ("math", "img", "script")
        if is_wrapper and not FORMULA_CLASS.search(node.attributes.get("class") or ""):
            return False
        if tag != "script" and is_formula_duplicate(node):
            return True
        tex = tex_of(node)
        if tex:
            self.pieces.append(f"${tex}$")
        return bool(tex)


def _action(tag: str) -> tuple[int, str]:
    """What the walk does at a node, and the node's tag."""
    other = _SKIP if tag[0] in "-!" else _DESCEND
    return _ACTIONS.get(tag, other), tag


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
