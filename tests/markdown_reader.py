"""What a reader of Markdown, markdown-it, finds in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MATH = re.compile(r"\$\$[^$\n]+\$\$|\$(?![\s$])(?:[^$\\\n]|\\.)*(?<!\s)\$(?![\d$])")


def formula(state: StateInline, silent: bool) -> bool:
    """A formula, as readers of Markdown with mathematics take it: nothing in it is markup."""
    match = MATH.match(state.src, state.pos)
    if not match or state.src[state.pos - 1 : state.pos] in ("\\", "$"):
        return False
    if not silent:
        state.push("formula", "", 0).content = match[0]
    state.pos = match.end()
    return True


READER = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
MATH_READER = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
MATH_READER.inline.ruler.before("escape", "formula", formula)


@dataclass(frozen=True)
class Inline:
    """A text as its reader sees it.

    - `marks`: for each character, what it is inside: `strong`, `emphasis`, `code`, `strike` or the address
      of a link;
    - `images`: position, label and address of each.
    """

    text: str = ""
    marks: tuple[frozenset[str], ...] = ()
    images: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True)
class Read:
    """A block as its reader sees it: `p`, `h2`, `pre`, `hr`, `html` or `table`, and where it stands.

    - `marker`: of the list item that it begins;
    - `text`: of code;
    - `cells`: of a table, row by row, the first one the head.
    """

    tag: str
    level: int = 0
    marker: str = ""
    quotes: int = 0
    language: str = ""
    text: str = ""
    inline: Inline = field(default_factory=Inline)
    cells: tuple[tuple[Inline, ...], ...] = ()
    align: tuple[str, ...] = ()


def read(markdown: str, reader: MarkdownIt = READER) -> list[Read]:
    """The blocks of a text, in order."""
    return list(Walk(reader.parse(markdown)))


class Walk:
    """Walks over the tokens of a text."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.lists: list[int] = []  # number of the next item of each open list, -1 for bullets
        self.marker = ""
        self.quotes = 0

    def __iter__(self) -> Iterator[Read]:
        tokens = iter(self.tokens)
        tag = ""
        for token in tokens:
            if token.type == "table_open":
                yield self.table(tokens)
            elif token.type == "fence":
                yield self.block("pre", language=token.info, text=token.content.removesuffix("\n"))
            elif token.type == "inline":
                yield self.block(tag, inline=inline(token))
            elif token.type in ("hr", "html_block", "code_block"):
                yield self.block(token.type, text=token.content)
            elif token.type in ("paragraph_open", "heading_open"):
                tag = token.tag
            else:
                self.enter_or_leave(token)

    def enter_or_leave(self, token: Token) -> None:
        """Note the start or end of a list, an item or a quotation."""
        if token.type == "bullet_list_open":
            self.lists.append(-1)
        elif token.type == "ordered_list_open":
            self.lists.append(int(token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif token.type == "list_item_open":
            number = self.lists[-1]
            self.marker = "-" if number < 0 else f"{number}."
            self.lists[-1] = number if number < 0 else number + 1
        elif token.tag == "blockquote":
            self.quotes += token.nesting

    def block(self, tag: str, **content: object) -> Read:
        marker, self.marker = self.marker, ""
        return Read(tag, len(self.lists), marker, self.quotes, **content)  # type: ignore[arg-type]

    def table(self, tokens: Iterator[Token]) -> Read:
        rows: list[list[Inline]] = []
        align: list[str] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(inline(token))
            elif token.type == "th_open":
                align.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
        return self.block("table", cells=tuple(map(tuple, rows)), align=tuple(align))


KINDS = {"strong": "strong", "em": "emphasis", "s": "strike", "link": "link"}


def inline(token: Token) -> Inline:
    text = ""
    marks: list[frozenset[str]] = []
    images: list[tuple[int, str, str]] = []
    around: list[str] = []

    def add(content: str, *more: str) -> None:
        nonlocal text
        text += content
        marks.extend([frozenset((*around, *more))] * len(content))

    for child in token.children or []:
        kind = KINDS.get(child.type.removesuffix("_open"))
        if kind and child.type.endswith("_open"):
            around.append(f"link {child.attrs['href']}" if kind == "link" else kind)
        elif child.type.endswith("_close"):
            around.pop()
        elif child.type == "image":
            images.append((len(text), shown(child), str(child.attrs["src"])))
        elif child.type == "code_inline":
            add(child.content, "code")
        elif child.type in ("softbreak", "hardbreak"):
            add("\n" if child.type == "hardbreak" else "\N{SYMBOL FOR NEWLINE}")
        else:
            add(child.content, *(() if child.type in ("text", "text_special", "formula") else (child.type,)))
    return Inline(text, tuple(marks), tuple(images))


def shown(image: Token) -> str:
    """The alternative text of an image."""
    return "".join(child.content for child in image.children or [])
