"""Search for thousands of literals in all lines of a document at once, at some hundred MB/s.

Of a longer literal only the rarest three characters in a row are looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from cleaner.stages.select.cues.literals import folded
from cleaner.text.plausibility import character_bits

Owner = TypeVar("Owner")

_SEPARATOR = "\x01"
"""Between lines; no literal holds it."""
_END = np.array([1, 1], np.uint16)
"""Separators behind the last line, for every character to have two behind it."""
_BITS = 16
"""Bits of a hash."""
_SHIFT = np.uint32(32 - _BITS)
_FACTORS = tuple(map(np.uint32, (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)))
"""One for each of three characters in a row, from xxHash."""


class Screen(Generic[Owner]):
    """Literals, each with its owner: whoever wants to know of the lines that hold it.

    Literals have two characters or more, all of the basic plane, without white space and in lower case.
    """

    def __init__(self, literals: Iterable[tuple[str, Owner]]) -> None:
        owners: dict[str, set[Owner]] = defaultdict(set)
        for literal, owner in literals:
            owners[_rarest(literal)].add(owner)
        self._owners: dict[str, Sequence[Owner]] = {key: tuple(some) for key, some in owners.items()}
        pairs = [key for key in owners if len(key) == 2]
        triples = [key for key in owners if len(key) == 3]
        self._pairs, self._triples = _table(pairs), _table(triples)
        self._starts = _table([*pairs, *(key[:2] for key in triples)])

    def owners(self, lines: Sequence[str]) -> Mapping[int, set[Owner]]:
        """The owners of literals that each line may hold, by its number; lines without any are left out.

        >>> Screen([("首页", 1), ("登录", 2)]).owners(["返回 首 页", "他说：好。", "登录首页"])
        {0: {1}, 2: {1, 2}}
        """
        codes = _codes(_SEPARATOR.join(lines))
        characters = _folding().take(codes, mode="clip")
        places = characters.nonzero()[0]  # of what is not white space
        characters = np.concatenate((characters[places], _END))
        found = self._find(characters)
        owners: dict[int, set[Owner]] = {}
        if not len(found):
            return owners
        ends = np.cumsum([len(line) + 1 for line in lines])
        numbers = np.searchsorted(ends, places[found], side="right").tolist()
        text = characters.tobytes().decode("utf-16-le", "surrogatepass")
        known = self._owners
        for place, number in zip(found.tolist(), numbers, strict=True):
            some = (*known.get(text[place : place + 2], ()), *known.get(text[place : place + 3], ()))
            if some:
                owners.setdefault(number, set()).update(some)
        return owners

    def owners_in(self, text: str) -> set[Owner]:
        """The same for one short text."""
        text = "".join(text.split()).casefold()
        owners: set[Owner] = set()
        for place in range(len(text) - 1):
            for key in (text[place : place + 2], text[place : place + 3]):
                if key in self._owners:
                    owners.update(self._owners[key])
        return owners

    def _find(self, characters: NDArray[np.uint16]) -> NDArray[np.intp]:
        """Where literals may stand."""
        first, second, third = (characters * factor for factor in _FACTORS)
        two = first[:-2] ^ second[1:-1]
        found = self._starts.take(two >> _SHIFT).nonzero()[0]
        two = two[found]
        three = two ^ third[found + 2]
        sure: NDArray[np.bool_] = self._pairs.take(two >> _SHIFT) | self._triples.take(three >> _SHIFT)
        return found[sure]


def _rarest(literal: str) -> str:
    """The rarest three characters in a row of a literal; a shorter one itself."""
    if len(literal) <= 3:
        return literal
    bits = [character_bits()[character] for character in literal]
    start = max(range(len(literal) - 2), key=lambda start: sum(bits[start : start + 3]))
    return literal[start : start + 3]


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _table(keys: Sequence[str]) -> NDArray[np.bool_]:
    """Whether a key has a hash; the keys are all of a length, or only their first two characters count."""
    table = np.zeros(1 << _BITS, bool)
    if keys:
        hashes = np.zeros(len(keys), np.uint32)
        for place in range(len(keys[0])):
            hashes ^= _codes("".join(key[place] for key in keys)) * _FACTORS[place]
        table[hashes >> _SHIFT] = True
    return table


@cache
def _folding() -> NDArray[np.uint16]:
    """Each character of the basic plane without case, white space as zero; the last stands for all beyond."""
    table = np.fromiter((ord(folded(chr(code)) or "\0") for code in range(0x10000)), np.uint16)
    table[0] = 1
    return table
