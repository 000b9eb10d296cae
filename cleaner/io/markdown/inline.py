"""Text and its inline markup as Markdown: marks around spans, backslashes where they are needed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from cleaner.document import Span
from cleaner.io.markdown.code import fence
from cleaner.io.markdown.escapes import Surroundings, entities, inline_escapes
from cleaner.io.markdown.spans import expressible, formulas

_OPEN_ENDED = re.compile(r"[\\`\[\]<]")
_AWKWARD = re.compile(r"[\s()<>]")
"""What the address of a link can have only in angle brackets."""
_UNWRITABLE = {
    **dict.fromkeys([*range(0x20), 0x7F], ""),
    **{ord(mark): f"%{ord(mark):X}" for mark in "<>\\`"},
}
"""What the address of a link cannot have."""
_ASTERISKS = {"strong": "**", "emphasis": "*"}


def inline(text: str, spans: Sequence[Span] = ()) -> str:
    r"""A text with its spans as inline Markdown; its line breaks become hard ones.

    >>> inline("新闻，2*3*4", [Span(0, 2, "strong")])
    '**新闻**，2\\*3\\*4'
    >>> inline("a & b，价格 $5", [Span(0, 1, "code")])
    '`a` & b，价格 $5'
    """
    marks = expressible(text, spans)
    before = _marks(text, marks)
    code = [span for span in marks if span.kind == "code"]
    verbatim = [*((span.start, span.end) for span in code), *formulas(text, code)]
    around = Surroundings(
        verbatim={position for start, end in verbatim for position in range(start, end)},
        labels=[(span.start, span.end) for span in marks if span.kind == "link"],
        borders=before.keys(),
        code=[*(len(fence(text[span.start : span.end])) for span in code), *_backticks_of_labels(marks)],
        emphasis=any(span.kind in _ASTERISKS for span in marks),
    )
    return _assembled(text, inline_escapes(text, around), before).replace("\n", "\\\n")


def _assembled(text: str, escapes: Set[int], before: Mapping[int, str]) -> str:
    """The text with backslashes, and with marks before the characters at their positions."""
    if not escapes and not before:
        return text
    written = [f"\\{mark}" if at in escapes else mark for at, mark in enumerate(text)]
    written.append("")
    for position, mark in before.items():
        written[position] = mark + written[position]
    return "".join(written)


def _marks(text: str, spans: Sequence[Span]) -> dict[int, str]:
    """What stands before the character at each position: ends, then images, then starts."""
    starts: dict[int, str] = defaultdict(str)
    images: dict[int, str] = defaultdict(str)
    ends: dict[int, str] = defaultdict(str)
    for span in spans:
        if span.kind == "image":
            images[span.start] += f"![{_label(span.label)}]({_address(span.target)})"
            continue
        start, end = _pair(text, span)
        starts[span.start] += start
        ends[span.end] = end + ends[span.end]
    positions = {*starts, *images, *ends}
    return {at: ends.get(at, "") + images.get(at, "") + starts.get(at, "") for at in positions}


def _pair(text: str, span: Span) -> tuple[str, str]:
    """What stands before and behind a span."""
    if span.kind == "link":
        return "[", f"]({_address(span.target)})"
    if span.kind != "code":
        return _ASTERISKS[span.kind], _ASTERISKS[span.kind]
    code = text[span.start : span.end]
    space = " " if code.startswith("`") or code.endswith("`") else ""
    return fence(code) + space, space + fence(code)


def _label(label: str) -> str:
    r"""The alternative text of an image, on one line.

    What could end outside of it is escaped too.

    >>> _label("图 [1]\n`甲")
    '图 \\[1\\] \\`甲'
    """
    label = " ".join(label.split())
    open_ended = {match.start() for match in _OPEN_ENDED.finditer(label)}
    return _assembled(label, inline_escapes(label) | open_ended, {})


def _backticks_of_labels(spans: Sequence[Span]) -> list[int]:
    """The length of a backtick for each image whose label has any; there they stand alone."""
    return [1 for span in spans if span.kind == "image" and "`" in span.label]


def _address(address: str) -> str:
    """The address of a link or an image, in angle brackets where it would end too early.

    >>> _address("https://a.cn/x?a=1"), _address("/a (1).png")
    ('https://a.cn/x?a=1', '</a (1).png>')
    """
    address = address.strip()
    form = "<{}>" if _AWKWARD.search(address) else "{}"
    address = address.translate(_UNWRITABLE)
    return form.format(_assembled(address, set(entities(address)), {}))
