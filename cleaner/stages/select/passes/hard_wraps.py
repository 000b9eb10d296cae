"""Hard-wrapped text: join lines that were broken at a fixed width.

Page numbers between the lines of a wrapped text are judged together with the lines around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cleaner.document import Block, Role
from cleaner.text.characters import SENTENCE_ENDS

_OPEN = re.compile(r"[，,、《（(“「『〈]\s*$")
_STOP = re.compile(rf"[{SENTENCE_ENDS}：:…”’」』~～|]\s*$|[.．]\s*$|[。！？][)）]\s*$")
_START = re.compile(
    r"[\s\u3000]*(?:第[\d一二三四五六七八九十百零〇]+[章节條条款编編篇部回]|[(（]?[\d一二三四五六七八九十]{1,3}[)）.．、]|[①-⑳⑴-⒇●■◆•·*|—–-]"
    r"|[A-Z][.、．]|[【〔]|[(（]?注|附[件录：:])"
)
_LAST_WORD = re.compile(r"\s*[\u4e00-\u9fff]{1,3}[。！？]\s*")
"""The last word of a sentence: too short to be one where the line above has no end."""
_FRONT = re.compile(r"[\s\u3000]*[，,。、；;：:！!？?》）)”」』〉]")
_PAIRS = (("《", "》"), ("“", "”"), ("「", "」"))
_CUT_PAIRS = (*_PAIRS, ("（", "）"), ("『", "』"))
_MAX_CLOSING = 60
"""Maximum distance from the start of a line at which it closes what the line above has opened, characters."""
_SHORTEST, _WIDEST = 16, 60
"""Lines of a wrapped text, in characters; shorter ones are headings, longer ones paragraphs."""
_RAGGED = 0.75
"""The shortest of full lines to the widest: indentation does not count, words and numbers are not broken."""

_PAGE_NUMBER = re.compile(r"[-—–\s]*[1-9]\d{0,3}[-—–\s]*")

Pairs = list[tuple[int, int]]


def unwrap(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with every line glued that goes on in the sentence of the line above.

    The numbers of pages between such lines go.

    A text counts as wrapped when its paragraphs are indented and full lines are followed by lines that are
    not; when lines end inside a sentence again and again: after a comma, with a bracket open that the next
    line closes, before punctuation that cannot begin a line; or when all lines without an end are of one
    width and none is longer.
    """
    numbers = {i for i, block in enumerate(blocks) if block.kept and _PAGE_NUMBER.fullmatch(block.text)}
    kept = [i for i, b in enumerate(blocks) if b.printed and i not in numbers]
    pairs = [(a, b) for a, b in pairwise(kept) if _goes_on(blocks[a], blocks[b])]
    out = list(blocks)
    wrapped: Pairs = []
    if len(pairs) > 1:
        wrapped = _below_indented(blocks, kept, pairs) or _of_one_width(blocks, kept, pairs)
    wrapped = wrapped or [(a, b) for a, b in pairwise(kept) if _is_cut_open(blocks[a], blocks[b])]
    for i in numbers if wrapped else ():
        out[i] = blocks[i].as_role(Role.METADATA, "page number")
    for a, b in wrapped:
        for i in range(a + 1, b + 1):  # what was rejected between the two does not part them
            out[i] = out[i].replace(glue=True)
    return out


def _below_indented(blocks: Sequence[Block], kept: Sequence[int], pairs: Pairs) -> Pairs:
    """The pairs of a full line and one that is not indented, in a text whose paragraphs are."""
    starts = [b for a, b in pairwise(kept) if _stops(blocks[a].text)]
    indented = sum(_is_indented(blocks[i]) for i in starts)
    found = [(a, b) for a, b in pairs if not _is_indented(blocks[b]) and not _is_name(blocks[b].text)]
    widest = max((_width(blocks[a].text) for a, _ in found), default=0)
    full = [(a, b) for a, b in found if _width(blocks[a].text) >= widest * _RAGGED]
    return full if indented > 1 and indented >= 0.7 * len(starts) and len(full) * 2 >= len(found) else []


def _of_one_width(blocks: Sequence[Block], kept: Sequence[int], pairs: Pairs) -> Pairs:
    """The pairs of lines of a text whose lines end inside sentences, or are all of one width."""
    pairs = [(a, b) for a, b in pairs if not _START.match(blocks[b].text)]
    if len(pairs) < 2 or len(pairs) * 4 < sum(len(blocks[i].text) >= _SHORTEST for i in kept):
        return []
    proofs = sum(_broken(blocks[a].text, blocks[b].text) for a, b in pairs)
    widths = sorted(_width(blocks[a].text) for a, _ in pairs)
    even = sum(width >= widths[-1] - 6 for width in widths) >= max(3, 0.7 * len(pairs))
    longer = sum(_width(blocks[i].text) > widths[-1] + 2 for i in kept[1:])
    if not (proofs > 1 and proofs * 5 >= len(pairs)) and not (even and not longer):
        return []
    least = 0.6 * widths[len(widths) * 3 // 4]
    return [(a, b) for a, b in pairs if _width(blocks[a].text) >= least]


def _is_cut_open(above: Block, below: Block) -> bool:
    """Whether a line breaks off inside a quotation, a title or brackets that the next line closes at once."""
    if above.tag or below.tag or above.role is Role.TITLE or _stops(above.text):
        return False
    for left, right in _CUT_PAIRS:
        is_open = above.text.count(left) == above.text.count(right) + 1
        closing = below.text.find(right)
        if is_open and 0 <= closing <= _MAX_CLOSING and left not in below.text[:closing]:
            return not _START.match(below.text)
    return False


def _stops(text: str) -> bool:
    """Whether a line ends as sentences and headings do; looked at are the last two characters."""
    return _STOP.search(text, max(0, len(text.rstrip()) - 2)) is not None


def _is_indented(block: Block) -> bool:
    return "indented" in block.marks


def _is_name(text: str) -> bool:
    """Whether a line may be a signature: short, and of letters only."""
    return len(text) < _SHORTEST and text.strip().isalpha()


def _width(text: str) -> int:
    """Columns on a terminal: ASCII takes one, everything else two."""
    text = text.strip()
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def _goes_on(above: Block, below: Block) -> bool:
    """Whether a line may go on in the next."""
    return (
        above.text[-1] not in "。！？”；："
        and _SHORTEST <= len(above.text.strip()) <= _WIDEST
        and above.role is not Role.TITLE
        and not above.tag
        and not below.tag
        and "\t" not in above.text + below.text  # rows of a table
        and not _stops(above.text)
        and not below.text.startswith(("  ", "\u3000"))
    )


def _broken(above: str, below: str) -> bool:
    """Whether the break certainly falls inside a sentence."""
    if _OPEN.search(above) or _FRONT.match(below) or _LAST_WORD.fullmatch(below):
        return True
    return any(above.count(left) > above.count(right) and right in below for left, right in _PAIRS)
