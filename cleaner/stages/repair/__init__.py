"""Repair: undo what wrong charsets, databases and hacked pages did to the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice, zip_longest
from typing import ClassVar, NamedTuple

from cleaner.document import Document, Metadata
from cleaner.stages.repair.annotations import remove_annotations
from cleaner.stages.repair.characters import tidy_characters
from cleaner.stages.repair.damage import damage
from cleaner.stages.repair.escapes import read_escapes
from cleaner.stages.repair.gaps import close_gaps
from cleaner.stages.repair.hong_kong import restore_hong_kong
from cleaner.stages.repair.injections import remove_injections
from cleaner.stages.repair.latin import restore_latin
from cleaner.stages.repair.mojibake import undo_mojibake
from cleaner.stages.repair.signs import (
    ALWAYS,
    APP,
    APP_BEFORE_HAN,
    BRACKET,
    BYTES,
    BYTES_BEFORE_LETTER,
    COMMAS,
    GAP,
    LATIN,
    ODDMENTS,
    PICTURE,
    PRIVATE,
    SHIFTED,
    SITE,
    SPACED,
    SUSPECT,
    UNCOMMON,
    in_lines,
    places,
    signs_of,
)
from cleaner.text.entities import unescape
from cleaner.text.kind import text_kind
from cleaner.text.spaced_out import LONG_RUN, QUICK, SINGLES, close_spaced_out


class Step(NamedTuple):
    """A step of repair."""

    name: str
    run: Callable[[str], str]
    signs: int
    """It finds nothing in a text that shows none of these; `ALWAYS` if it looks for others."""


def _unescape(text: str) -> str:
    """The text with its entities replaced, unless it is markup, where `parse` does this."""
    plain = unescape(text)
    return plain if plain is not text and text_kind(text) == "plain" else text


def _close_spaced_out(text: str) -> str:
    """The text with the lines closed that have spaces between all characters, if one of them is long.

    Short ones alone, such as headings, are left to layout: nothing is judged wrongly for them.
    """
    if "\u3000" not in text and not QUICK.search(text):
        return text
    spaced = [place for place in places(text, SPACED) if SINGLES.match(text, place)]
    if not any(LONG_RUN.match(text, place) for place in spaced):
        return text
    return in_lines(text, spaced, close_spaced_out)


STEPS = (
    Step("escapes", read_escapes, ODDMENTS),
    Step("entities", _unescape, ALWAYS),
    Step("mojibake", undo_mojibake, BYTES | BYTES_BEFORE_LETTER | LATIN | PRIVATE | SHIFTED | UNCOMMON),
    Step("latin", restore_latin, LATIN),
    Step("hong kong", restore_hong_kong, PRIVATE),
    Step("characters", tidy_characters, SUSPECT),
    Step("spaced out", _close_spaced_out, SPACED),
    Step("annotations", remove_annotations, BRACKET | SPACED),
    Step("injections", remove_injections, COMMAS | PICTURE | SITE | APP | APP_BEFORE_HAN),
    Step("gaps", close_gaps, GAP),
)
"""The steps in order; each keeps the line breaks and returns the same object if it finds nothing.

The order has reasons:

- escapes and entities first: mojibake may be escaped;
- our own reversals (`mojibake`) before those of ftfy (`latin`), which mangle some of what ours restore;
- `hong kong` after both: Big5 that was read as GBK has private-use characters too;
- `characters` after these: the odd characters that it removes are the bytes of mojibake.
"""
MAX_ROUNDS = 4
"""Maximum number of times that each step runs: one may uncover work for an earlier one."""


def repair(text: str) -> str:
    """Undo mojibake, entities, invisible characters and injected annotations.

    Line breaks stay where they are; text without such damage is returned unchanged. What cannot be
    undone is left as it is.

    >>> repair("ÖÐ»ªÈËÃñ¹²ºÍ¹ú")
    '中华人民共和国'
    """
    return _repair(text)[0]


def _repair(text: str) -> tuple[str, dict[str, int]]:
    """The repaired text, and for each step that changed something the number of lines it changed.

    The steps go round until all of them in turn have found nothing.
    """
    repairs: dict[str, int] = {}
    idle = 0
    signs = signs_of(text)
    for step in islice(cycle(STEPS), MAX_ROUNDS * len(STEPS)):
        repaired = step.run(text) if step.signs & signs else text
        if repaired == text:
            idle += 1
            if idle == len(STEPS):
                break
        else:
            idle = 0
            repairs[step.name] = repairs.get(step.name, 0) + _lines_changed(text, repaired)
            text = repaired
            signs = signs_of(text)
    return text, repairs


def _lines_changed(before: str, after: str) -> int:
    lines = zip_longest(before.split("\n"), after.split("\n"))
    return sum(old != new for old, new in lines)


@dataclass(frozen=True)
class Repair:
    """Undo what wrong charsets, databases and hacked pages did to the text.

    Where there are any, the metadata gets `repairs` (step: number of lines it changed) and `damage`
    (kind: number of characters that stand for lost ones).
    """

    name: ClassVar[str] = "repair"

    def __call__(self, document: Document) -> Document:
        """The document with its text repaired, and what was found in the metadata."""
        text, repairs = _repair(document.text)
        facts = Metadata()
        if repairs:
            facts["repairs"] = repairs
        lost = damage(text)
        if lost:
            facts["damage"] = lost
        return document.replace(text=text).noting(**facts)
