"""Repair of damaged text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice, starmap, zip_longest
from operator import ne
from typing import ClassVar

from cleaner.document import Document, Metadata
from cleaner.stages.repair.annotations import remove_annotations
from cleaner.stages.repair.characters import tidy_characters
from cleaner.stages.repair.damage import damage
from cleaner.stages.repair.gaps import close_gaps
from cleaner.stages.repair.injections import remove_injections
from cleaner.stages.repair.latin import restore_latin
from cleaner.stages.repair.mojibake import undo_mojibake
from cleaner.text.entities import unescape
from cleaner.text.kind import text_kind

Step = Callable[[str], str]


def _unescape(text: str) -> str:
    """Entities must stay in markup: in a page or a fragment the stage `parse` does this."""
    return unescape(text) if "&" in text and text_kind(text) == "plain" else text


STEPS: tuple[tuple[str, Step], ...] = (
    ("entities", _unescape),
    ("mojibake", undo_mojibake),
    ("latin", restore_latin),
    ("characters", tidy_characters),
    ("annotations", remove_annotations),
    ("injections", remove_injections),
    ("gaps", close_gaps),
)
"""What repair does, in order; each keeps the line breaks and gives the same object when it finds
nothing. Entities come first, since mojibake may be escaped; our own reversals run before ftfy's, which
mangle some of what they restore; what only tidies characters comes after both, since the odd characters
are the bytes of mojibake."""

PASSES = 4
"""One step may uncover work for an earlier one; they go on, so many times at most, until all of them in
turn find nothing."""


def repair(text: str) -> str:
    """`text` with mojibake, entities, invisible characters and injected annotations undone.

    Line breaks stay where they are; text without such damage comes back unchanged. What cannot be
    undone is left as it is.
    """
    return _repair(text)[0]


def _repair(text: str) -> tuple[str, dict[str, int]]:
    """The repaired text, and in how many lines each step changed something."""
    repairs: dict[str, int] = {}
    idle = 0
    for name, step in islice(cycle(STEPS), PASSES * len(STEPS)):
        if idle == len(STEPS):
            break
        idle += 1
        repaired = step(text)
        if repaired != text:
            repairs[name] = repairs.get(name, 0) + _lines_changed(text, repaired)
            text, idle = repaired, 0
    return text, repairs


def _lines_changed(before: str, after: str) -> int:
    return sum(starmap(ne, zip_longest(before.split("\n"), after.split("\n"))))


@dataclass(frozen=True)
class Repair:
    """Undoes what wrong charsets, stores and hacked pages did to the text.

    Notes in the metadata `repairs` (step: number of lines it changed) and `damage` (kind: number of
    characters that stand for lost ones) where there are any.
    """

    name: ClassVar[str] = "repair"

    def __call__(self, document: Document) -> Document:
        text, repairs = _repair(document.text)
        facts = Metadata()
        if repairs:
            facts["repairs"] = repairs
        if lost := damage(text):
            facts["damage"] = lost
        return document.replace(text=text).noting(**facts)
