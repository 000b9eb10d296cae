"""Repair of damaged text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice, starmap, zip_longest
from operator import ne
from typing import ClassVar

from cleaner.document import Document
from cleaner.html.sniff import kind_of
from cleaner.repair import annotations, characters, gaps, injections, latin, mojibake, rubble
from cleaner.repair.entities import unescape
from cleaner.repair.signs import beyond_ascii

Step = Callable[[str], str]
Sign = Callable[[str], object]

STEPS: tuple[tuple[str, Step, Sign | None], ...] = (
    ("entities", unescape, None),
    ("mojibake", mojibake.restore, mojibake.sign),
    ("latin", latin.restore_latin, latin.sign),
    ("characters", characters.tidy_characters, characters.sign),
    ("annotations", annotations.remove_annotations, annotations.sign),
    ("injections", injections.remove_commas, injections.comma_sign),
    ("injections", injections.remove_pictures, injections.picture_sign),
    ("injections", injections.remove_spam_titles, injections.spam_title_sign),
    ("gaps", gaps.close_gaps, gaps.sign),
)
"""What repair does, in order; each keeps the line breaks and gives the same object when it finds
nothing. Entities come first, since mojibake may be escaped; our own reversals run before ftfy's, which
mangle some of what they restore; what only tidies characters comes after both, since the odd characters
are the bytes of mojibake.

A step runs only where its sign is found in what `beyond_ascii` leaves of the text."""

PLAIN_ONLY = frozenset({"entities"})
"""Steps that must not see markup: in a page or a fragment `markup` does their work."""

PASSES = 4
"""One step may uncover work for an earlier one; they go on, so many times at most, until all of them in
turn find nothing."""


def repair(text: str) -> str:
    """`text` with mojibake, entities, invisible characters and injected annotations undone.

    Line breaks stay where they are; text without such damage comes back unchanged. What cannot be
    undone is left as it is.
    """
    return _repair(text)[0]


def _repair(text: str) -> tuple[str, dict[str, int], dict[str, int]]:
    """The repaired text, in how many lines each step changed something, and the damage that is left."""
    repairs: dict[str, int] = {}
    beyond = beyond_ascii(text)
    idle = 0
    for name, step, sign in islice(cycle(STEPS), PASSES * len(STEPS)):
        if idle == len(STEPS):
            break
        idle += 1
        if (sign and not sign(beyond)) or (name in PLAIN_ONLY and kind_of(text) != "plain"):
            continue
        repaired = step(text)
        if repaired != text:
            repairs[name] = repairs.get(name, 0) + _lines_changed(text, repaired)
            text, beyond, idle = repaired, beyond_ascii(repaired), 0
    return text, repairs, rubble.damage(text) if rubble.sign(beyond) or "??" in text else {}


def _lines_changed(before: str, after: str) -> int:
    return sum(starmap(ne, zip_longest(before.split("\n"), after.split("\n"))))


@dataclass(frozen=True)
class Encoding:
    """Undoes what wrong charsets, stores and hacked pages did to the text.

    Notes in the metadata `repairs` (step: number of lines it changed) and `damage` (kind: number of
    characters that stand for lost ones) where there are any.
    """

    name: ClassVar[str] = "encoding"

    def __call__(self, document: Document) -> Document:
        text, repairs, damage = _repair(document.text)
        facts = {"repairs": repairs, "damage": damage}
        return document.replace(text=text).noting(**{name: fact for name, fact in facts.items() if fact})
